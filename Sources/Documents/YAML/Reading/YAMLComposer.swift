/// Builds values from the events of a YAML text, with goyaml.v2's reading of tags, anchors and merge keys.
///
/// goyaml first parses a whole document and then decodes it, so that a syntax error anywhere in it comes before what
/// is wrong with its meaning. Here both happen at once; errors of meaning are put off to the end of the document.
struct YAMLComposer: ~Copyable {
    private var events: YAMLEvents
    private var open: [YAMLCollection] = []
    private var anchors: [String: Anchor] = [:]
    private var effort = DecodingEffort()
    private var root = Value.null
    private var decodingError: DocumentError?
    private var conversionError: DocumentError?

    /// A named node; it has no value before it is complete.
    private struct Anchor {
        var value: Value?
        /// What decoding it again takes.
        var steps: Int
    }

    private let maximumDepth: Int

    init(_ text: UnsafeBufferPointer<UInt8>, maximumDepth: Int) {
        self.maximumDepth = maximumDepth
        events = YAMLEvents(text)
    }

    /// Where an escaped single quote, which libyaml refuses, ended the reading; counted in characters.
    var refusedQuote: Int? { events.refusedQuote }

    /// Reads the next document, or returns nil at the end of the text.
    mutating func readDocument() throws(DocumentError) -> YAML.Document? {
        guard try events.next() == .documentStart else { return nil }
        (root, decodingError, conversionError) = (.null, nil, nil)
        effort = DecodingEffort()
        anchors.removeAll(keepingCapacity: true)
        let line = try readNodes()
        if let error = decodingError ?? conversionError { throw error }
        return YAML.Document(value: root, line: line)
    }

    /// Reads the nodes of a document and returns the line of the first.
    private mutating func readNodes() throws(DocumentError) -> Int {
        var line: Int?
        while true {
            let kind = try events.next()
            if line == nil { line = events.line }
            switch kind {
            case .scalar: readScalar()
            case .alias: try readAlias()
            case .sequenceStart: try start(isMapping: false)
            case .mappingStart: try start(isMapping: true)
            case .collectionEnd: end()
            case .documentEnd, .documentStart, .streamEnd: return line ?? 1
            }
        }
    }

    /// Keeps the first thing that is wrong with the document's meaning.
    private mutating func note(_ message: String) {
        if decodingError == nil { decodingError = DocumentError("yaml: " + message, line: events.line) }
    }

    private mutating func count(_ steps: Int, aliased: Int = 0) {
        if !effort.add(steps, aliased: aliased) { note("document contains excessive aliasing") }
    }

    // MARK: Nodes

    private mutating func readScalar() {
        let text = events.text
        if isKeyExpected, events.isImplicit || events.tag == YAMLTag.merge, text.elementsEqual("<<".utf8) {
            open[open.count - 1].key = .merge
            return
        }
        if open.last?.key?.isMerge == true {
            open[open.count - 1].key = nil
            return noteUnfitMerge()
        }
        count(1)
        let scalar = resolved(text)
        if let name = events.anchor { anchors[name] = Anchor(value: scalar.value, steps: 1) }
        if isKeyExpected {
            open[open.count - 1].key = scalar.key
        } else {
            if let number = scalar.unsupportedNumber { noteConversion("json: unsupported value: \(number)") }
            place(scalar.value, isAlias: false)
        }
    }

    @inline(__always)
    private mutating func resolved(_ text: UnsafeBufferPointer<UInt8>) -> YAMLResolvedScalar {
        if events.isImplicit { return YAMLResolvedScalar(YAMLScalar(text), text) }
        guard let tag = events.tag else { return YAMLResolvedScalar(.string, text) }
        do throws(DocumentError) {
            return try YAMLResolvedScalar(text, tag: tag)
        } catch {
            note(error.message)
            return YAMLResolvedScalar(.string, text)
        }
    }

    private mutating func readAlias() throws(DocumentError) {
        let name = events.anchor ?? ""
        guard let anchor = anchors[name] else {
            throw DocumentError("yaml: unknown anchor '\(name)' referenced", line: events.line)
        }
        if anchor.value == nil { note("anchor '\(name)' value contains itself") }
        count(1 + anchor.steps, aliased: anchor.steps)
        place(anchor.value ?? .null, isAlias: true)
    }

    private mutating func start(isMapping: Bool) throws(DocumentError) {
        guard open.count < maximumDepth else {
            // goyaml doesn't name the first line.
            let place = events.line > 1 ? "line \(events.line): " : ""
            throw DocumentError("yaml: \(place)exceeded max depth of \(maximumDepth)", line: events.line)
        }
        let name = events.anchor
        if let name { anchors[name] = Anchor(value: nil, steps: 0) }
        let isMergeList = !isMapping && open.last?.key?.isMerge == true
        open.append(YAMLCollection(isMapping: isMapping, isMergeList: isMergeList, anchor: name, start: effort.steps))
        // The list of a merge key isn't decoded itself.
        if !isMergeList { count(1) }
    }

    private mutating func end() {
        guard let collection = open.popLast() else { return }
        let value = collection.value
        if let name = collection.anchor {
            anchors[name] = Anchor(value: value, steps: effort.steps - collection.start)
        }
        place(value, isAlias: false)
    }

    // MARK: Places

    /// The node at hand is a key.
    private var isKeyExpected: Bool {
        guard let last = open.last else { return false }
        return last.isMapping && last.key == nil
    }

    /// Puts a complete value where it belongs.
    private mutating func place(_ value: Value, isAlias: Bool) {
        guard !open.isEmpty else {
            root = value
            return
        }
        let top = open.count - 1
        guard open[top].isMapping else {
            if open[top].isMergeList, value.object == nil { noteUnfitMerge() }
            open[top].elements.append(value)
            return
        }
        switch open[top].key {
        case .merge:
            merge(value, isAlias: isAlias)
            open[top].key = nil
        case .string(let key, let sketch):
            open[top].members.append(key, sketch, value)
            open[top].key = nil
        case .unsupported(let type):
            noteConversion(
                "unsupported map key of type: \(type), value: \(value.isNull ? "<nil>" : GoSyntax.text(value))")
            open[top].key = nil
        case nil:
            // Keys that are scalars don't come here.
            open[top].key = key(value)
        }
    }

    /// What a key is that was an alias or a collection.
    private mutating func key(_ value: Value) -> YAMLKey {
        switch value {
        case .array, .object:
            note("invalid map key: \(GoSyntax.text(value))")
            return .string("")
        case .null: return .null
        case .bool(let bool): return .string(bool ? "true" : "false")
        case .integer(let integer): return .string(String(integer))
        case .double(let double): return .string(YAMLKey.text(double))
        case .string(let string): return .string(string)
        }
    }

    /// Sets the members of what stands behind a merge key; they replace members before it, as goyaml.v2 has it.
    private mutating func merge(_ value: Value, isAlias: Bool) {
        let top = open.count - 1
        switch value {
        case .object(let object):
            for member in object { open[top].members.append(member.key, .unknown, member.value) }
        case .array(let array) where !isAlias:
            // Of several, earlier ones win.
            for case .object(let object) in array.reversed() {
                for member in object { open[top].members.append(member.key, .unknown, member.value) }
            }
        default: noteUnfitMerge()
        }
    }

    private mutating func noteUnfitMerge() {
        note("map merge requires map or sequence of maps as the value")
    }

    private mutating func noteConversion(_ message: String) {
        if conversionError == nil { conversionError = DocumentError(message, line: events.line) }
    }
}
