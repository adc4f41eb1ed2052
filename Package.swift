// swift-tools-version: 6.2
import PackageDescription

// One library target per room of the house; docs/architecture.md draws the floors.
// A plugin links only the rooms it names here, so that `list` carries no template engine.

/// What every Swift target is compiled with.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// Compiled for size: what waits for the network, or runs once for each command, gains nothing from long code.
let small: [SwiftSetting] = settings + [.unsafeFlags(["-Osize"], .when(configuration: .release))]

/// Linked for size: functions with the same code are one, and no symbol is there for others to link with.
let lean: [LinkerSetting] = [
    .unsafeFlags(["-Xlinker", "--icf=all", "-Xlinker", "--no-export-dynamic"], .when(configuration: .release))
]

/// A library target of the house.
func room(_ name: String, _ dependencies: [Target.Dependency] = [], isHot: Bool = false) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: isHot ? settings : small)
}

/// An executable: `kubectl-werf-NAME` answers `kubectl werf NAME`.
func plugin(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: "kubectl-werf-\(name)", dependencies: dependencies, swiftSettings: small, linkerSettings: lean)
}

/// The tests of one room; those with a folder `Fixtures` read it where it lies.
func tests(_ name: String, _ dependencies: [Target.Dependency], fixtures: Bool = false) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies, exclude: fixtures ? ["Fixtures"] : [],
        swiftSettings: settings)
}

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto: [Target.Dependency] = [
    .product(name: "Crypto", package: "swift-crypto"), .product(name: "CryptoExtras", package: "swift-crypto"),
    .product(name: "X509", package: "swift-certificates"), .product(name: "SwiftASN1", package: "swift-asn1"),
]

let protobuf: Target.Dependency = .product(name: "SwiftProtobuf", package: "swift-protobuf")

