/// The rule for names of releases.
package enum ReleaseName {
    /// The longest name, in bytes.
    package static let longest = 53

    /// The expression Helm shows in its errors.
    package static let pattern =
        #"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"#

    /// The name is one that Helm takes: lower case letters, digits, `-` and `.`, each part beginning and ending with a
    /// letter or digit.
    package static func isValid(_ name: String) -> Bool {
        guard name.utf8.count <= longest else { return false }
        return name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .allSatisfy { isLabel($0) }
    }

    /// The name is one that Kubernetes takes for a namespace: a DNS label.
    package static func isNamespace(_ name: String) -> Bool { name.utf8.count <= 63 && isLabel(name.utf8[...]) }

    private static func isLabel(_ text: Substring.UTF8View) -> Bool {
        guard let first = text.first, let last = text.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && text.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
