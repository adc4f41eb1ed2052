extension Parser {
    /// What ends a pipeline.
    enum PipelineEnd {
        case delimiter, parenthesis

        func matches(_ kind: Token.Kind) -> Bool {
            switch (self, kind) {
            case (.delimiter, .rightDelimiter), (.parenthesis, .rightParenthesis): true
            default: false
            }
        }
    }

    mutating func pipeline(_ context: String, closedBy end: PipelineEnd) throws(ParseFailure) -> Pipeline {
        try descend()
        let position = peekNonSpace().position
        let (names, isAssignment) = try declarations(context)
        var commands: [Command] = []
        while true {
            let token = nextNonSpace()
            if end.matches(token.kind) { break }
            switch token.kind {
            case .bool, .characterConstant, .complex, .dot, .field, .identifier, .number, .keyword(.nil), .rawString,
                .string, .variable, .leftParenthesis:
                backup()
                commands.append(try command())
            default: throw unexpected(token, context)
            }
        }
        try check(commands, context)
        let targets = names.map { declare($0, isAssignment: isAssignment) }
        let pipeline = Pipeline(targets: targets, isAssignment: isAssignment, commands: commands)
        pipeline.id = register(position, .pipeline(pipeline))
        ascend()
        return pipeline
    }

    /// Reads `$x :=`, `$x =` or, for a range, `$i, $x :=`.
    private mutating func declarations(
        _ context: String
    ) throws(ParseFailure) -> (names: [String], isAssignment: Bool) {
        var names: [String] = []
        while case .variable = peekNonSpace().kind {
            let variable = next()
            // Space is a token: `$x foo` must be given back as it was.
            let following = peek()
            let token = peekNonSpace()
            switch token.kind {
            case .assign, .declare:
                _ = nextNonSpace()
                announce(variable.text, &names)
                if case .assign = token.kind { return (names, true) }
                return (names, false)
            case .character where token.text == ",":
                _ = nextNonSpace()
                announce(variable.text, &names)
                guard context == "range", names.count < 2 else {
                    throw failure("too many declarations in \(context)")
                }
                switch peekNonSpace().kind {
                case .variable, .rightDelimiter, .rightParenthesis: continue
                default: throw failure("range can only initialize variables")
                }
            default:
                if following.isSpace { backup(variable, following) } else { backup(variable) }
                return (names, false)
            }
        }
        return (names, false)
    }

    /// From here on the name may be used, though it still means the variable it will shadow.
    private mutating func announce(_ name: String, _ names: inout [String]) {
        names.append(name)
        variables.append(Variable(name: name, slot: slot(of: name) ?? nil))
    }

    /// The pipeline has a value: its variable exists now.
    private mutating func declare(_ name: String, isAssignment: Bool) -> Pipeline.Target {
        let visible = slot(of: name) ?? nil
        if isAssignment { return Pipeline.Target(name: name, slot: visible) }
        let slot = shadowedSlots.count
        shadowedSlots.append(Int32(truncatingIfNeeded: visible ?? -1))
        variables.append(Variable(name: name, slot: slot))
        return Pipeline.Target(name: name, slot: slot)
    }

    private func check(_ commands: [Command], _ context: String) throws(ParseFailure) {
        if commands.isEmpty { throw failure("missing value for \(context)") }
        for (index, command) in commands.enumerated().dropFirst() {
            switch command.operands.first {
            case .bool, .dot, .nilLiteral, .number, .string:
                throw failure("non executable command in pipeline stage \(index + 1)")
            default: break
            }
        }
    }

    private mutating func command() throws(ParseFailure) -> Command {
        let position = peekNonSpace().position
        let firstSlot = shadowedSlots.count
        var operands: [Operand] = []
        reading: while true {
            _ = peekNonSpace()
            if let operand = try operand() { operands.append(operand) }
            let token = next()
            switch token.kind {
            case .space: continue
            case .rightDelimiter, .rightParenthesis:
                backup()
                break reading
            case .pipe: break reading
            default: throw unexpected(token, "operand")
            }
        }
        if operands.isEmpty { throw failure("empty command") }
        let command = Command(operands: operands, conditionalSlots: firstSlot..<shadowedSlots.count)
        command.id = register(position, .command(command))
        return command
    }

    private mutating func operand() throws(ParseFailure) -> Operand? {
        guard let term = try term() else { return nil }
        guard case .field = peek().kind else { return term }
        let chainPosition = peek().position
        var names: [TemplateKey] = []
        while case .field = peek().kind { names.append(TemplateKey(Array(next().value.dropFirst()))) }
        switch term {
        case .field(let path, _):
            return registered(.field(FieldPath(path.names + names), nextID), chainPosition)
        case .variable(let use, _):
            let extended = VariableUse(name: use.name, slot: use.slot, fields: FieldPath(names))
            return registered(.variable(extended, nextID), chainPosition)
        case .bool, .string, .number, .nilLiteral, .dot:
            throw failure("unexpected . after term \(GoQuoting.quoted(term.description))")
        case .function, .pipeline, .chain:
            return registered(.chain(Chain(receiver: term, fields: FieldPath(names)), nextID), chainPosition)
        }
    }

    private func registered(_ operand: Operand, _ position: Int) -> Operand {
        _ = register(position, .operand(operand))
        return operand
    }

    private mutating func term() throws(ParseFailure) -> Operand? {
        let token = nextNonSpace()
        let operand: Operand
        switch token.kind {
        case .identifier:
            guard let function = session.functions[token.text] else {
                throw failure("function \(GoQuoting.quoted(token.text)) not defined")
            }
            operand = .function(FunctionUse(function), nextID)
        case .dot: operand = .dot(nextID)
        case .keyword(.nil): operand = .nilLiteral(nextID)
        case .variable: operand = .variable(try use(token.text), nextID)
        case .field: operand = .field(FieldPath([TemplateKey(Array(token.value.dropFirst()))]), nextID)
        case .bool: operand = .bool(token.text == "true", nextID)
        case .characterConstant, .complex, .number: operand = .number(try number(token), nextID)
        case .string, .rawString:
            guard let value = GoQuoting.unquoted(token.value) else { throw failure("invalid syntax") }
            operand = .string(StringLiteral(value: TemplateString(value), source: token.text), nextID)
        case .leftParenthesis:
            return .pipeline(try pipeline("parenthesized pipeline", closedBy: .parenthesis))
        default:
            backup()
            return nil
        }
        return registered(operand, token.position)
    }

    private func number(_ token: Token) throws(ParseFailure) -> NumberLiteral {
        do throws(FunctionError) {
            return try NumberLiteral(token.text, token.kind)
        } catch {
            throw failure(error.message)
        }
    }

    private func use(_ name: String) throws(ParseFailure) -> VariableUse {
        guard let slot = slot(of: name) else {
            throw failure("undefined variable \(GoQuoting.quoted(name))")
        }
        return VariableUse(name: name, slot: slot, fields: FieldPath([]))
    }
}