let package = Package(
    name: "kubectl-werf",
    products: [
        "converge", "plan", "rollback", "dismiss", "adopt", "render", "list", "history", "get", "migrate2to3",
        "ci-env",
    ].map {
        .executable(name: "kubectl-werf-\($0)", targets: ["kubectl-werf-\($0)"])
    },
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        // Floor 0: system libraries.
        .systemLibrary(name: "CCurl", pkgConfig: nil),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
        .systemLibrary(name: "CCrypt", pkgConfig: "libcrypt"),
        // Floor 1: text in, typed values out.
        room("Documents", ["CYAML"], isHot: true),
        room("Gzip", ["CZlib"], isHot: true),
        room("RegularExpressions", isHot: true),
        room("GoTime"),
        room("SemanticVersions"),
        room("Processes"),
        // Floor 2: a language, a protocol, a model.
        room("JSONSchema", ["Documents", "RegularExpressions"], isHot: true),
        room("GoTemplate", ["Documents", "RegularExpressions", "GoTime", "SemanticVersions"], isHot: true),
        room("KubernetesClient", ["Documents", "GoTime", "Processes", "CCurl"]),
        room("ChartModel", ["Documents"], isHot: true),
        room("WerfProject", ["Documents"]),
        // Floor 3: what templates and plugins share.
        room("TemplateCryptography", ["GoTemplate", "Documents", "CCrypt"] + crypto),
        room("Shared", ["KubernetesClient", "ChartModel", "Documents", "Gzip", "GoTime", "RegularExpressions"]),
        // Floor 4: charts, deploying, records.
        room(
            "HelmChart",
            [
                "GoTemplate", "TemplateCryptography", "ChartModel", "JSONSchema", "Documents", "Gzip",
                "SemanticVersions", "GoTime",
            ], isHot: true),
        room("Deployment", ["Shared", "KubernetesClient", "Documents", "GoTime", "RegularExpressions"]),
        room("TillerRecords", ["Shared", "KubernetesClient", "Documents", "Gzip"]),
        // Floor 5: projects, Helm 2, adoption, command lines.
        room(
            "ProjectRendering",
            [
                "WerfProject", "Processes", "HelmChart", "GoTemplate", "TemplateCryptography", "RegularExpressions",
                "GoTime", "Documents",
            ] + crypto),
        .target(
            name: "HelmTwo",
            dependencies: [
                "TillerRecords", "Deployment", "Shared", "KubernetesClient", "ChartModel", "Documents", "GoTime",
                protobuf,
            ],
            exclude: ["Schema/release.proto"], swiftSettings: settings),
        room("Adoption", ["Deployment", "Shared", "KubernetesClient", "Documents", "GoTime"]),
        room(
            "PluginKit", ["Shared", "KubernetesClient", "WerfProject", "Processes", "Documents", argumentParser]),
        // Floor 6: what commands share that change releases or render charts.
        room("ProjectKit", ["PluginKit", "ProjectRendering", "WerfProject", "HelmChart", "Documents"]),
        room(
            "DeployCommands",
            ["PluginKit", "Deployment", "Shared", "KubernetesClient", "GoTime", argumentParser]),
        // Floor 7: deploying charts.
        room(
            "ChartDeployment",
            [
                "DeployCommands", "ProjectKit", "PluginKit", "ProjectRendering", "WerfProject", "Deployment",
                "HelmChart", "ChartModel", "TillerRecords", "Shared", "KubernetesClient", "Processes", "Documents",
                "Gzip", "GoTime", argumentParser,
            ]),
        // Floor 8: the plugins.
        plugin(
            "converge",
            ["ChartDeployment", "DeployCommands", "PluginKit", "Deployment", "Shared", "KubernetesClient"]),
        plugin(
            "plan", ["ChartDeployment", "DeployCommands", "PluginKit", "Deployment", "Shared", "Documents"]),
        plugin(
            "rollback",
            ["DeployCommands", "PluginKit", "Deployment", "Shared", "KubernetesClient", "Documents"]),
        plugin(
            "dismiss", ["DeployCommands", "PluginKit", "Deployment", "Shared", "KubernetesClient", "Documents"]),
        plugin(
            "adopt",
            [
                "Adoption", "ChartDeployment", "DeployCommands", "PluginKit", "Deployment", "Shared",
                "KubernetesClient",
                "Documents", "GoTime",
            ]),
        plugin(
            "render", ["PluginKit", "ProjectKit", "WerfProject", "HelmChart", "KubernetesClient", "Documents"]),
        plugin(
            "migrate2to3",
            [
                "HelmTwo", "TillerRecords", "DeployCommands", "PluginKit", "Deployment", "Shared", "KubernetesClient",
                "Documents", "GoTime",
            ]),
        plugin("ci-env", ["PluginKit", "WerfProject"]),
        plugin("list", ["PluginKit", "Shared", "KubernetesClient", "RegularExpressions", "GoTime"]),
        plugin("history", ["PluginKit", "Shared", "KubernetesClient", "GoTime"]),
        plugin("get", ["PluginKit", "Shared", "KubernetesClient", "ChartModel", "GoTime"]),
        .target(
            name: "TestFolders", dependencies: ["Processes"], path: "Tests/TestFolders", swiftSettings: settings),
        .target(
            name: "TestServers", dependencies: ["KubernetesClient"], path: "Tests/TestServers",
            swiftSettings: settings),
        tests(
            "Deployment", ["Deployment", "Shared", "KubernetesClient", "Documents", "GoTime"], fixtures: true),
        tests(
            "HelmTwo",
            [
                "TestServers", "HelmTwo", "TillerRecords", "Deployment", "Shared", "KubernetesClient", "ChartModel",
                "Documents", "GoTime", "Gzip", protobuf,
            ], fixtures: true),
        tests("Adoption", ["Adoption", "Deployment", "Shared", "KubernetesClient", "Documents", "GoTime"]),
        tests("JSONSchema", ["JSONSchema", "Documents"]),
        tests("Documents", ["Documents"], fixtures: true),
        tests("Gzip", ["Gzip"]),
        tests("ChartModel", ["ChartModel", "Documents"]),
        tests("HelmChart", ["TestFolders", "HelmChart", "ChartModel", "Documents", "Gzip"], fixtures: true),
        tests("KubernetesClient", ["TestFolders", "TestServers", "KubernetesClient", "Documents"]),
        tests("Cluster", ["TestFolders", "TestServers", "Deployment", "Shared", "KubernetesClient", "Documents"]),
        tests("GoTemplate", ["GoTemplate", "Documents"], fixtures: true),
        tests("GoTime", ["GoTime"]),
        tests("SemanticVersions", ["SemanticVersions"]),
        tests("RegularExpressions", ["RegularExpressions"], fixtures: true),
        tests("TemplateFunctions", ["GoTemplate", "GoTime"], fixtures: true),
        tests("TemplateCryptography", ["TemplateCryptography", "GoTemplate", "CCrypt"] + crypto),
        tests("WerfProject", ["TestFolders", "WerfProject", "Documents"]),
        tests("ProjectRendering", ["TestFolders", "ProjectRendering", "WerfProject", "HelmChart", "Documents"]),
        tests(
            "ChartDeployment",
            [
                "TestFolders", "ChartDeployment", "PluginKit", "ProjectRendering", "Deployment", "ChartModel", "Shared",
                "Documents", "GoTime", "Gzip", argumentParser,
            ]),
        tests("Shared", ["Shared", "ChartModel", "Documents", "GoTime", "Gzip"], fixtures: true),
        tests("PluginKit", ["PluginKit", "Shared", "KubernetesClient", "WerfProject", argumentParser]),
        tests(
            "ProjectKit",
            ["TestFolders", "ProjectKit", "PluginKit", "WerfProject", "HelmChart", "Documents", argumentParser]),
        tests(
            "Commands",
            [
                "kubectl-werf-list", "kubectl-werf-get", "kubectl-werf-plan", "kubectl-werf-adopt", "Adoption",
                "DeployCommands", "PluginKit",
                "Deployment",
                "Shared", "KubernetesClient", "Documents",
            ], fixtures: true),
        // Random and mutated inputs for everything that reads data from outside: scripts/fuzz.
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "ChartDeployment", "Adoption", "Shared", "KubernetesClient", "WerfProject", "HelmChart", "ChartModel",
                "Documents", "Gzip", "GoTime", "JSONSchema", "RegularExpressions", "SemanticVersions",
            ],
            path: "Tests/Fuzz", exclude: ["Samples"], swiftSettings: settings),
        // Tests with containers that really run: scripts/test --node.
        .testTarget(
            name: "ClusterNodeTests", dependencies: ["Deployment", "Shared", "KubernetesClient", "Documents"],
            path: "Tests/ClusterNode", swiftSettings: settings),
        // Tests of behaviour: the real cluster, the real Helms.
        .testTarget(
            name: "InteropTests",
            dependencies: [
                "TestServers",
                "TestFolders", "Documents", "Gzip",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Tests/Interop", exclude: ["Fixtures", "Support/tiller-records.py"], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
