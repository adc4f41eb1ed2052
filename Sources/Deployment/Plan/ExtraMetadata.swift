package import Documents

/// Annotations and labels that the command line puts on every object (`--add-annotation`, `--add-label`).
///
/// Most become part of the stored manifest. Service annotations (which commit, which pipeline) differ with every
/// deploy, and runtime metadata is of the moment: both are written when an object is applied only, so that they don't
/// make a change of the release.
package struct ExtraMetadata: Hashable, Codable, Sendable {
    package private(set) var annotations: [String: String] = [:]
    package private(set) var labels: [String: String] = [:]
    /// What every deploy says of itself; `--add-annotation` may say it otherwise.
    package var service: [String: String] = [:]
    /// `--runtime-annotations`.
    package private(set) var runtimeAnnotations: [String: String] = [:]
    /// `--runtime-labels`.
    package private(set) var runtimeLabels: [String: String] = [:]

    package init() {}

    /// Reads `key=value` pairs; of equal keys the last wins.
    ///
    /// - Throws: a `manifest` error that names every faulty pair.
    package init(annotations: [String], labels: [String]) throws(DeploymentError) {
        var faults: [String] = []
        for text in annotations {
            guard let pair = Self.pair(text) else {
                faults.append(Self.noPair(text, "--add-annotation"))
                continue
            }
            self.annotations[pair.key] = pair.value
            if let fault = LabelSyntax.fault(inKey: pair.key) { faults.append("--add-annotation \(text): \(fault)") }
        }
        for text in labels {
            guard let pair = Self.pair(text) else {
                faults.append(Self.noPair(text, "--add-label"))
                continue
            }
            self.labels[pair.key] = pair.value
            if let fault = LabelSyntax.fault(inKey: pair.key) { faults.append("--add-label \(text): \(fault)") }
            if let fault = LabelSyntax.fault(inValue: pair.value) {
                faults.append(
                    "--add-label \(text): \(fault); an annotation may hold any text: --add-annotation \(text)")
            }
        }
        if !faults.isEmpty { throw DeploymentError(.manifest, faults: faults) }
    }

    /// Adds what is of the moment and isn't stored.
    ///
    /// - Throws: a `manifest` error that names every faulty pair.
    package mutating func addRuntime(
        annotations: [String: String], labels: [String: String]
    ) throws(DeploymentError) {
        var faults: [String] = []
        for (key, _) in annotations {
            if let fault = LabelSyntax.fault(inKey: key) { faults.append("--runtime-annotations \(key): \(fault)") }
        }
        for (key, value) in labels {
            guard let fault = LabelSyntax.fault(inKey: key) ?? LabelSyntax.fault(inValue: value) else { continue }
            faults.append("--runtime-labels \(key)=\(value): \(fault)")
        }
        if !faults.isEmpty { throw DeploymentError(.manifest, faults: faults.sorted()) }
        runtimeAnnotations = annotations
        runtimeLabels = labels
    }

    /// The part that the stored manifest carries.
    package var stored: ExtraMetadata {
        var stored = ExtraMetadata()
        stored.annotations = annotations.filter { !Self.isService($0.key) }
        stored.labels = labels
        return stored
    }

    package var isEmpty: Bool { allAnnotations.isEmpty && allLabels.isEmpty }

    /// Which commit is deployed, by which run: the annotations that a record may keep with its description.
    package var serviceAnnotations: [String: String] {
        service.merging(annotations.filter { Self.isService($0.key) }) { $1 }
    }

    private var allAnnotations: [String: String] {
        annotations.merging(runtimeAnnotations) { $1 }.merging(serviceAnnotations) { $1 }
    }

    private var allLabels: [String: String] { labels.merging(runtimeLabels) { $1 } }

    /// The annotation says something about this run, not about the object.
    package static func isService(_ key: String) -> Bool {
        key.hasPrefix("project.werf.io/") || key.contains("ci.werf.io/") || key == "werf.io/release-channel"
            || key == "werf.io/version"
    }

    /// Writes the metadata into an object, over what is there.
    package func write(to object: inout Value) {
        guard !isEmpty, var root = object.object else { return }
        var metadata = root["metadata"]?.object ?? Object()
        for (field, pairs) in [("annotations", allAnnotations), ("labels", allLabels)] where !pairs.isEmpty {
            var members = metadata[field]?.object ?? Object()
            for key in pairs.keys.sorted() { members[key] = pairs[key].map(Value.string) }
            metadata[field] = .object(members)
        }
        root["metadata"] = .object(metadata)
        object = .object(root)
    }

    private static func pair(_ text: String) -> (key: String, value: String)? {
        guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")), equals > text.startIndex else { return nil }
        return (String(text[..<equals]), String(text[text.utf8.index(after: equals)...]))
    }

    private static func noPair(_ text: String, _ flag: String) -> String {
        "invalid \(flag) value: invalid key=value pair \"\(text)\" (\"=\")"
    }
}

/// The syntax that Kubernetes asks of labels and annotation keys.
package enum LabelSyntax {
    /// What is wrong with a key of a label or annotation; nil when it is fine.
    package static func fault(inKey key: String) -> String? {
        let parts = key.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count <= 2, let name = parts.last else { return "the key \"\(key)\" may hold one \"/\" only" }
        if parts.count == 2, let prefix = parts.first, !isSubdomain(prefix) {
            return "the key's prefix \"\(String(prefix) ?? "")\" must be a DNS name in lower case"
        }
        guard !name.isEmpty, name.count <= 63, isName(name) else {
            return "the key's name \"\(String(name) ?? "")\" must be up to 63 letters, digits, \"-\", \"_\" or \".\", "
                + "beginning and ending with a letter or digit"
        }
        return nil
    }

    /// What is wrong with a label's value; nil when it is fine.
    package static func fault(inValue value: String) -> String? {
        if value.isEmpty || (value.utf8.count <= 63 && isName(value.utf8[...])) { return nil }
        return "a label's value must be up to 63 letters, digits, \"-\", \"_\" or \".\", beginning and ending with a "
            + "letter or digit"
    }

    private static func isName(_ text: Substring.UTF8View) -> Bool {
        guard let first = text.first, let last = text.last, isAlphanumeric(first), isAlphanumeric(last) else {
            return false
        }
        return text.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
    }

    private static func isSubdomain(_ text: Substring.UTF8View) -> Bool {
        guard !text.isEmpty, text.count <= 253 else { return false }
        return text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { part in
            guard let first = part.first, let last = part.last else { return false }
            return isLowerAlphanumeric(first) && isLowerAlphanumeric(last)
                && part.allSatisfy { isLowerAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        }
    }

    private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLowerAlphanumeric(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
}
