import GoTime

extension Evaluator {
    // MARK: Functions

    /// Calls the function that a command begins with.
    func call(
        _ use: FunctionUse, _ command: Command, on dot: Evaluated, piped: TemplateValue?
    ) throws(ExecutionFailure) -> TemplateValue {
        let operands = command.operands
        let count = operands.count - (piped == nil ? 1 : 0)
        if use.isVariadic ? count < use.fixedCount : count != use.fixedCount {
            try checkCount(use.function.signature, use.function.name, operands.count - 1, piped)
        }
        if let truth = use.stoppingTruth { return try callStopping(at: truth, command, on: dot, piped: piped) }
        let id = command.id
        var context = CallContext(self)
        switch use.function.body {
        case .nullary(let body):
            do { return try body(&context) } catch { throw failure(calling: use.function.name, at: id, error) }
        case .unary(let body):
            let first = try argument(0, operands, piped, use, dot)
            do { return try body(&context, first) } catch { throw failure(calling: use.function.name, at: id, error) }
        case .binary(let body):
            let first = try argument(0, operands, piped, use, dot)
            let second = try argument(1, operands, piped, use, dot)
            do { return try body(&context, first, second) } catch {
                throw failure(calling: use.function.name, at: id, error)
            }
        case .ternary(let body):
            let first = try argument(0, operands, piped, use, dot)
            let second = try argument(1, operands, piped, use, dot)
            let third = try argument(2, operands, piped, use, dot)
            do { return try body(&context, first, second, third) } catch {
                throw failure(calling: use.function.name, at: id, error)
            }
        case .list(let body):
            let arguments = try arguments(operands, piped, use.function.signature, dot)
            do { return try body(&context, arguments) } catch {
                throw failure(calling: use.function.name, at: id, error)
            }
        }
    }

    /// Calls a function that stands as an argument, without arguments of its own.
    func call(
        _ function: TemplateFunction, _ id: NodeID, on dot: Evaluated
    ) throws(ExecutionFailure) -> TemplateValue {
        node = id
        try checkCount(function.signature, function.name, 0, nil)
        var context = CallContext(self)
        do {
            return switch function.body {
            case .nullary(let body): try body(&context)
            case .list(let body): try body(&context, [])
            default: .null
            }
        } catch {
            throw failure(calling: function.name, at: id, error)
        }
    }

    /// `and` and `or`: the first argument with the given truth decides.
    private func callStopping(
        at truth: Bool, _ command: Command, on dot: Evaluated, piped: TemplateValue?
    ) throws(ExecutionFailure) -> TemplateValue {
        for slot in command.conditionalSlots { variables[base + slot] = .unset }
        var value = TemplateValue.null
        for operand in command.operands.dropFirst() {
            value = try checked(operand, as: .reflected, on: dot)
            if value.isTrue == truth { return value }
        }
        return piped ?? value
    }

    func checkCount(
        _ signature: Signature, _ name: String, _ written: Int, _ piped: TemplateValue?
    ) throws(ExecutionFailure) {
        let count = written + (piped == nil ? 0 : 1)
        let wanted = signature.parameters.count
        if signature.variadic != nil {
            if count >= wanted { return }
            throw failure("wrong number of args for \(name): want at least \(wanted) got \(written)")
        }
        if count != wanted { throw failure("wrong number of args for \(name): want \(wanted) got \(count)") }
    }

    // MARK: Methods

    func call(
        _ method: NamedValue.Method, of named: NamedValue, at id: NodeID, _ operands: [Operand], on dot: Evaluated,
        piped: TemplateValue?
    ) throws(ExecutionFailure) -> TemplateValue {
        try checkCount(method.signature, method.name.text, max(0, operands.count - 1), piped)
        let arguments = try arguments(operands, piped, method.signature, dot)
        var context = CallContext(self)
        do {
            return try method.body(&context, named.contents, arguments)
        } catch {
            throw failure(calling: method.name.text, at: id, error)
        }
    }

    func call(
        _ name: TemplateKey, _ signature: Signature, of object: any TemplateObject, at id: NodeID,
        _ operands: [Operand], on dot: Evaluated, piped: TemplateValue?
    ) throws(ExecutionFailure) -> TemplateValue {
        try checkCount(signature, name.text, max(0, operands.count - 1), piped)
        let arguments = try arguments(operands, piped, signature, dot)
        var context = CallContext(self)
        do {
            return try object.call(method: name, arguments: arguments, context: &context)
        } catch {
            throw failure(calling: name.text, at: id, error)
        }
    }

    // MARK: Arguments

    /// The argument at `position`, from the command or the pipeline before it.
    @inline(__always)
    private func argument(
        _ position: Int, _ operands: [Operand], _ piped: TemplateValue?, _ use: FunctionUse, _ dot: Evaluated
    ) throws(ExecutionFailure) -> TemplateValue {
        let kind = use.function.signature.kind(at: position)
        if position + 1 < operands.count { return try checked(operands[position + 1], as: kind, on: dot) }
        return try checked(Evaluated(piped ?? .null), as: kind)
    }

