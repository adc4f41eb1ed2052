/// A Go slice; templates can't change a list, so it is a value.
package struct TemplateList {
    /// What the elements are declared as in Go.
    package enum Element: UInt8, Sendable {
        /// `[]interface {}`
        case any
        /// `[]string`
        case string
        /// `[]int`
        case int
        /// `[][]interface {}`, as `chunk` makes it.
        case list
        /// `[]map[string]interface {}`, as TOML's lists of tables are.
        case map
    }

    package var elements: [TemplateValue]
    package let element: Element
    /// The list is Go's nil slice: prints as `[]`, becomes `null` in JSON.
    package let isNil: Bool

    package init(_ elements: [TemplateValue], element: Element = .any) {
        self.elements = elements
        self.element = element
        isNil = false
    }

    private init(nilOf element: Element) {
        elements = []
        self.element = element
        isNil = true
    }

    /// Go's nil slice.
    package static func nilList(_ element: Element = .any) -> TemplateList {
        TemplateList(nilOf: element)
    }

    /// A `[]string`.
    package init(strings: [TemplateString]) {
        self.init(strings.map { .string($0) }, element: .string)
    }

    package var count: Int { elements.count }
    package var isEmpty: Bool { elements.isEmpty }
}
