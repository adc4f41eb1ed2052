extension TemplateValue {
    /// The value as functions that want text see it: strings and bytes as they are, all else as `%v` prints it.
    var stringForm: TemplateString {
        switch self {
        case .string(let string): string
        case .bytes(let bytes): TemplateString(bytes)
        default: GoPrinting.text(self)
        }
    }

    /// The texts of a list without its nils, or the text of any other value alone; nothing for nil.
    var stringForms: [TemplateString] {
        if isNull { return [] }
        guard let list else { return [stringForm] }
        return list.elements.compactMap { $0.isNull ? nil : $0.stringForm }
    }
}

extension GoQuoting {
    /// The bytes in double quotes, with Go's escapes.
    static func quoted(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        appendQuoted(bytes, to: &output)
        return String(decoding: output, as: UTF8.self)
    }
}
