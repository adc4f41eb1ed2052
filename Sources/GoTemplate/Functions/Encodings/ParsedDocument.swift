import Documents

/// What Helm's `from…` functions make of a document: a map or a list, also of an error.
enum ParsedDocument {
    /// As deep as Go allows; templates run on a stack that bears it.
    static let maximumDepth = 10_000

    /// The document as a map; an error is the value of `Error`, and of null `null` is made.
    static func map(
        _ prefix: String = "", null: TemplateMap = TemplateMap(), _ read: () throws -> Value
    ) -> TemplateMap {
        do {
            switch try read().integersAsDoubles() {
            case .object(let object): return TemplateMap(object)
            case .null: return null
            case let other: throw DocumentError(mismatch(other, "map[string]interface {}", prefix))
            }
        } catch {
            return TemplateMap([("Error", .text(message(error)))])
        }
    }

    /// The document as a list; an error is its only element, and of null `null` is made.
    static func list(
        _ prefix: String = "", null: TemplateList = .nilList(), _ read: () throws -> Value
    ) -> TemplateList {
        do {
            switch try read().integersAsDoubles() {
            case .array(let array): return TemplateList(array.map { TemplateValue($0) })
            case .null: return null
            case let other: throw DocumentError(mismatch(other, "[]interface {}", prefix))
            }
        } catch {
            return TemplateList([.text(message(error))])
        }
    }

    private static func message(_ error: any Error) -> String {
        (error as? DocumentError)?.message ?? "\(error)"
    }

    private static func mismatch(_ value: Value, _ typeName: String, _ prefix: String) -> String {
        let kind =
            switch value {
            case .null: "null"
            case .bool: "bool"
            case .integer, .double: "number"
            case .string: "string"
            case .array: "array"
            case .object: "object"
            }
        return "\(prefix)json: cannot unmarshal \(kind) into Go value of type \(typeName)"
    }
}
