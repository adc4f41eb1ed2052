/// A value on its way through a pipeline.
struct Evaluated {
    var value: TemplateValue
    /// The value came out of a container of `interface {}`, so that a nil has a type and a wrong field is blamed on
    /// `interface {}`.
    var isSlot: Bool

    init(_ value: TemplateValue, isSlot: Bool = false) {
        self.value = value
        self.isSlot = isSlot
    }

    /// No value at all.
    static var nothing: Evaluated { Evaluated(.null) }

    /// The Go type's name in error messages.
    var goTypeName: String { isSlot ? "interface {}" : value.goTypeName }
}

/// Runs templates on one thread.
///
/// What every step changes (the node that an error would name, the variables) lives here; what is written goes
/// through an `inout` buffer.
final class Evaluator {
    /// How the statements of a list ended.
    enum Flow {
        case normal, breakLoop, continueLoop
    }

    /// A variable of the running template.
    struct Variable {
        var value: Evaluated
        var isSet: Bool

        static var unset: Variable { Variable(value: .nothing, isSet: false) }
    }

    let options: TemplateOptions
    /// Parses the texts of `tpl`.
    let texts: TextCache
    var scope: TemplateScope
    /// The variables of all running templates; those of the innermost one begin at `base`.
    var variables: [Variable] = []
    var base = 0
    var body: TemplateBody
    /// The node visited last.
    var node: NodeID = 0
    /// How many `template` calls are running.
    var depth = 0
    /// How many times each included template is running.
    var inclusions: [TemplateString: Int] = [:]
    /// How many texts of `tpl` are running.
    var runningTexts = 0
    /// The last nil argument of a built-in function came out of a container.
    var nilIsContained = false
    let stack: StackLimit

    init(options: TemplateOptions, scope: TemplateScope, texts: TextCache, body: TemplateBody) {
        self.options = options
        self.scope = scope
        self.texts = texts
        self.body = body
        stack = StackLimit.current()
    }

    /// The deepest nesting of `template` calls.
    static let maximumDepth = 100_000

    /// Runs a template on `data`, as `template`, `include` and `tpl` do.
    func run(_ body: TemplateBody, on data: Evaluated, to output: inout [UInt8]) throws(ExecutionFailure) {
        if depth >= Self.maximumDepth || stack.isNearlyExhausted {
            throw failure("exceeded maximum template depth (\(Self.maximumDepth))")
        }
        let caller = (self.body, node, base)
        depth += 1
        base = variables.count
        variables.append(Variable(value: data, isSet: true))
        variables.append(contentsOf: repeatElement(.unset, count: max(0, body.slotCount - 1)))
        self.body = body
        defer {
            variables.removeSubrange(base...)
            (self.body, node, base) = caller
            depth -= 1
        }
        _ = try run(body.statements, on: data, to: &output)
    }

    // MARK: Errors

    /// The error `message` at the node visited last.
    func failure(_ message: String) -> ExecutionFailure {
        let (prefix, layered) = place()
        return ExecutionFailure(prefix + message, layered: layered + message)
    }

    /// The error that a called function threw.
    func failure(calling name: String, at node: NodeID, _ error: any Error) -> ExecutionFailure {
        self.node = node
        let (prefix, layered) = place()
        switch error {
        case let inner as ExecutionFailure:
            return inner.prefixed(
                by: prefix + "error calling \(name): ", layered: layered + "error calling \(name):\n")
        case let inner as FunctionError:
            return ExecutionFailure(prefix + "error calling \(name): \(inner.message)")
        default:
            return ExecutionFailure(prefix + "error calling \(name): \(error)")
        }
    }

    /// The node visited last, as it is written.
    var currentNodeText: String {
        body.file.nodes.indices.contains(Int(node)) ? body.file.nodes[Int(node)].description : ""
    }

    private func place() -> (text: String, layered: String) {
        let entry = body.file.nodes.indices.contains(Int(node)) ? body.file.nodes[Int(node)] : nil
        let (line, column) = body.file.location(of: entry?.position ?? 0)
        let location = "\(body.file.name):\(line):\(column)"
        let context = "executing \(GoQuoting.quoted(body.name)) at <\(entry?.description ?? "")>:"
        return ("template: \(location): \(context) ", "\(location)\n  \(context)\n    ")
    }
}
