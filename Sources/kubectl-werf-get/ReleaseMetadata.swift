internal import ChartModel
internal import Documents
internal import GoTime
internal import PluginKit
internal import Shared

/// `get metadata` in Helm's forms.
struct ReleaseMetadata {
    private let release: Release
    private let metadata: ChartMetadata?

    init(_ release: Release) {
        self.release = release
        metadata = release.chart?.metadata
    }

    func text(_ format: OutputFormat) -> [UInt8] {
        format.text(of: document) ?? Array(lines.map { "\($0): \($1)\n" }.joined().utf8)
    }

    private var lines: [(String, String)] {
        [
            ("NAME", release.name), ("CHART", metadata?.name ?? ""), ("VERSION", metadata?.version ?? ""),
            ("APP_VERSION", metadata?.appVersion ?? ""),
            ("ANNOTATIONS", annotations.map { "\($0)=\($1)" }.joined(separator: ",")),
            ("DEPENDENCIES", (metadata?.dependencies ?? []).map(\.name).joined(separator: ",")),
            ("NAMESPACE", release.namespace), ("REVISION", String(release.version)),
            ("STATUS", release.info.status.rawValue), ("DEPLOYED_AT", deployedAt),
        ]
    }

    private var document: Value {
        var object = Object()
        object["name"] = .string(release.name)
        object["chart"] = .string(metadata?.name ?? "")
        object["version"] = .string(metadata?.version ?? "")
        object["appVersion"] = .string(metadata?.appVersion ?? "")
        if let annotations = metadata?.annotations, !annotations.isEmpty {
            object["annotations"] = .object(annotations.sortedByKey())
        }
        if let dependencies = metadata?.dependencies, !dependencies.isEmpty {
            object["dependencies"] = .array(dependencies.map { $0.encoded() })
        }
        object["namespace"] = .string(release.namespace)
        object["revision"] = .integer(Int64(release.version))
        object["status"] = .string(release.info.status.rawValue)
        object["deployedAt"] = .string(deployedAt)
        return .object(object)
    }

    private var annotations: [(String, String)] {
        (metadata?.annotations ?? Object()).sortedByKey().map { ($0.key, $0.value.string ?? "") }
    }

    private var deployedAt: String { (release.info.lastDeployed ?? .zero).rfc3339 }
}
