/// Templates that know each other by name, as the files of a chart and its subcharts do.
///
/// A set belongs to one thread. Rendering needs a large stack: many files are best rendered inside one
/// `LargeStack.run`, else each call starts a thread of its own.
package final class TemplateSet {
    private let options: TemplateOptions
    private var scope = TemplateScope()
    private var texts: TextCache

    package init(options: TemplateOptions = TemplateOptions()) {
        self.options = options
        texts = TextCache(options: options)
    }

    deinit {
        // Freeing a deep tree is a deep recursion too.
        LargeStack.run {
            scope = TemplateScope()
            texts = TextCache(options: options)
        }
    }

    /// Adds the template `name` and all templates defined in its source.
    ///
    /// A later definition of a name replaces an earlier one, unless it is empty. Callers parse in Helm's order
    /// (`TemplateSet.parseOrder`).
    package func parse(name: String, source: [UInt8]) throws(TemplateError) {
        try LargeStack.run { () throws(TemplateError) in
            do throws(ParseFailure) {
                scope.add(try Parser.parse(name: name, text: source, options: options))
            } catch {
                throw TemplateError(parsing: name, error)
            }
        }
    }

    /// Runs the template `name` on `data` and returns what it wrote, without Go's `<no value>`.
    package func execute(name: String, data: TemplateValue) throws(TemplateError) -> [UInt8] {
        try LargeStack.run { () throws(TemplateError) in
            guard let body = scope[TemplateString(name)] else {
                throw TemplateError(
                    "template: no template \(GoQuoting.quoted(name)) associated with template \"\(TextCache.setName)\"")
            }
            let evaluator = Evaluator(options: options, scope: scope, texts: texts, body: body)
            var output: [UInt8] = []
            do throws(ExecutionFailure) {
                try evaluator.run(body, on: Evaluated(data), to: &output)
            } catch {
                throw TemplateError(executing: name, error, helm: options.helmVersion)
            }
            return NoValue.removed(from: output)
        }
    }

    /// The order in which Helm parses and renders files: the deepest paths first, names descending.
    package static func parseOrder(_ names: some Sequence<String>) -> [String] {
        let keyed = names.map { name in (name, name.utf8.count { $0 == UInt8(ascii: "/") }) }
        return keyed.sorted { left, right in
            left.1 == right.1 ? right.0.utf8.lexicographicallyPrecedes(left.0.utf8) : left.1 > right.1
        }.map(\.0)
    }
}
