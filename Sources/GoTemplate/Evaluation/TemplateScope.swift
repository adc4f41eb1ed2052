/// The templates that can be called by name: those of the set, and for the length of a `tpl` call its own on top.
final class TemplateScope {
    private let parent: TemplateScope?
    private var bodies: [TemplateString: TemplateBody] = [:]

    init(parent: TemplateScope? = nil) {
        self.parent = parent
    }

    subscript(name: TemplateString) -> TemplateBody? {
        bodies[name] ?? parent?[name]
    }

    /// Takes over what a text defines; an empty body doesn't replace another one.
    func add(_ file: ParsedFile) {
        for body in file.bodies.values {
            let name = TemplateString(body.name)
            if !body.isEmpty || self[name] == nil { bodies[name] = body }
        }
    }

    /// Puts the body of the text itself in its place even when it is empty.
    func replace(_ body: TemplateBody) {
        bodies[TemplateString(body.name)] = body
    }
}
