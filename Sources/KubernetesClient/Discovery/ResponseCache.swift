/// kubectl's cache of whole answers, `http/` beside the types: what the server marks with an ETag needn't be sent again.
///
/// A file is named by the SHA-256 of the request's URL. It holds the SHA-256 of what follows, and the answer as HTTP/1
/// would send it; the request headers on which the answer depends stand in it as `X-Varied-…`.
struct ResponseCache: Sendable {
    /// An answer that was kept.
    struct Entry: Hashable, Sendable {
        var etag: String
        var contentType: String
        var body: [UInt8]
    }

    private let folder: String?
    private let server: String

    init(_ configuration: ClientConfiguration) {
        folder = configuration.cacheDirectory.map { "\($0)/http" }
        let url = configuration.url
        server = "\(url.scheme)://\(url.namesPort ? url.authority : url.bracketedHost)\(url.basePath)"
    }

    /// What was answered for a path when it was asked for with one of these `Accept`; nil when that can't be asked about
    /// again.
    func entry(_ path: String, accept: [String]) -> Entry? {
        guard let file = file(path), let bytes = try? FileSystem.read(file), bytes.count > 32,
            SHA256.digest(Array(bytes[32...])).elementsEqual(bytes[..<32])
        else { return nil }
        return Entry(answer: bytes[32...], accept: accept)
    }

    /// Keeps an answer that has an ETag.
    func store(_ response: HTTPResponse, _ path: String, accept: String) {
        guard let file = file(path), !response.head.etag.isEmpty, response.head.status == 200 else { return }
        let head = [
            "HTTP/2.0 200 OK", "Content-Length: \(response.body.count)", "Cache-Control: no-cache, private",
            "Content-Type: \(response.head.contentType)", "Etag: \(response.head.etag)", "Vary: Accept",
            "X-Varied-Accept: \(accept)", "", "",
        ]
        let answer = Array(head.joined(separator: "\r\n").utf8) + response.body
        try? FileSystem.replace(file, with: SHA256.digest(answer) + answer, mode: 0o660, folderMode: 0o750)
    }

    /// kubectl asks for types with a timeout in the query, which doesn't change the answer.
    private func file(_ path: String) -> String? {
        let name = SHA256.digest(Array("\(server)\(path)?timeout=32s".utf8))
        let digits = Array("0123456789abcdef".utf8)
        let text = name.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return folder.map { "\($0)/\(String(decoding: text, as: UTF8.self))" }
    }
}

extension ResponseCache.Entry {
    /// Reads an answer as it is kept; nil for one to another request, or without an ETag.
    fileprivate init?(answer: ArraySlice<UInt8>, accept: [String]) {
        guard let end = answer.firstRange(of: "\r\n\r\n".utf8) else { return nil }
        var head = ResponseHead()
        var varied: String?
        for line in answer[..<end.lowerBound].split(separator: UInt8(ascii: "\n")) {
            _ = Array(line).withUnsafeBytes { head.read(line: $0) }
            let text = String(decoding: line, as: UTF8.self).trimmedOfSpace
            if text.lowercased().hasPrefix("x-varied-accept:") {
                varied = String(text.dropFirst("x-varied-accept:".count)).trimmedOfSpace
            }
        }
        guard head.status == 200, !head.etag.isEmpty, HeaderValue.isValid(head.etag),
            varied.map(accept.contains) ?? true
        else { return nil }
        self.init(etag: head.etag, contentType: head.contentType, body: Array(answer[end.upperBound...]))
    }
}
