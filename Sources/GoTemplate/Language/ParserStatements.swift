extension Parser {
    /// What one text or action turned out to be.
    enum Parsed {
        case statement(Statement)
        case comment
        case end
        case alternative
    }

    /// What closed a list of statements.
    enum Closing {
        case end
        case alternative
    }

    mutating func statementList() throws(ParseFailure) -> ([Statement], Closing) {
        try descend()
        var statements: [Statement] = []
        while true {
            if case .end = peekNonSpace().kind { throw failure("unexpected EOF") }
            switch try textOrAction() {
            case .statement(let statement): statements.append(statement)
            case .comment: break
            case .end:
                ascend()
                return (statements, .end)
            case .alternative:
                ascend()
                return (statements, .alternative)
            }
        }
    }

    mutating func textOrAction() throws(ParseFailure) -> Parsed {
        let token = nextNonSpace()
        switch token.kind {
        case .text: return .statement(.text(Array(token.value)))
        case .leftDelimiter:
            actionLine = token.line
            let parsed = try action()
            actionLine = 0
            return parsed
        default: throw unexpected(token, "input")
        }
    }

    private mutating func action() throws(ParseFailure) -> Parsed {
        switch nextNonSpace().keyword {
        case .block: return .statement(try block())
        case .break: return .statement(try loopExit(.breakLoop, "{{break}}"))
        case .continue: return .statement(try loopExit(.continueLoop, "{{continue}}"))
        case .else:
            if [.if, .with].contains(peekNonSpace().keyword) { return .alternative }
            try expectRightDelimiter("else")
            return .alternative
        case .end:
            try expectRightDelimiter("end")
            return .end
        case .if: return .statement(.conditional(try branch(.if)))
        case .with: return .statement(.with(try branch(.with)))
        case .range: return .statement(.range(try branch(.range)))
        case .template: return .statement(try templateCall())
        default: break
        }
        backup()
        return .statement(.action(try pipeline("command", closedBy: .delimiter)))
    }

    private mutating func loopExit(_ statement: Statement, _ text: String) throws(ParseFailure) -> Statement {
        try expectRightDelimiter(text)
        if rangeDepth == 0 { throw failure("\(text) outside {{range}}") }
        return statement
    }

    private mutating func branch(_ keyword: Token.Keyword) throws(ParseFailure) -> Branch {
        let visible = variables.count
        let pipeline = try pipeline(keyword.rawValue, closedBy: .delimiter)
        if keyword == .range { rangeDepth += 1 }
        let (body, closing) = try statementList()
        if keyword == .range { rangeDepth -= 1 }
        let alternative: [Statement]? =
            switch closing {
            case .end: nil
            case .alternative: try alternative(of: keyword)
            }
        variables.removeSubrange(visible...)
        return Branch(pipeline: pipeline, body: body, alternative: alternative)
    }

    private mutating func alternative(of keyword: Token.Keyword) throws(ParseFailure) -> [Statement] {
        let following = peek().keyword
        if following == keyword, keyword == .if || keyword == .with {
            _ = next()
            try descend()
            let nested = try branch(keyword)
            ascend()
            return [keyword == .if ? .conditional(nested) : .with(nested)]
        }
        let (statements, closing) = try statementList()
        guard case .end = closing else { throw failure("expected end; found {{else}}") }
        return statements
    }

    private mutating func templateCall() throws(ParseFailure) -> Statement {
        let context = "template clause"
        let token = nextNonSpace()
        let name = try templateName(token, context)
        var data: Pipeline?
        if case .rightDelimiter = nextNonSpace().kind {
        } else {
            backup()
            data = try pipeline(context, closedBy: .delimiter)
        }
        return templateCall(name, data, token.position)
    }

    private mutating func block() throws(ParseFailure) -> Statement {
        let context = "block clause"
        let token = nextNonSpace()
        let name = try templateName(token, context)
        let data = try pipeline(context, closedBy: .delimiter)
        var body = Parser(session, name: name)
        try body.parseBody(context)
        return templateCall(name, data, token.position)
    }

    private func templateCall(_ name: String, _ data: Pipeline?, _ position: Int) -> Statement {
        let call = TemplateCall(name: name, pipeline: data)
        call.id = register(position, .template(call))
        return .template(call)
    }

    func templateName(_ token: Token, _ context: String) throws(ParseFailure) -> String {
        switch token.kind {
        case .string, .rawString:
            guard let name = GoQuoting.unquoted(token.value) else { throw failure("invalid syntax") }
            return String(decoding: name, as: UTF8.self)
        default: throw unexpected(token, context)
        }
    }
}
