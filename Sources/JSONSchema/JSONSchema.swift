//! JSONSchema: does a document satisfy a schema?
//!
//! Purpose: `values.schema.json` of charts, drafts 4, 6 and 7 as Helm 3.17 reads and words them, and, when a schema is
//! to be read as it declares itself, drafts 2019-09 and 2020-12. Nothing is ever fetched: a reference that leads out of
//! the document is an error.
//! May import: Documents, RegularExpressions.

package import Documents

/// A schema, ready to judge documents.
package struct JSONSchema: Sendable {
    /// How the keywords of a schema are read.
    package struct Options: Hashable, Sendable {
        /// Which draft a schema is read as.
        package enum Reading: Hashable, Sendable {
            /// As Helm 3.17 does: drafts 4, 6 and 7 by their `$schema`; anything else as all three together, so that
            /// keywords of later drafts mean nothing.
            case asHelm3
            /// As `$schema` says, also drafts 2019-09 and 2020-12; 2020-12 when it says nothing.
            case declared
        }

        package var reading: Reading
        /// Whether `format` is checked (Helm 3.17 does) or only a remark.
        package var checksFormats: Bool

        package init(reading: Reading = .asHelm3, checksFormats: Bool = true) {
            self.reading = reading
            self.checksFormats = checksFormats
        }
    }

    let resources: SchemaResources
    let root: SchemaNode
    let options: Options

    /// Reads a schema.
    ///
    /// - Throws: `SchemaError` when it is neither an object nor a boolean, or an `$id` in it can't be read.
    package init(_ schema: Value, options: Options = Options()) throws(SchemaError) {
        switch schema {
        case .object, .bool: break
        default: throw SchemaError("schema is invalid: it must be an object or a boolean")
        }
        let draft = SchemaDraft(of: schema, reading: options.reading)
        if options.reading == .declared, let named = schema["$schema"]?.string, SchemaDraft.named(named) == nil {
            throw SchemaError("$schema \(named) leads out of the schema; it names none of the drafts that are known")
        }
        resources = try SchemaResources(schema, draft: draft)
        root = resources.root
        self.options = options
    }

    /// What in `document` doesn't satisfy the schema; empty when all does.
    ///
    /// - Throws: `SchemaError` when the schema itself can't be followed: a reference to nowhere or to another place on
    ///   the network, a pattern that is none, references in a circle.
    package func violations(in document: Value) throws(SchemaError) -> [SchemaViolation] {
        var evaluator = SchemaEvaluator(resources: resources, options: options)
        return try evaluator.evaluate(root, document, at: []).violations
    }
}

/// A schema that can't be used.
package struct SchemaError: Error, Hashable, Sendable {
    package var message: String

    package init(_ message: String) { self.message = message }
}
