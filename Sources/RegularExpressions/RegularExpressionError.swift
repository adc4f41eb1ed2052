/// A text that is no regular expression.
package struct RegularExpressionError: Error, Hashable, Sendable {
    /// What can be wrong, in Go's words.
    package enum Kind: String, Sendable {
        case invalidRange = "invalid character class range"
        case invalidEscape = "invalid escape sequence"
        case invalidName = "invalid named capture"
        case invalidSyntax = "invalid or unsupported Perl syntax"
        case nestedRepetition = "invalid nested repetition operator"
        case invalidCount = "invalid repeat count"
        case invalidUTF8 = "invalid UTF-8"
        case missingBracket = "missing closing ]"
        case missingParenthesis = "missing closing )"
        case missingArgument = "missing argument to repetition operator"
        case trailingBackslash = "trailing backslash at end of expression"
        case unexpectedParenthesis = "unexpected )"
        case nestingTooDeep = "expression nests too deeply"
        case tooLarge = "expression too large"
    }

    package let kind: Kind
    /// The part of the pattern that is wrong.
    package let part: String

    init(_ kind: Kind, _ part: some Collection<UInt8>) {
        self.kind = kind
        self.part = String(decoding: Array(part), as: UTF8.self)
    }

    /// Go's whole message: ``error parsing regexp: missing closing ]: `[a` ``.
    package var message: String { "error parsing regexp: \(kind.rawValue): `\(part)`" }
}
