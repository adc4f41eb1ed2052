/// Writes values as block YAML with the layout of goyaml's emitter.
struct YAMLEmitter {
    let style: YAML.Style
    /// Whether numbers and strings change as they do on sigs.k8s.io/yaml's way through JSON.
    let isThroughJSON: Bool
    var output: [UInt8] = []
    /// Something can't be written.
    private(set) var hasFailed = false

    /// How many characters the line at hand has.
    var column = 0
    /// The column where lines begin, -1 outside of all collections.
    private var indent = -1
    /// The last character separates words.
    private var isAfterWhitespace = true
    /// The line at hand has nothing but indentation and indicators that open collections.
    private var isIndentation = true

    init(_ style: YAML.Style, isThroughJSON: Bool) {
        self.style = style
        self.isThroughJSON = isThroughJSON
    }

    /// Where a node stands.
    enum Place {
        case root, element, key, value
    }

    /// Writes a document.
    mutating func write(_ value: Value) {
        write(value, .root)
        startLine()
    }

    /// Writes a node.
    mutating func write(_ value: Value, _ place: Place) {
        switch value {
        case .null: writeWord("null")
        case .bool(let bool): writeWord(bool ? "true" : "false")
        case .integer(let integer): writeWord(String(integer))
        case .double(let double): writeWord(text(double))
        case .string(let string): write(string, place)
        case .array(let array): writeSequence(array, place) { $0.write($1, .element) }
        case .object(let object):
            writeMapping(YAMLKeyOrder(style: style).sorted(object), \.key) { $0.write($1.value, .value) }
        }
    }

    /// Writes a node of Go values.
    mutating func write(_ node: YAMLNode, _ place: Place) {
        switch node {
        case .value(let value): write(value, place)
        case .word(let word): writeWord(word)
        case .sequence(let elements): writeSequence(elements, place) { $0.write($1, .element) }
        case .structure(let members): writeMapping(members, \.key) { $0.write($1.node, .value) }
        case .mapping(let members):
            let places = Object(members.enumerated().map { Object.Member(key: $1.key, value: .integer(Int64($0))) })
            let sorted = YAMLKeyOrder(style: style).sorted(places).compactMap(\.value.integer).map { members[Int($0)] }
            writeMapping(sorted, \.key) { $0.write($1.node, .value) }
        }
    }

    /// Something can't be written in this way, as Go would tell by an error.
    mutating func fail() {
        hasFailed = true
    }

    // MARK: Collections

    private mutating func writeSequence<Element>(
        _ elements: [Element], _ place: Place, _ write: (inout YAMLEmitter, Element) -> Void
    ) {
        if elements.isEmpty { return writeIndicator("[]", spaced: true) }
        // goyaml.v2 doesn't indent a sequence further than its key.
        let isIndentless = style == .goYAML2 && place == .value && !isIndentation
        let outer = indent
        indent = indent < 0 ? 0 : isIndentless ? indent : indent + 2
        for element in elements {
            startLine()
            writeIndicator("-", spaced: true, opens: true)
            write(&self, element)
        }
        indent = outer
    }

    private mutating func writeMapping<Member>(
        _ members: [Member], _ key: (Member) -> String, _ writeValue: (inout YAMLEmitter, Member) -> Void
    ) {
        if members.isEmpty { return writeIndicator("{}", spaced: true) }
        let outer = indent
        indent = indent < 0 ? 0 : indent + 2
        for member in members {
            let key = key(member)
            startLine()
            if isSimple(key) {
                write(key, .key)
                writeIndicator(":", spaced: false)
            } else {
                writeIndicator("?", spaced: true, opens: true)
                write(key, .value)
                startLine()
                writeIndicator(":", spaced: true, opens: true)
            }
            writeValue(&self, member)
        }
        indent = outer
    }

    /// Only short keys of one line stand before their colon; others are introduced by a question mark.
    private func isSimple(_ key: String) -> Bool {
        guard key.utf8.count <= 128 else { return false }
        var key = key
        return key.withUTF8 { !YAMLTextAnalysis.hasBreak($0) }
    }

    // MARK: Layout

    /// Runs `body` with lines beginning deeper, as those of a scalar do.
    mutating func withScalarIndent(_ body: (inout YAMLEmitter) -> Void) {
        let outer = indent
        indent = indent < 0 ? 2 : indent + 2
        body(&self)
        indent = outer
    }

    /// Goes to where a line begins: to a new one, unless this one is still empty.
    mutating func startLine() {
        let indent = max(indent, 0)
        if !isIndentation || column > indent || column == indent && !isAfterWhitespace { breakLine() }
        if column < indent {
            output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent - column))
            column = indent
        }
        isAfterWhitespace = true
        isIndentation = true
    }

    mutating func breakLine() {
        output.append(UInt8(ascii: "\n"))
        column = 0
        if style == .goYAML3 { isIndentation = true }
    }

    /// Writes punctuation, behind a space if it needs one; `opens` if it opens a collection.
    mutating func writeIndicator(_ indicator: StaticString, spaced: Bool, opens: Bool = false) {
        if spaced { separate() }
        indicator.withUTF8Buffer { output.append(contentsOf: $0) }
        column += indicator.utf8CodeUnitCount
        isAfterWhitespace = false
        isIndentation = isIndentation && opens
    }

    /// Writes a space unless there is one.
    mutating func separate() {
        guard !isAfterWhitespace else { return }
        put(UInt8(ascii: " "))
    }

    /// Writes a character of one byte.
    @inline(__always)
    mutating func put(_ byte: UInt8) {
        output.append(byte)
        column &+= 1
    }

    /// Writes one character of a text and returns its length.
    @inline(__always)
    mutating func put(_ text: UnsafeBufferPointer<UInt8>, at position: Int, length: Int) {
        output.append(contentsOf: UnsafeBufferPointer(rebasing: text[position..<position &+ length]))
        column &+= 1
    }

    /// Writes a line break of the text; one of Unicode's stays what it is.
    mutating func putBreak(_ text: UnsafeBufferPointer<UInt8>, at position: Int, length: Int) {
        put(text, at: position, length: length)
        column = 0
        isIndentation = true
    }

    /// Notes that the line at hand has content now.
    mutating func endScalar() {
        isAfterWhitespace = false
        isIndentation = false
    }

    /// Notes that a block's text follows, which needs no space before it.
    mutating func startBlock() {
        breakLine()
        isIndentation = true
        isAfterWhitespace = true
    }

    /// Notes that text has been written in the line at hand.
    @inline(__always)
    mutating func noteContent() {
        isIndentation = false
    }
}
