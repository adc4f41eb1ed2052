/// What the lexer found at one place of a template.
struct Token {
    enum Kind {
        case error, end, text, leftDelimiter, rightDelimiter, space
        case bool, character, characterConstant, complex, number, string, rawString
        case assign, declare, pipe, leftParenthesis, rightParenthesis
        case field, identifier, variable
        case dot, keyword(Keyword)
    }

    enum Keyword: String {
        case block, `break`, `continue`, define, `else`, end, `if`, `nil`, range, template, with
    }

    var kind: Kind
    /// The offset of the first byte.
    var position: Int
    /// The bytes, or the message of an error.
    var value: ArraySlice<UInt8>
    /// The line of the first byte, as Go counts it.
    var line: Int

    var keyword: Keyword? {
        if case .keyword(let keyword) = kind { keyword } else { nil }
    }

    var isSpace: Bool {
        if case .space = kind { true } else { false }
    }

    var text: String { String(decoding: value, as: UTF8.self) }

    /// The token as error messages show it.
    var description: String {
        switch kind {
        case .end: return "EOF"
        case .error: return text
        case .dot, .keyword: return "<\(text)>"
        default: break
        }
        let limit = 10
        let isLong = value.count > limit
        var quoted: [UInt8] = []
        GoQuoting.appendQuoted(isLong ? GoQuoting.prefix(Array(value), runes: limit) : Array(value), to: &quoted)
        return String(decoding: quoted, as: UTF8.self) + (isLong ? "..." : "")
    }
}
