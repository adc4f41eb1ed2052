/// A function that templates can call.
///
/// The Swift closure's types are the Go signature: `TemplateFunction("trunc") { (n: Int, s: TemplateString) in … }`
/// takes an `int` and a `string`. Closures that need the context take `inout CallContext` first. A thrown
/// `FunctionError` becomes Go's `error calling NAME: MESSAGE`.
package struct TemplateFunction: Sendable {
    /// How the function is called; few arguments are passed without an array.
    enum Body: Sendable {
        case nullary(@Sendable (inout CallContext) throws -> TemplateValue)
        case unary(@Sendable (inout CallContext, TemplateValue) throws -> TemplateValue)
        case binary(@Sendable (inout CallContext, TemplateValue, TemplateValue) throws -> TemplateValue)
        case ternary(
            @Sendable (inout CallContext, TemplateValue, TemplateValue, TemplateValue) throws -> TemplateValue)
        case list(@Sendable (inout CallContext, [TemplateValue]) throws -> TemplateValue)
    }

    /// What the evaluator must know about a function besides its signature.
    enum Treatment: Sendable {
        case plain
        /// Arguments after the deciding one aren't evaluated: `and`, `or`.
        case stopsAt(truth: Bool)
    }

    package let name: String
    package let signature: Signature
    let body: Body
    let treatment: Treatment

    init(_ name: String, _ signature: Signature, _ body: Body, treatment: Treatment = .plain) {
        self.name = name
        self.signature = signature
        self.body = body
        self.treatment = treatment
    }

    /// The same function under another name.
    package func named(_ name: String) -> TemplateFunction {
        TemplateFunction(name, signature, body, treatment: treatment)
    }
}

extension TemplateFunction {
    /// A function that gets its checked arguments as they are, for signatures that the typed forms don't cover.
    package init(
        _ name: String, _ parameters: [ParameterKind], variadic: ParameterKind? = nil,
        body: @escaping @Sendable (inout CallContext, [TemplateValue]) throws -> TemplateValue
    ) {
        self.init(name, Signature(parameters, variadic: variadic), .list(body))
    }

    /// A function without parameters.
    package init<R: TemplateResult>(_ name: String, _ body: @escaping @Sendable () throws -> R) {
        self.init(name, Signature([]), .nullary { _ in try body().templateValue })
    }

    /// A function of one argument.
    package init<A: TemplateParameter, R: TemplateResult>(
        _ name: String, _ body: @escaping @Sendable (A) throws -> R
    ) {
        self.init(name, Signature([A.kind]), .unary { _, a in try body(A.argument(a)).templateValue })
    }

    /// A function of two arguments.
    package init<A: TemplateParameter, B: TemplateParameter, R: TemplateResult>(
        _ name: String, _ body: @escaping @Sendable (A, B) throws -> R
    ) {
        self.init(
            name, Signature([A.kind, B.kind]),
            .binary { _, a, b in try body(A.argument(a), B.argument(b)).templateValue })
    }

    /// A function of three arguments.
    package init<A: TemplateParameter, B: TemplateParameter, C: TemplateParameter, R: TemplateResult>(
        _ name: String, _ body: @escaping @Sendable (A, B, C) throws -> R
    ) {
        self.init(
            name, Signature([A.kind, B.kind, C.kind]),
            .ternary { _, a, b, c in try body(A.argument(a), B.argument(b), C.argument(c)).templateValue })
    }

    /// A function of any number of arguments of one type.
    package init<V: TemplateParameter, R: TemplateResult>(
        variadic name: String, _ body: @escaping @Sendable ([V]) throws -> R
    ) {
        self.init(
            name, Signature([], variadic: V.kind),
            .list { _, arguments in try body(arguments.map(V.argument)).templateValue })
    }

    /// A function of one argument and any number of further ones of one type.
    package init<A: TemplateParameter, V: TemplateParameter, R: TemplateResult>(
        variadic name: String, _ body: @escaping @Sendable (A, [V]) throws -> R
    ) {
        self.init(
            name, Signature([A.kind], variadic: V.kind),
            .list { _, arguments in
                guard let first = arguments.first else { throw FunctionError("missing argument") }
                return try body(A.argument(first), arguments.dropFirst().map(V.argument)).templateValue
            })
    }

    /// A function of two arguments and any number of further ones of one type.
    package init<A: TemplateParameter, B: TemplateParameter, V: TemplateParameter, R: TemplateResult>(
        variadic name: String, _ body: @escaping @Sendable (A, B, [V]) throws -> R
    ) {
        self.init(
            name, Signature([A.kind, B.kind], variadic: V.kind),
            .list { _, arguments in
                guard arguments.count >= 2 else { throw FunctionError("missing argument") }
                return try body(
                    A.argument(arguments[0]), B.argument(arguments[1]), arguments.dropFirst(2).map(V.argument)
                ).templateValue
            })
    }
}

extension TemplateFunction {
    /// A function without parameters that needs the context.
    package init<R: TemplateResult>(_ name: String, _ body: @escaping @Sendable (inout CallContext) throws -> R) {
        self.init(name, Signature([]), .nullary { context in try body(&context).templateValue })
    }

    /// A function of one argument that needs the context.
    package init<A: TemplateParameter, R: TemplateResult>(
        _ name: String, _ body: @escaping @Sendable (inout CallContext, A) throws -> R
    ) {
        self.init(name, Signature([A.kind]), .unary { try body(&$0, A.argument($1)).templateValue })
    }

    /// A function of two arguments that needs the context.
    package init<A: TemplateParameter, B: TemplateParameter, R: TemplateResult>(
        _ name: String, _ body: @escaping @Sendable (inout CallContext, A, B) throws -> R
    ) {
        self.init(
            name, Signature([A.kind, B.kind]),
            .binary { try body(&$0, A.argument($1), B.argument($2)).templateValue })
    }

    /// A function of three arguments that needs the context.
    package init<A: TemplateParameter, B: TemplateParameter, C: TemplateParameter, R: TemplateResult>(
        _ name: String, _ body: @escaping @Sendable (inout CallContext, A, B, C) throws -> R
    ) {
        self.init(
            name, Signature([A.kind, B.kind, C.kind]),
            .ternary { try body(&$0, A.argument($1), B.argument($2), C.argument($3)).templateValue })
    }
}
