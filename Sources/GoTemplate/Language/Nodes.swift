// The tree of a template. Every node that an error can name has an id: its place in the table of its file.

/// A file, or the text of one `tpl` call: what its templates have in common.
final class SourceFile {
    /// The name in error messages.
    let name: String
    let text: [UInt8]
    /// The nodes by id.
    var nodes: [NodeEntry] = []

    init(name: String, text: [UInt8]) {
        self.name = name
        self.text = text
    }

    /// Where the lines begin.
    private lazy var lineStarts: [Int] = [0] + text.indices.filter { text[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }

    /// A place in the text: the line from 1, the column in bytes from 0.
    func location(of position: Int) -> (line: Int, column: Int) {
        var line = 0
        var end = lineStarts.count
        while end - line > 1 {
            let middle = (line + end) / 2
            if lineStarts[middle] <= position { line = middle } else { end = middle }
        }
        return (line + 1, position - lineStarts[line])
    }
}

/// Where a node is and how to print it.
struct NodeEntry {
    enum Printed {
        case pipeline(Pipeline)
        case command(Command)
        case operand(Operand)
        case template(TemplateCall)
    }

    let position: Int
    let printed: Printed
}

typealias NodeID = Int32

/// One named template: a file's body, a `define` or a `block`.
final class TemplateBody {
    let name: String
    let file: SourceFile
    let statements: [Statement]
    /// How many variables it declares, `$` included.
    let slotCount: Int
    /// For each slot the one that its declaration shadows, or -1.
    let shadowedSlots: [Int32]

    init(name: String, file: SourceFile, statements: [Statement], shadowedSlots: [Int32]) {
        self.name = name
        self.file = file
        self.statements = statements
        self.shadowedSlots = shadowedSlots
        slotCount = shadowedSlots.count
    }

    /// There is nothing but white space and comments.
    var isEmpty: Bool {
        statements.allSatisfy { statement in
            guard case .text(let text) = statement else { return false }
            return text.allSatisfy { CharacterClass.isSpace($0) || $0 == 0x0B || $0 == 0x0C } || isUnicodeBlank(text)
        }
    }

    private func isUnicodeBlank(_ text: [UInt8]) -> Bool {
        var position = 0
        while position < text.count {
            let (scalar, count) = UTF8Decoding.scalar(text, at: position)
            guard CharacterClass.isUnicodeSpace(scalar) else { return false }
            position += count
        }
        return true
    }
}

enum Statement {
    case text([UInt8])
    case action(Pipeline)
    case conditional(Branch)
    case with(Branch)
    case range(Branch)
    case template(TemplateCall)
    case breakLoop
    case continueLoop
}

/// `if`, `with` or `range` with its `else`.
final class Branch {
    let pipeline: Pipeline
    let body: [Statement]
    let alternative: [Statement]?

    init(pipeline: Pipeline, body: [Statement], alternative: [Statement]?) {
        self.pipeline = pipeline
        self.body = body
        self.alternative = alternative
    }
}

/// `{{template "name" pipeline}}`, also what is left of a `block`.
final class TemplateCall {
    let name: String
    let key: TemplateString
    let pipeline: Pipeline?
    var id: NodeID = 0

    init(name: String, pipeline: Pipeline?) {
        self.name = name
        key = TemplateString(name)
        self.pipeline = pipeline
    }
}

/// Commands joined by `|`, perhaps with variables that get the result.
final class Pipeline {
    /// One variable that is declared or assigned.
    struct Target {
        let name: String
        /// nil: assigned without ever having been declared.
        let slot: Int?
    }

    let targets: [Target]
    let isAssignment: Bool
    let commands: [Command]
    var id: NodeID = 0

    init(targets: [Target], isAssignment: Bool, commands: [Command]) {
        self.targets = targets
        self.isAssignment = isAssignment
        self.commands = commands
    }
}

extension Pipeline {
    /// The result is a field or variable itself, no copy that a function or a container was given or gave.
    func isAddressed(on dot: Evaluated) -> Bool {
        switch commands.last?.operands.first {
        case .field?, .variable?, .chain?: true
        case .dot?: !dot.isSlot
        case .pipeline(let inner)?: inner.isAddressed(on: dot)
        default: false
        }
    }
}

/// A function or a value, with arguments.
final class Command {
    /// The function or value, then the arguments.
    let operands: [Operand]
    /// Slots declared inside the arguments, which may not be evaluated.
    let conditionalSlots: Range<Int>
    var id: NodeID = 0

    init(operands: [Operand], conditionalSlots: Range<Int>) {
        self.operands = operands
        self.conditionalSlots = conditionalSlots
    }
}

enum Operand {
    case dot(NodeID)
    case nilLiteral(NodeID)
    case bool(Bool, NodeID)
    case number(NumberLiteral, NodeID)
    case string(StringLiteral, NodeID)
    /// `.A.B`
    case field(FieldPath, NodeID)
    /// `$x.A.B`
    case variable(VariableUse, NodeID)
    case function(FunctionUse, NodeID)
    case pipeline(Pipeline)
    /// A parenthesis or function followed by fields.
    case chain(Chain, NodeID)
}

final class StringLiteral {
    let value: TemplateString
    /// As it is written, with its quotes.
    let source: String

    init(value: TemplateString, source: String) {
        self.value = value
        self.source = source
    }
}

final class FieldPath {
    let names: [TemplateKey]

    init(_ names: [TemplateKey]) {
        self.names = names
    }

    var description: String {
        names.map { "." + $0.text }.joined()
    }
}

final class VariableUse {
    let name: String
    let slot: Int?
    let fields: FieldPath

    init(name: String, slot: Int?, fields: FieldPath) {
        self.name = name
        self.slot = slot
        self.fields = fields
    }
}

final class FunctionUse {
    let function: TemplateFunction
    let fixedCount: Int
    let isVariadic: Bool
    /// The truth at which `and` and `or` stop, nil for other functions.
    let stoppingTruth: Bool?

    init(_ function: TemplateFunction) {
        self.function = function
        fixedCount = function.signature.parameters.count
        isVariadic = function.signature.variadic != nil
        if case .stopsAt(let truth) = function.treatment { stoppingTruth = truth } else { stoppingTruth = nil }
    }
}

final class Chain {
    let receiver: Operand
    let fields: FieldPath

    init(receiver: Operand, fields: FieldPath) {
        self.receiver = receiver
        self.fields = fields
    }
}
