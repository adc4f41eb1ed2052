internal import ChartModel
internal import Documents

/// YAML files that hold one object.
enum ValuesFile {
    static let unmarshalling = "error unmarshaling JSON: while decoding JSON: "

    /// The first document of a file.
    ///
    /// - Parameter prefix: goes before Helm's error text.
    static func document(_ bytes: [UInt8], as prefix: String) throws(ChartError) -> Value {
        do throws(DocumentError) {
            return try YAML.read(bytes)
        } catch {
            throw ChartError(.values, "\(prefix)error converting YAML to JSON: \(error.message)", line: error.line)
        }
    }

    /// The values in a file: numbers are doubles, as Helm reads them; an empty file gives an empty object.
    static func read(_ bytes: [UInt8], as prefix: String) throws(ChartError) -> Object {
        switch try document(bytes, as: prefix) {
        case .null: return Object()
        case .object(let object): return Value.object(object).integersAsDoubles().object ?? Object()
        case let other:
            let type = "json: cannot unmarshal \(other.jsonKind) into Go value of type map[string]interface {}"
            throw ChartError(.values, prefix + unmarshalling + type)
        }
    }
}
