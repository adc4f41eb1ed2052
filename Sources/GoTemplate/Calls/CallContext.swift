/// What a function may know of the rendering it is called from.
package struct CallContext {
    private enum Origin {
        case evaluation(Evaluator)
        indirect case options(TemplateOptions)
    }

    private let origin: Origin

    /// A context outside any rendering, for tests of single functions.
    package init(options: TemplateOptions = TemplateOptions()) {
        origin = .options(options)
    }

    init(_ evaluator: Evaluator) {
        origin = .evaluation(evaluator)
    }

    /// The options of the template set.
    package var options: TemplateOptions {
        switch origin {
        case .evaluation(let evaluator): evaluator.options
        case .options(let options): options
        }
    }

    package var helmVersion: HelmVersion { options.helmVersion }

    /// The running evaluation; nil where a function is called without one.
    var evaluator: Evaluator? {
        if case .evaluation(let evaluator) = origin { evaluator } else { nil }
    }
}
