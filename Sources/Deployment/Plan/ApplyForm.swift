internal import Documents
internal import FoundationEssentials
internal import KubernetesClient

/// Brings a manifest into the form in which it is applied; the stored manifest keeps its own.
struct ApplyForm {
    /// Servers before 1.22 refuse ports without a protocol in server-side apply.
    let writesPortProtocols: Bool

    init(server: ServerVersion) {
        let digits = server.minor.prefix { $0.isASCII && $0.isNumber }
        writesPortProtocols = server.major == "1" && (Int(digits).map { $0 < 22 } ?? false)
    }

    /// What only a server writes, and what a namespace-less kind ignores.
    private static let serverFields = [
        "creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid",
    ]

    /// The object to apply for `manifest`, in `namespace` (nil for kinds without one).
    func object(_ manifest: Value, namespace: String?) -> Value {
        guard var object = manifest.object else { return manifest }
        var metadata = object["metadata"]?.object ?? Object()
        for field in Self.serverFields { metadata[field] = nil }
        for field in ["labels", "annotations"] {
            guard let members = metadata[field] else { continue }
            let kept = Object((members.object ?? Object()).members.filter { !$0.value.isNull })
            metadata[field] = kept.isEmpty ? nil : .object(kept)
        }
        metadata["namespace"] = namespace.map(Value.string)
        object["metadata"] = .object(metadata)
        if BuiltInGroups.contains(apiVersion: object["apiVersion"]?.string ?? "") { object["status"] = nil }
        if object["kind"] == "Secret" { Self.foldStringData(&object) }
        var applied = Value.object(object)
        if Quantity.groups.contains(object["apiVersion"]?.string ?? "") { Self.writeQuantities(in: &applied, path: []) }
        if writesPortProtocols { Self.writeProtocols(in: &applied) }
        return applied
    }

    /// `stringData` is write-only: what it would become is applied, so that it can be compared with what is there.
    private static func foldStringData(_ secret: inout Object) {
        guard secret["apiVersion"] == "v1", let texts = secret["stringData"]?.object,
            texts.allSatisfy({ $0.value.string != nil })
        else { return }
        var data = secret["data"]?.object ?? Object()
        for text in texts {
            data[text.key] = .string(Data((text.value.string ?? "").utf8).base64EncodedString())
        }
        secret["stringData"] = nil
        secret["data"] = .object(data)
    }

    private static let podSpecs: [String: [String]] = [
        "Pod": ["spec"], "CronJob": ["spec", "jobTemplate", "spec", "template", "spec"],
        "Deployment": ["spec", "template", "spec"], "StatefulSet": ["spec", "template", "spec"],
        "DaemonSet": ["spec", "template", "spec"], "ReplicaSet": ["spec", "template", "spec"],
        "ReplicationController": ["spec", "template", "spec"], "Job": ["spec", "template", "spec"],
    ]

    /// The path of the pod spec in objects of a built-in kind.
    static func podSpec(of object: Value) -> [String]? {
        guard BuiltInGroups.contains(apiVersion: object["apiVersion"]?.string ?? "") else { return nil }
        return podSpecs[object["kind"]?.string ?? ""]
    }

    /// `cpu: 1` is stored as a string, and server-side apply of old servers takes nothing else.
    private static func writeQuantities(in value: inout Value, path: [String]) {
        switch value {
        case .integer(let number): if Quantity.mayStand(at: path) { value = .string("\(number)") }
        case .double(let number): if Quantity.mayStand(at: path) { value = .string("\(number)") }
        case .array(var items):
            for index in items.indices { writeQuantities(in: &items[index], path: path) }
            value = .array(items)
        case .object(var members):
            for member in members {
                writeQuantities(in: &members[member.key, default: .null], path: path + [member.key])
            }
            value = .object(members)
        case .null, .bool, .string: break
        }
    }

    private static func writeProtocols(in object: inout Value) {
        if object["kind"] == "Service", object["apiVersion"] == "v1" {
            change(&object, ["spec", "ports"], writeProtocol)
        } else if let spec = podSpec(of: object) {
            for list in ["containers", "initContainers"] {
                change(&object, spec[...] + [list]) { change(&$0, ["ports"], writeProtocol) }
            }
        }
    }

    private static func writeProtocol(_ port: inout Value) {
        guard case .object(var members) = port, members["protocol"]?.isNull ?? true else { return }
        members["protocol"] = "TCP"
        port = .object(members)
    }

    /// Changes every item of the list at `path`, if there is one.
    private static func change(_ value: inout Value, _ path: ArraySlice<String>, _ body: (inout Value) -> Void) {
        if let name = path.first {
            guard case .object(var members) = value, var below = members[name] else { return }
            change(&below, path.dropFirst(), body)
            members[name] = below
            value = .object(members)
        } else if case .array(var items) = value {
            for index in items.indices { body(&items[index]) }
            value = .array(items)
        }
    }
}
