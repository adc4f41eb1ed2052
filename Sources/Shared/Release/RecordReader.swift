internal import ChartModel
internal import Documents
internal import GoTime

/// Takes typed members out of a record, in the manner of Go's reader.
struct RecordReader {
    private let structName: String
    private let members: Object

    init(_ value: Value, _ structName: String) throws(RecordError) {
        guard case .object(let members) = value else {
            throw RecordError("json: cannot unmarshal \(value.jsonKind) into Go value of type release.\(structName)")
        }
        self.structName = structName
        self.members = members
    }

    /// The members as read.
    var all: Object { members }

    /// The member `key` whatever its case; nil when it is missing or null.
    func value(_ key: String) -> Value? {
        let found = members[key] ?? members.last { Record.isSameKey($0.key, key) }?.value
        return found?.isNull == true ? nil : found
    }

    func text(_ key: String) throws(RecordError) -> String {
        guard let value = value(key) else { return "" }
        guard case .string(let text) = value else { throw wrong(value, key, "string") }
        return text
    }

    func integer(_ key: String) throws(RecordError) -> Int {
        guard let value = value(key) else { return 0 }
        guard case .integer(let integer) = value, let number = Int(exactly: integer) else {
            throw wrong(value, key, "int")
        }
        return number
    }

    func texts(_ key: String) throws(RecordError) -> [String] {
        guard let value = value(key) else { return [] }
        guard case .array(let elements) = value else { throw wrong(value, key, "[]string") }
        var texts: [String] = []
        for element in elements {
            switch element {
            case .string(let text): texts.append(text)
            case .null: texts.append("")
            default: throw wrong(element, key, "string")
            }
        }
        return texts
    }

    /// A time; nil for `""`, `null`, a missing member and Go's zero time.
    func time(_ key: String) throws(RecordError) -> GoTime? {
        guard let value = value(key) else { return nil }
        guard case .string(let text) = value else {
            throw RecordError("Time.UnmarshalJSON: input is not a JSON string")
        }
        if text.isEmpty { return nil }
        do {
            let time = try GoTime.parseRFC3339Nano(text)
            return time.isZero ? nil : time
        } catch {
            throw RecordError(error.message)
        }
    }

    func wrong(_ value: Value, _ key: String, _ type: String) -> RecordError {
        RecordError(
            "json: cannot unmarshal \(value.jsonKind) into Go struct field \(structName).\(key) of type \(type)")
    }
}

extension GoTime? {
    /// The text Helm 3 writes; a time that isn't known is empty.
    var recorded: Value { .string(self?.rfc3339Nano ?? "") }
}
