/// Turns a parsed pattern into a program; parts are compiled from the end, each knowing what follows it.
struct Compiler {
    private var program = Program()
    private var setIndices: [CharacterSet: Int32] = [:]

    static func compile(_ node: Node, groups: Int) -> Program {
        var compiler = Compiler()
        compiler.program.slotCount = groups * 2
        let match = compiler.emit(.match, next: 0)
        compiler.program.start = compiler.compile(node, next: match)
        compiler.program.isAnchored = isAnchored(node)
        (compiler.program.prefix, _) = prefix(of: node)
        compiler.findFirstBytes()
        return compiler.program
    }

    private mutating func emit(_ operation: Instruction.Operation, next: Int32, argument: Int32 = 0) -> Int32 {
        program.instructions.append(Instruction(operation: operation, next: next, argument: argument))
        return Int32(program.instructions.count - 1)
    }

    private mutating func split(_ first: Int32, _ second: Int32, isGreedy: Bool) -> Int32 {
        emit(.split, next: isGreedy ? first : second, argument: isGreedy ? second : first)
    }

    private mutating func compile(_ node: Node, next: Int32) -> Int32 {
        switch node.kind {
        case .empty: return next
        case .literal(let scalar): return emit(.scalar, next: next, argument: Int32(scalar))
        case .set(let set): return compile(set, next: next)
        case .assertion(let assertion): return emit(.assertion, next: next, argument: Int32(assertion.rawValue))
        case .capture(let index, let inner):
            let close = emit(.capture, next: next, argument: Int32(index * 2 + 1))
            let entry = compile(inner, next: close)
            return emit(.capture, next: entry, argument: Int32(index * 2))
        case .repetition(let inner, let minimum, let maximum, let isGreedy):
            return compile(inner, minimum: minimum, maximum: maximum, isGreedy: isGreedy, next: next)
        case .sequence(let parts): return parts.reversed().reduce(next) { compile($1, next: $0) }
        case .alternation(let parts):
            var entries = parts.map { compile($0, next: next) }
            var entry = entries.removeLast()
            while let earlier = entries.popLast() { entry = emit(.split, next: earlier, argument: entry) }
            return entry
        }
    }

    private mutating func compile(_ set: CharacterSet, next: Int32) -> Int32 {
        if set == .all { return emit(.any, next: next) }
        if let index = setIndices[set] { return emit(.set, next: next, argument: index) }
        let index = Int32(program.sets.count)
        program.sets.append(CompiledSet(set))
        setIndices[set] = index
        return emit(.set, next: next, argument: index)
    }

    // MARK: Repetitions

    private mutating func compile(
        _ node: Node, minimum: Int, maximum: Int?, isGreedy: Bool, next: Int32
    ) -> Int32 {
        var entry = next
        var copies = minimum
        if let maximum {
            for _ in minimum..<max(minimum, maximum) {
                entry = split(compile(node, next: entry), next, isGreedy: isGreedy)
            }
        } else if minimum == 0 {
            return compileStar(node, isGreedy: isGreedy, next: next)
        } else {
            entry = compilePlus(node, isGreedy: isGreedy, next: next)
            copies -= 1
        }
        for _ in 0..<copies { entry = compile(node, next: entry) }
        return entry
    }

    private mutating func compileStar(_ node: Node, isGreedy: Bool, next: Int32) -> Int32 {
        // A loop around what can be empty must try its body once before it decides, to keep priorities in order.
        if node.isNullable {
            return split(compilePlus(node, isGreedy: isGreedy, next: next), next, isGreedy: isGreedy)
        }
        let loop = split(0, 0, isGreedy: true)
        setSplit(loop, compile(node, next: loop), next, isGreedy: isGreedy)
        return loop
    }

    private mutating func compilePlus(_ node: Node, isGreedy: Bool, next: Int32) -> Int32 {
        let loop = split(0, 0, isGreedy: true)
        let body = compile(node, next: loop)
        setSplit(loop, body, next, isGreedy: isGreedy)
        return body
    }

    private mutating func setSplit(_ index: Int32, _ body: Int32, _ next: Int32, isGreedy: Bool) {
        program.instructions[Int(index)].next = isGreedy ? body : next
        program.instructions[Int(index)].argument = isGreedy ? next : body
    }

    // MARK: What a match begins with

    private static func isAnchored(_ node: Node) -> Bool {
        switch node.kind {
        case .assertion(.textStart): true
        case .capture(_, let inner): isAnchored(inner)
        case .sequence(let parts): parts.first.map(isAnchored) ?? false
        case .alternation(let parts): parts.allSatisfy(isAnchored)
        default: false
        }
    }

    /// The literal text at the start of every match, and whether it is all of the node.
    private static func prefix(of node: Node) -> (bytes: [UInt8], isWhole: Bool) {
        switch node.kind {
        case .empty: return ([], true)
        case .literal(let scalar):
            // U+FFFD also matches bytes that are no UTF-8.
            return scalar == UTF8Text.replacement ? ([], false) : (UTF8Text.bytes(of: scalar), true)
        case .capture(_, let inner): return prefix(of: inner)
        case .sequence(let parts):
            var bytes: [UInt8] = []
            for part in parts {
                let (more, isWhole) = prefix(of: part)
                bytes += more
                if !isWhole { return (bytes, false) }
            }
            return (bytes, true)
        default: return ([], false)
        }
    }

    private mutating func findFirstBytes() {
        var first = [Bool](repeating: false, count: 256)
        var seen = [Bool](repeating: false, count: program.instructions.count)
        var pending = [program.start]
        while let index = pending.popLast() {
            if seen[Int(index)] { continue }
            seen[Int(index)] = true
            let instruction = program.instructions[Int(index)]
            switch instruction.operation {
            case .match, .any: return
            case .split: pending += [instruction.next, instruction.argument]
            case .capture, .assertion: pending.append(instruction.next)
            case .scalar: Self.add(CompiledSet([UInt32(bitPattern: instruction.argument)]), to: &first)
            case .set: Self.add(program.sets[Int(instruction.argument)], to: &first)
            }
        }
        program.firstBytes = first
    }

    private static func add(_ set: CompiledSet, to first: inout [Bool]) {
        for byte in 0..<128 where set.contains(UInt32(byte)) { first[byte] = true }
        if set.hasOthers { for byte in 128..<256 { first[byte] = true } }
    }
}

extension CompiledSet {
    fileprivate init(_ scalars: [UInt32]) {
        self.init(CharacterSet(scalars.map { $0...$0 }))
    }
}
