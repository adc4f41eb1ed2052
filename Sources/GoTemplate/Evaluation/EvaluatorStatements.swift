extension Evaluator {
    func run(
        _ statements: [Statement], on dot: Evaluated, to output: inout [UInt8]
    ) throws(ExecutionFailure) -> Flow {
        if output.count > options.longestText {
            throw failure("the template wrote more than \(options.longestText) bytes")
        }
        for statement in statements {
            let flow: Flow =
                switch statement {
                case .text(let text): write(text, to: &output)
                case .action(let pipeline): try runAction(pipeline, on: dot, to: &output)
                case .conditional(let branch): try runConditional(branch, on: dot, to: &output)
                case .with(let branch): try runWith(branch, on: dot, to: &output)
                case .range(let branch): try runRange(branch, on: dot, to: &output)
                case .template(let call): try runTemplate(call, on: dot, to: &output)
                case .breakLoop: .breakLoop
                case .continueLoop: .continueLoop
                }
            if flow != .normal { return flow }
        }
        return .normal
    }

    private func write(_ text: [UInt8], to output: inout [UInt8]) -> Flow {
        output.append(contentsOf: text)
        return .normal
    }

    private func runAction(
        _ pipeline: Pipeline, on dot: Evaluated, to output: inout [UInt8]
    ) throws(ExecutionFailure) -> Flow {
        let value = try evaluate(pipeline, on: dot)
        guard pipeline.targets.isEmpty else { return .normal }
        if case .object(let object) = value, let text = object.addressedText, pipeline.isAddressed(on: dot) {
            output += text.bytes
        } else {
            GoPrinting.write(value, to: &output)
        }
        return .normal
    }

    private func runConditional(
        _ branch: Branch, on dot: Evaluated, to output: inout [UInt8]
    ) throws(ExecutionFailure) -> Flow {
        if try evaluate(branch.pipeline, on: dot).isTrue {
            return try run(branch.body, on: dot, to: &output)
        }
        guard let alternative = branch.alternative else { return .normal }
        return try run(alternative, on: dot, to: &output)
    }

    private func runWith(
        _ branch: Branch, on dot: Evaluated, to output: inout [UInt8]
    ) throws(ExecutionFailure) -> Flow {
        let value = try evaluate(branch.pipeline, on: dot)
        if value.isTrue { return try run(branch.body, on: Evaluated(value), to: &output) }
        guard let alternative = branch.alternative else { return .normal }
        return try run(alternative, on: dot, to: &output)
    }

    private func runTemplate(
        _ call: TemplateCall, on dot: Evaluated, to output: inout [UInt8]
    ) throws(ExecutionFailure) -> Flow {
        node = call.id
        guard let body = scope[call.key] else {
            throw failure("template \(GoQuoting.quoted(call.name)) not defined")
        }
        if depth >= Self.maximumDepth {
            throw failure("exceeded maximum template depth (\(Self.maximumDepth))")
        }
        var data = Evaluated.nothing
        if let pipeline = call.pipeline { data = Evaluated(try evaluate(pipeline, on: dot)) }
        try run(body, on: data, to: &output)
        return .normal
    }

    // MARK: range

    private func runRange(
        _ branch: Branch, on dot: Evaluated, to output: inout [UInt8]
    ) throws(ExecutionFailure) -> Flow {
        let value = try evaluate(branch.pipeline, on: dot)
        let isEmpty: Bool
        switch value {
        case .list(let list): isEmpty = try runRange(branch, overElements: list, to: &output)
        case .map(let map): isEmpty = try runRange(branch, overEntries: map, to: &output)
        case .named, .bytes:
            if let map = value.map {
                isEmpty = try runRange(branch, overEntries: map, to: &output)
            } else {
                isEmpty = try runRange(branch, overElements: value.list ?? TemplateList([]), to: &output)
            }
        case .null: isEmpty = true
        default: isEmpty = try runRange(branch, overNumber: value, to: &output)
        }
        guard isEmpty, let alternative = branch.alternative else { return .normal }
        // A `break` in the alternative leaves this range only, as Go has it.
        _ = try run(alternative, on: dot, to: &output)
        return .normal
    }

    /// Runs the body for each element; true when there was none.
    private func runRange(
        _ branch: Branch, overElements list: TemplateList, to output: inout [UInt8]
    ) throws(ExecutionFailure) -> Bool {
        let isSlot = list.element == .any
        for (index, element) in list.elements.enumerated() {
            let element = Evaluated(element, isSlot: isSlot)
            if try runIteration(branch, index: .int(index), element: element, to: &output) == .breakLoop { break }
        }
        return list.isEmpty
    }

    private func runRange(
        _ branch: Branch, overEntries map: TemplateMap, to output: inout [UInt8]
    ) throws(ExecutionFailure) -> Bool {
        let entries = map.entries
        let isSlot = map.element == .any
        for entry in entries {
            let element = Evaluated(entry.value, isSlot: isSlot)
            let flow = try runIteration(branch, index: .string(entry.key.string), element: element, to: &output)
            if flow == .breakLoop { break }
        }
        return entries.isEmpty
    }

    private func runRange(
        _ branch: Branch, overNumber value: TemplateValue, to output: inout [UInt8]
    ) throws(ExecutionFailure) -> Bool {
        guard options.helmVersion == .v4, let (count, wrap) = integer(of: value) else {
            throw failure("range can't iterate over \(GoPrinting.text(value))")
        }
        guard branch.pipeline.targets.count < 2 else {
            throw failure("can't use \(GoPrinting.text(value)) to iterate over more than one variable")
        }
        var number: Int64 = 0
        while number < count {
            let element = Evaluated(wrap(number))
            if try runIteration(branch, index: element.value, element: element, to: &output) == .breakLoop { break }
            number += 1
        }
        return count <= 0
    }

    private func integer(of value: TemplateValue) -> (Int64, (Int64) -> TemplateValue)? {
        switch value {
        case .int(let count): (Int64(count), { .int(Int($0)) })
        case .int64(let count): (count, { .int64($0) })
        case .uint64(let count): (Int64(clamping: count), { .uint64(UInt64(clamping: $0)) })
        case .uint8(let count): (Int64(count), { .uint8(UInt8(clamping: $0)) })
        default: nil
        }
    }

    private func runIteration(
        _ branch: Branch, index: TemplateValue, element: Evaluated, to output: inout [UInt8]
    ) throws(ExecutionFailure) -> Flow {
        let targets = branch.pipeline.targets
        if let last = targets.last { try set(last, to: element) }
        if targets.count > 1, let first = targets.first { try set(first, to: Evaluated(index)) }
        return try run(branch.body, on: element, to: &output)
    }
}
