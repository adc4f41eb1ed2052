/// What a name must look like.
package enum NameRule: Hashable, Sendable {
    case release, namespace, project, imageTag

    /// How many bytes a name may have.
    package var longest: Int {
        switch self {
        case .release: 53
        case .namespace: 63
        case .project: 50
        case .imageTag: 128
        }
    }

    /// The name fits; an empty one never does.
    package func allows(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= longest && isWellFormed(name.utf8[...])
    }

    /// Why the name doesn't fit, in werf's words; nil when it does.
    package func fault(in name: String) -> String? {
        if allows(name) { return nil }
        if name.isEmpty {
            return self == .release ? "release name cannot be empty" : "\(title) cannot be empty"
        }
        guard name.utf8.count <= longest else {
            return "\(requirement): \(quoted(name)) is \(name.utf8.count) chars long"
        }
        return "\(requirement): \(syntax)"
    }

    private func isWellFormed(_ name: Substring.UTF8View) -> Bool {
        switch self {
        case .release:
            name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy(Self.isLabel)
        case .namespace, .project: Self.isLabel(name)
        case .imageTag: Self.isTag(name)
        }
    }

    private static func isLabel(_ text: Substring.UTF8View) -> Bool {
        guard let first = text.first, let last = text.last else { return false }
        return isLower(first) && isLower(last) && text.allSatisfy { isLower($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isTag(_ text: Substring.UTF8View) -> Bool {
        guard let first = text.first else { return false }
        return isWord(first) && text.allSatisfy { isWord($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }

    private static func isLower(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        isLower(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte == UInt8(ascii: "_")
    }

    private var title: String {
        switch self {
        case .release: "release name"
        case .namespace: "namespace"
        case .project: "project name"
        case .imageTag: "tag"
        }
    }

    private var requirement: String {
        switch self {
        case .release: "helm release name should be a valid DNS-1123 subdomain and be maximum 53 chars"
        case .namespace: "kubernetes namespace should be a valid DNS-1123 label"
        case .project: "project name should comply with regex \"\(Self.projectPattern)\" and be maximum 50 chars"
        case .imageTag: "tag should comply with regex \"^[\\w][\\w.-]*$\" and be maximum 128 chars"
        }
    }

    private static let projectPattern = "^(?:[a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])$"

    /// What Kubernetes says of such a name.
    private var syntax: String {
        let label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
        switch self {
        case .release:
            return "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
                + "and must start and end with an alphanumeric character (e.g. 'example.com', regex used for "
                + "validation is '\(label)(\\.\(label))*')"
        case .namespace:
            return "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must "
                + "start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for "
                + "validation is '\(label)')"
        case .project, .imageTag: return "it doesn't"
        }
    }
}

/// The text between quotation marks, as Go's `%q` writes it.
func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        case _ where scalar.value < 0x20 || scalar.value == 0x7F:
            let digits = String(scalar.value, radix: 16)
            result += "\\x" + (digits.utf8.count == 1 ? "0" : "") + digits
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}
