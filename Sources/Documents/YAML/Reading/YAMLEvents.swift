internal import CYAML

/// The events of a YAML text, one after another, as libyaml finds them.
struct YAMLEvents: ~Copyable {
    /// What an event is.
    enum Kind {
        case documentStart, documentEnd, streamEnd
        case scalar, alias
        case sequenceStart, mappingStart, collectionEnd
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>
    private var slashes: EscapedSlashes

    /// Reads events of a text, which must stay where it is while events are read.
    init(_ text: UnsafeBufferPointer<UInt8>) {
        // libyaml keeps pointers into its parser, which must not move.
        parser = .allocate(capacity: 1)
        event = .allocate(capacity: 1)
        slashes = EscapedSlashes(text)
        parser.initialize(to: yaml_parser_t())
        event.initialize(to: yaml_event_t())
        yaml_parser_initialize(parser)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        yaml_event_delete(event)
        yaml_parser_delete(parser)
        event.deallocate()
        parser.deallocate()
    }

    /// Goes to the next event.
    mutating func next() throws(DocumentError) -> Kind {
        while true {
            yaml_event_delete(event)
            guard yaml_parser_parse(parser, event) == 1 else { throw failure }
            switch event.pointee.type {
            case YAML_DOCUMENT_START_EVENT: return .documentStart
            case YAML_DOCUMENT_END_EVENT: return .documentEnd
            case YAML_SCALAR_EVENT:
                try checkSlashes()
                return .scalar
            case YAML_ALIAS_EVENT: return .alias
            case YAML_SEQUENCE_START_EVENT: return .sequenceStart
            case YAML_MAPPING_START_EVENT: return .mappingStart
            case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .collectionEnd
            case YAML_STREAM_START_EVENT: continue
            default: return .streamEnd
            }
        }
    }

    /// The line where the event begins, counted from 1.
    var line: Int { Int(event.pointee.start_mark.line) &+ 1 }

    /// The text of the scalar; valid until the next event.
    var text: UnsafeBufferPointer<UInt8> {
        let scalar = event.pointee.data.scalar
        return UnsafeBufferPointer(start: scalar.value, count: scalar.length)
    }

    /// The scalar has no tag and is plain, so that its text tells its type.
    var isImplicit: Bool { event.pointee.data.scalar.plain_implicit != 0 }

    /// The tag of the scalar, in its long form.
    var tag: String? { Self.string(event.pointee.data.scalar.tag) }

    /// The name that the node is given, or that the alias refers to.
    var anchor: String? {
        switch event.pointee.type {
        case YAML_SCALAR_EVENT: Self.string(event.pointee.data.scalar.anchor)
        case YAML_ALIAS_EVENT: Self.string(event.pointee.data.alias.anchor)
        case YAML_SEQUENCE_START_EVENT: Self.string(event.pointee.data.sequence_start.anchor)
        case YAML_MAPPING_START_EVENT: Self.string(event.pointee.data.mapping_start.anchor)
        default: nil
        }
    }

    private static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        text.map { String(cString: $0) }
    }

    /// goyaml.v2 knows no `\/` in double quotes; libyaml does.
    private mutating func checkSlashes() throws(DocumentError) {
        guard !slashes.isEmpty, event.pointee.data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE else { return }
        let range = event.pointee.start_mark.index..<event.pointee.end_mark.index
        if let line = slashes.first(in: range) {
            throw Self.scannerFailure("found unknown escape character", line: line)
        }
    }

    private static func scannerFailure(_ problem: String, line: Int) -> DocumentError {
        DocumentError(line == 1 ? "yaml: \(problem)" : "yaml: line \(line): \(problem)", line: line)
    }

    /// Where an escape that libyaml refuses and goyaml.v2 accepts may have ended the events, counted in characters.
    var refusedQuote: Int? {
        let parser = parser.pointee
        guard parser.error == YAML_SCANNER_ERROR, let problem = parser.problem,
            String(cString: problem) == "found unknown escape character"
        else { return nil }
        return parser.problem_mark.index
    }

    /// The error in goyaml's words: its line numbers count from 0 for the parser, from 1 for the scanner, and a line 0
    /// isn't told.
    private var failure: DocumentError {
        let parser = parser.pointee
        var line = Int(parser.problem_mark.line)
        if line == 0 {
            line = Int(parser.context_mark.line)
        } else if parser.error == YAML_SCANNER_ERROR {
            line += 1
        }
        let problem = parser.problem.map { String(cString: $0) } ?? "unknown problem parsing YAML content"
        let place = line == 0 ? "" : "line \(line): "
        return DocumentError(
            "yaml: \(place)\(problem)",
            line: Int(parser.problem_mark.line) + 1, column: Int(parser.problem_mark.column) + 1)
    }
}
