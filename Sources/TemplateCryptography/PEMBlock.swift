import Documents
import FoundationEssentials

/// One block of a PEM text.
struct PEMBlock {
    /// What stands behind `BEGIN`: `CERTIFICATE`, `RSA PRIVATE KEY`.
    var type: String
    var contents: [UInt8]

    init(type: String, contents: [UInt8]) {
        self.type = type
        self.contents = contents
    }

    /// The first block of a text, or nil if there is none.
    init?(firstIn text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.trimmingSpaces }
        for (index, line) in lines.enumerated() where line.hasPrefix("-----BEGIN ") && line.hasSuffix("-----") {
            let type = line.dropFirst(11).dropLast(5)
            let rest = lines[(index + 1)...]
            guard let end = rest.firstIndex(of: "-----END \(type)-----") else { continue }
            // Headers end with an empty line; base64 has no colon.
            let body = rest[..<end].filter { !$0.contains(":") }.joined()
            guard let contents = try? Base64.decode(Array(body.utf8)) else { continue }
            self.init(type: String(type), contents: contents)
            return
        }
        return nil
    }

    /// The block with lines of 64 characters and a newline at the end.
    var text: String {
        let base64 = Array(Data(contents).base64EncodedString().utf8)
        var text = "-----BEGIN \(type)-----\n"
        for start in stride(from: 0, to: base64.count, by: 64) {
            text += String(decoding: base64[start..<min(start + 64, base64.count)], as: UTF8.self) + "\n"
        }
        return text + "-----END \(type)-----\n"
    }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring {
        var text = self
        while let last = text.utf8.last, last == 0x20 || last == 0x09 || last == 0x0D { text.removeLast() }
        return text
    }
}
