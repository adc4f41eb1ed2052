import FoundationEssentials

/// A real Helm that works beside us.
struct HelmVersion: Hashable, Sendable, CustomStringConvertible {
    var description: String

    /// Helm 4 prints and stores a few things differently.
    var isFour: Bool { description.hasPrefix("4.") }

    static let three = HelmVersion(description: "3.17.3")
    static let four = HelmVersion(description: "4.3.1")

    /// The versions that every run tries; KW_ALL_HELMS=1 adds those between.
    static let tried: [HelmVersion] = {
        var versions = ["3.8.1", "3.17.3", "4.1.4", "4.3.1"]
        if ProcessInfo.processInfo.environment["KW_ALL_HELMS"] == "1" { versions += ["3.9.4", "3.12.1"] }
        return versions.map(HelmVersion.init(description:))
    }()
}
