internal import Documents
internal import GoTime

/// The annotations of one object, read as values of the types they have.
struct AnnotationValues {
    private(set) var all: [String: String]

    init(_ annotations: Value?) {
        let members = annotations?.object ?? Object()
        all = Dictionary(members.compactMap { member in member.value.string.map { (member.key, Self.trimmed($0)) } }) {
            $1
        }
    }

    subscript(key: String) -> String? { all[key] }

    /// Leaves an annotation out; false when there is none of this key.
    mutating func remove(_ key: String) -> Bool { all.removeValue(forKey: key) != nil }

    func integer(_ key: String) throws(AnnotationError) -> Int? {
        guard let text = all[key] else { return nil }
        guard !text.isEmpty else { throw .expected("non-empty integer value", key, text) }
        guard let number = Int(text) else { throw .expected("integer value", key, text) }
        return number
    }

    func count(_ key: String) throws(AnnotationError) -> Int? {
        guard let number = try integer(key) else { return nil }
        guard number >= 0 else { throw .expected("non-negative integer value", key, String(number)) }
        return number
    }

    /// Go's `strconv.ParseBool`.
    func bool(_ key: String) throws(AnnotationError) -> Bool? {
        guard let text = all[key] else { return nil }
        switch text {
        case "1", "t", "T", "true", "TRUE", "True": return true
        case "0", "f", "F", "false", "FALSE", "False": return false
        case "": throw .expected("non-empty boolean value", key, text)
        default: throw .expected("boolean value", key, text)
        }
    }

    func duration(_ key: String) throws(AnnotationError) -> GoDuration? {
        guard let text = all[key] else { return nil }
        guard !text.isEmpty else { throw .expected("non-empty duration value", key, text) }
        guard let duration = try? GoDuration(parsing: text) else { throw .expected("valid duration", key, text) }
        guard duration.nanoseconds >= 0 else { throw .expected("non-negative duration value", key, text) }
        return duration
    }

    /// One of a few words.
    func word(_ key: String, _ allowed: [String]) throws(AnnotationError) -> String? {
        guard let text = all[key] else { return nil }
        guard allowed.contains(text) else {
            throw AnnotationError(
                key: key, message: "invalid unknown value \"\(text)\" for annotation \"\(key)\"",
                suggestion: EditDistance.nearest(to: text, among: allowed) ?? allowed.joined(separator: "\", \""))
        }
        return text
    }

    /// Words between commas, each of them not empty.
    func list(_ key: String) throws(AnnotationError) -> [String]? {
        guard let text = all[key] else { return nil }
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Self.trimmed(String($0)) }
        guard !text.isEmpty, !parts.contains("") else {
            throw AnnotationError(
                key: key,
                message: text.isEmpty
                    ? "invalid value \"\" for annotation \"\(key)\", expected non-empty value"
                    : "invalid value \"\(text)\" for annotation \"\(key)\", one of the comma-separated values is empty")
        }
        return parts
    }

    /// Words between commas, all of them allowed.
    func words(_ key: String, _ allowed: [String]) throws(AnnotationError) -> [String]? {
        guard let words = try list(key) else { return nil }
        for word in words where !allowed.contains(word) {
            throw AnnotationError(
                key: key, message: "value \"\(all[key] ?? "")\" for annotation \"\(key)\" is not supported",
                suggestion: EditDistance.nearest(to: word, among: allowed) ?? allowed.joined(separator: "\", \""))
        }
        return words
    }

    static func trimmed(_ text: String) -> String {
        let bytes = text.utf8.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let rest = bytes.reversed().drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
        return String(decoding: rest.reversed(), as: UTF8.self)
    }
}
