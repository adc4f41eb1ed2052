internal import Documents

/// What a list's objects say, taken from their JSON without building values.
struct RecordScan {
    /// The release's name and the revision, from the object's name.
    var release: String
    var revision: Int
    /// The object's namespace.
    var namespace: String
    private let scanner: JSONScanner
    private let labelsRange: Range<Int>?
    private let payloadRange: Range<Int>?

    /// Reads an object; nil when its name isn't a record's.
    init?(_ bytes: UnsafeRawBufferPointer) throws(RecordError) {
        scanner = JSONScanner(bytes: bytes)
        var (name, space): (Range<Int>?, Range<Int>?)
        var (labels, payload): (Range<Int>?, Range<Int>?)
        let scanner = scanner
        try scanner.forEachMember(in: 0..<bytes.count) { key, range throws(RecordError) in
            if key.matches("metadata") {
                try scanner.forEachMember(in: range) { key, range throws(RecordError) in
                    if key.matches("name") { name = range }
                    if key.matches("namespace") { space = range }
                    if key.matches("labels") { labels = range }
                }
            } else if key.matches("data") {
                try scanner.forEachMember(in: range) { key, range throws(RecordError) in
                    if key.matches("release") { payload = range }
                }
            }
        }
        guard let objectName = name.flatMap({ Self.text($0, scanner) }),
            let parsed = RecordObject.parse(objectName)
        else { return nil }
        (release, revision) = parsed
        namespace = space.flatMap { Self.text($0, scanner) } ?? ""
        (labelsRange, payloadRange) = (labels, payload)
    }

    private static func text(_ range: Range<Int>, _ scanner: JSONScanner) -> String? {
        (try? scanner.value(range))?.string
    }

    /// All labels of the object.
    func labels() -> [String: String] {
        guard let labelsRange, case .object(let labels)? = try? scanner.value(labelsRange) else { return [:] }
        return Dictionary(labels.compactMap { label in label.value.string.map { (label.key, $0) } }) { $1 }
    }

    /// The summary of the record inside.
    func summary(_ driver: StorageDriver) throws(RecordError) -> ReleaseSummary {
        guard let payloadRange, let text = scanner.plainText(payloadRange) else {
            throw RecordError("there is no data.release in base64")
        }
        guard driver == .secret else { return try ReleaseSummary(payload: text) }
        let payload = try ReleaseCodec.decoded(text)
        let result = payload.withUnsafeBytes { bytes -> Result<ReleaseSummary, RecordError> in
            do throws(RecordError) { return .success(try ReleaseSummary(payload: bytes)) } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
