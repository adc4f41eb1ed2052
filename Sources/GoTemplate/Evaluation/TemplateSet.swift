/// Templates that know each other by name, as the files of a chart and its subcharts do.
package final class TemplateSet {
    private let options: TemplateOptions

    package init(options: TemplateOptions = TemplateOptions()) {
        self.options = options
    }

    /// Adds the template `name` and all templates defined in its source.
    ///
    /// A later definition of a name replaces an earlier one, unless it is empty. Callers parse in Helm's order
    /// (`TemplateSet.parseOrder`).
    package func parse(name: String, source: [UInt8]) throws(TemplateError) {}

    /// Runs the template `name` on `data` and returns what it wrote, without Go's `<no value>`.
    package func execute(name: String, data: TemplateValue) throws(TemplateError) -> [UInt8] { [] }
}
