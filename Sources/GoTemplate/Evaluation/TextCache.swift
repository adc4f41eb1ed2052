/// The parsed texts of `tpl`: charts often hand over the same one many times.
final class TextCache {
    /// The name of the template set, which is also that of every `tpl` text.
    static let setName = "gotpl"
    /// From so many bytes of text on, the cache starts anew.
    private static let maximumSize = 16 << 20

    private let options: TemplateOptions
    private var parsed: [TemplateString: ParsedFile] = [:]
    private var size = 0

    init(options: TemplateOptions) {
        self.options = options
    }

    func parse(_ text: TemplateString) throws(ParseFailure) -> ParsedFile {
        if let known = parsed[text] { return known }
        let file = try Parser.parse(name: Self.setName, text: text.bytes, options: options)
        size += text.count
        if size > Self.maximumSize {
            parsed = [:]
            size = text.count
        }
        parsed[text] = file
        return file
    }
}
