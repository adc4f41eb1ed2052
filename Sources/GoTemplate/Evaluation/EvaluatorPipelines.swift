extension Evaluator {
    /// The value of a pipeline, out of any container it came from.
    func evaluate(_ pipeline: Pipeline, on dot: Evaluated) throws(ExecutionFailure) -> TemplateValue {
        node = pipeline.id
        var value: TemplateValue?
        for position in pipeline.commands.indices {
            value = try evaluate(pipeline.commands[position], on: dot, piped: value)
        }
        let result = value ?? .null
        if !pipeline.targets.isEmpty {
            for target in pipeline.targets { try set(target, to: Evaluated(result)) }
        }
        return result
    }

    private func evaluate(
        _ command: Command, on dot: Evaluated, piped: TemplateValue?
    ) throws(ExecutionFailure) -> TemplateValue {
        let operands = command.operands
        guard let first = operands.first else { return .null }
        switch first {
        case .field(let path, let id):
            node = id
            return try evaluate(path, of: dot, at: id, operands, on: dot, piped: piped).value
        case .function(let use, let id):
            node = id
            let result = try call(use, command, on: dot, piped: piped)
            if case .string(let text) = result, text.count > options.longestText {
                throw failure("\(use.function.name) made a text of more than \(options.longestText) bytes")
            }
            return result
        case .variable(let use, let id):
            node = id
            let value = try variable(use)
            if use.fields.names.isEmpty {
                try refuseArguments(operands, piped)
                return value.value
            }
            return try evaluate(use.fields, of: value, at: id, operands, on: dot, piped: piped).value
        case .chain(let chain, let id):
            return try evaluate(chain, at: id, operands, on: dot, piped: piped).value
        case .pipeline(let pipeline):
            try refuseArguments(operands, piped)
            return try evaluate(pipeline, on: dot)
        default: break
        }
        node = first.id
        try refuseArguments(operands, piped)
        switch first {
        case .dot: return dot.value
        case .bool(let bool, _): return .bool(bool)
        case .number(let number, _): return try constant(number)
        case .string(let string, _): return .string(string.value)
        default: throw failure("nil is not a command")
        }
    }

    private func refuseArguments(_ operands: [Operand], _ piped: TemplateValue?) throws(ExecutionFailure) {
        guard operands.count > 1 || piped != nil, let first = operands.first else { return }
        throw failure("can't give argument to non-function \(first.description)")
    }

    /// A number where nothing says which type is wanted.
    func constant(_ number: NumberLiteral) throws(ExecutionFailure) -> TemplateValue {
        guard let value = number.value else { throw failure("\(number.source) overflows int") }
        return value
    }

    // MARK: Variables

    func variable(_ use: VariableUse) throws(ExecutionFailure) -> Evaluated {
        var slot = use.slot ?? -1
        while slot >= 0, slot < body.slotCount {
            let variable = variables[base + slot]
            if variable.isSet { return variable.value }
            slot = Int(body.shadowedSlots[slot])
        }
        throw failure("undefined variable: \(use.name)")
    }

    func set(_ target: Pipeline.Target, to value: Evaluated) throws(ExecutionFailure) {
        guard let slot = target.slot, slot < body.slotCount else {
            throw failure("undefined variable: \(target.name)")
        }
        variables[base + slot] = Variable(value: value, isSet: true)
    }

    // MARK: Fields

    func evaluate(
        _ chain: Chain, at id: NodeID, _ operands: [Operand], on dot: Evaluated, piped: TemplateValue?
    ) throws(ExecutionFailure) -> Evaluated {
        node = id
        let receiver: Evaluated =
            switch chain.receiver {
            case .pipeline(let pipeline): Evaluated(try evaluate(pipeline, on: dot))
            case .function(let use, let id): Evaluated(try call(use.function, id, on: dot))
            default: try argument(chain.receiver, on: dot)
            }
        return try evaluate(chain.fields, of: receiver, at: id, operands, on: dot, piped: piped)
    }

    /// Follows the names of a path; the last one may be a method that takes the arguments.
    func evaluate(
        _ path: FieldPath, of receiver: Evaluated, at id: NodeID, _ operands: [Operand], on dot: Evaluated,
        piped: TemplateValue?
    ) throws(ExecutionFailure) -> Evaluated {
        var receiver = receiver
        let last = path.names.count - 1
        let hasArguments = operands.count > 1 || piped != nil
        for position in path.names.indices {
            let name = path.names[position]
            if case .map(let map) = receiver.value, position < last || !hasArguments {
                receiver = try element(name, of: map)
                continue
            }
            let takesArguments = position == last && hasArguments
            receiver = try field(
                name, of: receiver, at: id, takesArguments ? operands : [], on: dot,
                piped: takesArguments ? piped : nil)
        }
        return receiver
    }

    private func element(_ name: TemplateKey, of map: TemplateMap) throws(ExecutionFailure) -> Evaluated {
        if let value = map[name] { return Evaluated(value, isSlot: map.element == .any) }
        if options.missingKeysAreErrors { throw failure("map has no entry for key \(GoQuoting.quoted(name.text))") }
        return Evaluated(map.zeroElement, isSlot: map.element == .any)
    }

    private func field(
        _ name: TemplateKey, of receiver: Evaluated, at id: NodeID, _ operands: [Operand], on dot: Evaluated,
        piped: TemplateValue?
    ) throws(ExecutionFailure) -> Evaluated {
        let hasArguments = operands.count > 1 || piped != nil
        switch receiver.value {
        case .null:
            if receiver.isSlot { throw failure("nil pointer evaluating interface {}.\(name.text)") }
            if options.missingKeysAreErrors {
                throw failure("nil data; no entry for key \(GoQuoting.quoted(name.text))")
            }
            return .nothing
        case .map(let map):
            if hasArguments { throw failure("\(name.text) is not a method but has arguments") }
            return try element(name, of: map)
        case .named(let named):
            if let method = named.method(named: name) {
                return Evaluated(try call(method, of: named, at: id, operands, on: dot, piped: piped))
            }
            guard let map = named.map else { break }
            if hasArguments { throw failure("\(name.text) is not a method but has arguments") }
            return try element(name, of: map)
        case .object(let object):
            guard name.isExported else { break }
            if let signature = object.signature(ofMethod: name) {
                return Evaluated(
                    try call(name, signature, of: object, at: id, operands, on: dot, piped: piped))
            }
            guard let value = object.field(named: name) else { break }
            if hasArguments { throw failure("\(name.text) has arguments but cannot be invoked as function") }
            return Evaluated(value)
        default: break
        }
        throw failure("can't evaluate field \(name.text) in type \(receiver.goTypeName)")
    }
}
