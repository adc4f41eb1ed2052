internal import ArgumentParser
package import Documents

/// The form in which a reading command answers.
package enum OutputFormat: String, CaseIterable, Sendable, ExpressibleByArgument {
    case table, wide, json, yaml, name

    /// Refuses the forms that only what the cluster holds has.
    package func requireTableOrDocument() throws {
        guard self == .name || self == .wide else { return }
        throw ValidationError("invalid argument \"\(rawValue)\" for --output: it is one of table, json, yaml")
    }

    /// A document in this form, as Helm prints it; nil for the forms made for people.
    package func text(of document: Value) -> [UInt8]? {
        switch self {
        case .json: JSON.write(document, .go) + [UInt8(ascii: "\n")]
        case .yaml: YAML.write(document)
        case .table, .wide, .name: nil
        }
    }
}

/// When to colour.
package enum ColorMode: String, CaseIterable, Sendable, ExpressibleByArgument {
    case auto, always, never

    package init?(argument: String) {
        switch argument {
        case "auto": self = .auto
        case "always", "on", "true": self = .always
        case "never", "off", "false": self = .never
        default: return nil
        }
    }
}