    private func arguments(
        _ operands: [Operand], _ piped: TemplateValue?, _ signature: Signature, _ dot: Evaluated
    ) throws(ExecutionFailure) -> [TemplateValue] {
        var arguments: [TemplateValue] = []
        arguments.reserveCapacity(operands.count)
        for operand in operands.dropFirst() {
            arguments.append(try checked(operand, as: signature.kind(at: arguments.count), on: dot))
        }
        if let piped {
            arguments.append(try checked(Evaluated(piped), as: signature.kind(at: arguments.count)))
        }
        return arguments
    }

    /// The value of an operand that isn't a literal.
    func argument(_ operand: Operand, on dot: Evaluated) throws(ExecutionFailure) -> Evaluated {
        node = operand.id
        switch operand {
        case .dot: return dot
        case .field(let path, let id): return try evaluate(path, of: dot, at: id, [], on: dot, piped: nil)
        case .variable(let use, let id):
            let value = try variable(use)
            if use.fields.names.isEmpty { return value }
            return try evaluate(use.fields, of: value, at: id, [], on: dot, piped: nil)
        case .pipeline(let pipeline): return Evaluated(try evaluate(pipeline, on: dot))
        case .function(let use, let id): return Evaluated(try call(use.function, id, on: dot))
        case .chain(let chain, let id): return try evaluate(chain, at: id, [], on: dot, piped: nil)
        case .bool(let bool, _): return Evaluated(.bool(bool))
        case .number(let number, _): return Evaluated(try constant(number))
        case .string(let string, _): return Evaluated(.string(string.value))
        case .nilLiteral: return .nothing
        }
    }

    /// The value of an operand as the parameter's type wants it.
    func checked(
        _ operand: Operand, as kind: ParameterKind, on dot: Evaluated
    ) throws(ExecutionFailure) -> TemplateValue {
        switch operand {
        case .nilLiteral(let id):
            node = id
            switch kind {
            case .any, .reflected:
                nilIsContained = false
                return .null
            case .map: return .map(TemplateMap(isNil: true))
            case .list: return .list(.nilList())
            default: throw failure("cannot assign nil to \(kind.goTypeName)")
            }
        case .bool, .number, .string:
            node = operand.id
            return try literal(operand, as: kind)
        default: return try checked(try argument(operand, on: dot), as: kind)
        }
    }

    /// A literal takes the parameter's type if it can.
    private func literal(_ operand: Operand, as kind: ParameterKind) throws(ExecutionFailure) -> TemplateValue {
        switch (operand, kind) {
        case (.bool(let bool, _), .any), (.bool(let bool, _), .reflected), (.bool(let bool, _), .bool):
            return .bool(bool)
        case (.string(let string, _), .any), (.string(let string, _), .reflected), (.string(let string, _), .string):
            return .string(string.value)
        case (.number(let number, _), .any), (.number(let number, _), .reflected): return try constant(number)
        case (.number(let number, _), _):
            if let value = number.value(as: kind) { return value }
        default: break
        }
        switch kind {
        case .bool: throw failure("expected bool; found \(operand.description)")
        case .string: throw failure("expected string; found \(operand.description)")
        case .int, .int64: throw failure("expected integer; found \(operand.description)")
        case .uint32: throw failure("expected unsigned integer; found \(operand.description)")
        case .double: throw failure("expected float; found \(operand.description)")
        default: throw failure("can't handle \(operand.description) for arg of type \(kind.goTypeName)")
        }
    }

    /// A value as the parameter's type wants it.
    func checked(_ given: Evaluated, as kind: ParameterKind) throws(ExecutionFailure) -> TemplateValue {
        switch (kind, given.value) {
        case (.any, let value): return value
        case (.reflected, let value):
            if value.isNull { nilIsContained = given.isSlot }
            return value
        case (.string, .string), (.bool, .bool), (.int, .int), (.int64, .int64), (.double, .double):
            return given.value
        case (.map, .map(let map)) where map.element == .any: return given.value
        case (.map, .named(let named)):
            if let map = named.map, map.element == .any { return .map(map) }
        case (.list, .list(let list)) where list.element == .any: return given.value
        case (.list, .named(let named)):
            if let list = named.list, list.element == .any { return .list(list) }
        case (.object(let name), .object(let object)) where object.goTypeName == name: return given.value
        case (.object(let name), .object(let object)) where object.goTypeName == "*" + name: return given.value
        case (_, .null) where !given.isSlot: return try nothing(as: kind)
        default: break
        }
        let found = given.value.isNull ? "interface {}" : given.value.goTypeName
        throw failure("wrong type for value; expected \(kind.goTypeName); got \(found)")
    }

    /// A missing value where a type is wanted: fine for those that have a nil.
    private func nothing(as kind: ParameterKind) throws(ExecutionFailure) -> TemplateValue {
        switch kind {
        case .map: .map(TemplateMap(isNil: true))
        case .list: .list(.nilList())
        default: throw failure("invalid value; expected \(kind.goTypeName)")
        }
    }
}

extension NumberLiteral {
    /// The number as a parameter's type, if its value allows it.
    func value(as kind: ParameterKind) -> TemplateValue? {
        switch kind {
        case .int: integer.map { .int(Int($0)) }
        case .int64: integer.map { .int64($0) }
        case .uint32: unsigned.flatMap { $0 <= UInt64(UInt32.max) ? .uint64($0) : nil }
        case .double: double.map { .double($0) }
        case .object(DurationObject.typeName): integer.map { .duration(GoDuration(nanoseconds: $0)) }
        default: nil
        }
    }
}
