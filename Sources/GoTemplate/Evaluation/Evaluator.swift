/// Runs templates.
final class Evaluator {
    let options: TemplateOptions

    init(options: TemplateOptions) {
        self.options = options
    }
}
