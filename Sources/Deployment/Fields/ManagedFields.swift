package import Documents

/// Who owns which fields of a live object: its `metadata.managedFields`.
package struct ManagedFields: Hashable, Sendable {
    /// One manager's fields.
    package struct Entry: Hashable, Sendable {
        /// The entry as the server wrote it.
        package private(set) var written: Object

        init?(_ value: Value) {
            guard let written = value.object else { return nil }
            self.written = written
        }

        /// The entry of an applying manager.
        init(applying manager: String, apiVersion: String, fields: FieldSet) {
            written = Object()
            written["manager"] = .string(manager)
            written["operation"] = "Apply"
            written["apiVersion"] = .string(apiVersion)
            written["fieldsType"] = "FieldsV1"
            written["fieldsV1"] = .object(fields.root)
        }

        package var manager: String { written["manager"]?.string ?? "" }
        package var apiVersion: String { written["apiVersion"]?.string ?? "" }

        /// The manager owns its fields by server-side apply.
        package var isApply: Bool { written["operation"]?.string == "Apply" }

        /// The fields were written through a subresource (`status`, `scale`) and follow its rules.
        package var isOfSubresource: Bool { !(written["subresource"]?.string ?? "").isEmpty }

        package var fields: FieldSet {
            get { FieldSet(written["fieldsV1"]?.object ?? Object()) }
            set { written["fieldsV1"] = .object(newValue.root) }
        }

        /// The entry without the moment it was last changed at.
        var timeless: Object {
            var object = written
            object["time"] = nil
            return object
        }
    }

    package var entries: [Entry]

    /// The managed fields of `object`; none when it carries none.
    package init(of object: Value) {
        let list = object[path: ["metadata", "managedFields"]]?.array ?? []
        entries = list.compactMap(Entry.init)
    }

    /// The fields that `manager` applied; nil when it has applied nothing yet.
    package func applied(by manager: String) -> Entry? {
        entries.first { $0.isApply && $0.manager == manager && !$0.isOfSubresource }
    }

    /// The entries as `metadata.managedFields` takes them.
    package var value: Value { .array(entries.map { .object($0.written) }) }
}
