/// A text that is no version or no constraint.
package struct SemanticVersionError: Error, Hashable, Sendable {
    /// What is wrong, in Helm 3.17's words.
    package var message: String
    /// What is wrong, in Helm 4's words.
    package var messageOfHelm4: String

    static let invalidVersion = same("Invalid Semantic Version")
    static let leadingZero = same("Version segment starts with 0")
    static let invalidPrerelease = same("Invalid Prerelease string")
    static let invalidMetadata = same("Invalid Metadata string")
    static let constraintParser = SemanticVersionError(
        message: "constraint Parser Error", messageOfHelm4: "constraint parser error")

    static func numberOutOfRange(_ digits: String) -> SemanticVersionError {
        same("Error parsing version segment: strconv.ParseUint: parsing \"\(digits)\": value out of range")
    }

    static func improperConstraint(_ text: String) -> SemanticVersionError {
        SemanticVersionError(
            message: "improper constraint: \(text)", messageOfHelm4: "improper constraint: \(quoted(text))")
    }

    /// Helm 4 has the same words, but for small letters throughout.
    private static func same(_ text: String) -> SemanticVersionError {
        let small =
            text.hasPrefix("Error")
            ? "e" + text.dropFirst()
            : text.split(separator: " ").map { $0.lowercased() }
                .joined(separator: " ")
        return SemanticVersionError(message: text, messageOfHelm4: small)
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "\r": quoted += "\\r"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
