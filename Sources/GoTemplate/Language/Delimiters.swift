/// The two pairs of signs that stand around an action.
package struct Delimiters: Sendable {
    /// Those of charts: `{{ action }}`.
    package static let braces = Delimiters(opening: "{{", closing: "}}")
    /// Those of werf's names: `[[ action ]]`.
    package static let brackets = Delimiters(opening: "[[", closing: "]]")

    /// How many bytes each of them has.
    static let count = 2

    let closing: StaticString
    let openingBytes: [UInt8]

    private init(opening: StaticString, closing: StaticString) {
        self.closing = closing
        openingBytes = opening.withUTF8Buffer { Array($0) }
    }
}
