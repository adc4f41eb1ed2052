/// A template text that doesn't parse, in Go's words: `template: FILE:LINE: …`.
struct ParseFailure: Error {
    let text: String
}

/// What a text defines: its own body and those of its `define` and `block` actions.
struct ParsedFile {
    /// The body of the text itself.
    let main: TemplateBody
    /// All bodies by name, the text's own among them (unless a definition of the same name took its place).
    let bodies: [String: TemplateBody]
}

/// What the parsers of one text share.
final class ParserSession {
    let file: SourceFile
    let functions: [String: TemplateFunction]
    var lexer: Lexer
    var bodies: [String: TemplateBody] = [:]
    /// How deep control structures and parentheses are nested, over all bodies of the text.
    var depth = 0

    init(file: SourceFile, options: TemplateOptions) {
        self.file = file
        functions = options.functions
        lexer = Lexer(
            file.text, delimiters: options.delimiters, countsCommentLines: options.helmVersion == .v4)
    }
}

/// Parses one template body; a `define` inside it gets a parser of its own.
struct Parser {
    /// A variable that may be used; nil: assigned without having been declared.
    struct Variable {
        let name: String
        let slot: Int?
    }

    let session: ParserSession
    var name: String
    var variables = [Variable(name: "$", slot: 0)]
    var shadowedSlots: [Int32] = [-1]
    var rangeDepth = 0
    /// The line of the action that is being parsed, 0 outside.
    var actionLine = 0
    /// Up to three tokens that were read but not used; the current one is at `pending - 1`.
    private var tokens = Array(repeating: Token(kind: .end, position: 0, value: [], line: 1), count: 3)
    private var pending = 0

    init(_ session: ParserSession, name: String) {
        self.session = session
        self.name = name
    }

    /// Parses a whole text.
    static func parse(name: String, text: [UInt8], options: TemplateOptions) throws(ParseFailure) -> ParsedFile {
        let session = ParserSession(file: SourceFile(name: name, text: text), options: options)
        var parser = Parser(session, name: name)
        let main = try parser.parseText()
        return ParsedFile(main: main, bodies: session.bodies)
    }

    private mutating func parseText() throws(ParseFailure) -> TemplateBody {
        var statements: [Statement] = []
        while true {
            let token = peek()
            if case .end = token.kind { break }
            if case .leftDelimiter = token.kind {
                let delimiter = next()
                if nextNonSpace().keyword == .define {
                    var definition = Parser(session, name: "definition")
                    try definition.parseDefinition()
                    continue
                }
                backup(delimiter)
            }
            switch try textOrAction() {
            case .statement(let statement): statements.append(statement)
            case .comment: break
            case .end: throw failure("unexpected {{end}}")
            case .alternative: throw failure("unexpected {{else}}")
            }
        }
        return try add(statements)
    }

    private mutating func parseDefinition() throws(ParseFailure) {
        let context = "define clause"
        name = try templateName(nextNonSpace(), context)
        try expectRightDelimiter(context)
        try parseBody(context)
    }

    /// Parses up to the `end` of a `define` or `block` and adds the body.
    mutating func parseBody(_ context: String) throws(ParseFailure) {
        let (statements, end) = try statementList()
        guard case .end = end else { throw failure("unexpected {{else}} in \(context)") }
        _ = try add(statements)
    }

    private mutating func add(_ statements: [Statement]) throws(ParseFailure) -> TemplateBody {
        let body = TemplateBody(
            name: name, file: session.file, statements: statements, shadowedSlots: shadowedSlots)
        if let earlier = session.bodies[name], !earlier.isEmpty {
            guard body.isEmpty else {
                throw failure("template: multiple definition of template \(GoQuoting.quoted(name))")
            }
        } else {
            session.bodies[name] = body
        }
        return body
    }

    // MARK: Tokens

    mutating func next() -> Token {
        if pending > 0 {
            pending -= 1
        } else {
            tokens[0] = session.lexer.next()
        }
        return tokens[pending]
    }

    mutating func peek() -> Token {
        if pending > 0 { return tokens[pending - 1] }
        pending = 1
        tokens[0] = session.lexer.next()
        return tokens[0]
    }

    /// Gives the current token back.
    mutating func backup() {
        pending += 1
    }

    /// Gives back the current token and the one before it.
    mutating func backup(_ before: Token) {
        tokens[1] = before
        pending = 2
    }

    /// Gives back the current token and the two before it.
    mutating func backup(_ earliest: Token, _ before: Token) {
        tokens[1] = before
        tokens[2] = earliest
        pending = 3
    }

    mutating func nextNonSpace() -> Token {
        var token = next()
        while token.isSpace { token = next() }
        return token
    }

    mutating func peekNonSpace() -> Token {
        let token = nextNonSpace()
        backup()
        return token
    }

    @discardableResult
    mutating func expectRightDelimiter(_ context: String) throws(ParseFailure) -> Token {
        let token = nextNonSpace()
        guard case .rightDelimiter = token.kind else { throw unexpected(token, context) }
        return token
    }

    // MARK: Errors

    func failure(_ message: String) -> ParseFailure {
        ParseFailure(text: "template: \(session.file.name):\(tokens[0].line): \(message)")
    }

    func unexpected(_ token: Token, _ context: String) -> ParseFailure {
        guard case .error = token.kind else { return failure("unexpected \(token.description) in \(context)") }
        var extra = ""
        if actionLine != 0, actionLine != token.line {
            extra = " in action started at \(session.file.name):\(actionLine)"
            if token.text.hasSuffix(" action") { extra.removeFirst(" in action".utf8.count) }
        }
        return failure(token.text + extra)
    }

    /// Control structures and parentheses may nest so deep; deeper ones are no template but an attack on the stack.
    static let maximumDepth = 10_000

    mutating func descend() throws(ParseFailure) {
        session.depth += 1
        if session.depth > Self.maximumDepth { throw failure("max expression depth exceeded") }
    }

    mutating func ascend() {
        session.depth -= 1
    }

    // MARK: Nodes

    /// Enters a node into the file's table.
    func register(_ position: Int, _ printed: NodeEntry.Printed) -> NodeID {
        session.file.nodes.append(NodeEntry(position: position, printed: printed))
        return NodeID(truncatingIfNeeded: session.file.nodes.count - 1)
    }

    /// The id that the next registered node gets.
    var nextID: NodeID { NodeID(truncatingIfNeeded: session.file.nodes.count) }

    func slot(of name: String) -> Int?? {
        variables.last { $0.name == name }.map(\.slot)
    }
}
