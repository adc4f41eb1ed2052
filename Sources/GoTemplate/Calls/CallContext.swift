/// What a function may know of the rendering it is called from.
package struct CallContext {
    /// The options of the template set.
    package let options: TemplateOptions
    /// The running evaluation; nil where a function is called without one.
    let evaluator: Evaluator?

    package var helmVersion: HelmVersion { options.helmVersion }

    /// A context outside any rendering, for tests of single functions.
    package init(options: TemplateOptions = TemplateOptions()) {
        self.options = options
        evaluator = nil
    }

    init(_ evaluator: Evaluator) {
        options = evaluator.options
        self.evaluator = evaluator
    }
}

/// A function's error, as Go's functions return or panic with.
package struct FunctionError: Error, Hashable, Sendable {
    /// What follows `error calling NAME: `.
    package var message: String

    package init(_ message: String) {
        self.message = message
    }
}
