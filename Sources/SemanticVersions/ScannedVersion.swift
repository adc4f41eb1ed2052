/// The parts of a text that has the form of a version; numbers may be wildcards.
struct ScannedVersion {
    /// One to three numbers or wildcards.
    var numbers: [String]
    /// Behind the hyphen; empty if there is none.
    var prerelease = ""
    /// Behind the plus sign; empty if there is none.
    var metadata = ""

    /// Scans a text that is a version from its first to its last byte.
    init?(whole bytes: [UInt8], wildcards: Bool) {
        guard let (scanned, end) = Self.scan(bytes, at: 0, wildcards: wildcards), end == bytes.count else {
            return nil
        }
        self = scanned
    }

    private init(numbers: [String]) {
        self.numbers = numbers
    }

    /// The version that starts at `start`, as far as it goes, and where it ends.
    static func scan(_ bytes: [UInt8], at start: Int, wildcards: Bool) -> (version: ScannedVersion, end: Int)? {
        var scanner = Scanner(bytes: bytes, position: start)
        if scanner.peek == UInt8(ascii: "v") { scanner.position += 1 }
        guard let first = scanner.number(wildcards: wildcards) else { return nil }
        var version = ScannedVersion(numbers: [first])
        while version.numbers.count < 3, let next = scanner.part(after: ".", { $0.number(wildcards: wildcards) }) {
            version.numbers.append(next)
        }
        version.prerelease = scanner.part(after: "-", { $0.identifiers() }) ?? ""
        version.metadata = scanner.part(after: "+", { $0.identifiers() }) ?? ""
        return (version, scanner.position)
    }

    private struct Scanner {
        let bytes: [UInt8]
        var position: Int

        var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

        /// What `read` finds behind a separator; nothing is consumed when there is no such thing.
        mutating func part(after separator: Unicode.Scalar, _ read: (inout Scanner) -> String?) -> String? {
            guard let byte = peek, UInt32(byte) == separator.value else { return nil }
            var ahead = self
            ahead.position += 1
            guard let part = read(&ahead) else { return nil }
            self = ahead
            return part
        }

        mutating func number(wildcards: Bool) -> String? {
            take { $0.isDigit || (wildcards && "xX*|".utf8.contains($0)) }
        }

        /// Identifiers with dots between them.
        mutating func identifiers() -> String? {
            guard var text = take(\.isIdentifier) else { return nil }
            while let next = part(after: ".", { $0.take(\.isIdentifier) }) { text += "." + next }
            return text
        }

        private mutating func take(_ isIncluded: (UInt8) -> Bool) -> String? {
            let run = bytes[position...].prefix(while: isIncluded)
            guard !run.isEmpty else { return nil }
            position += run.count
            return String(decoding: run, as: UTF8.self)
        }
    }
}

extension UInt8 {
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }

    /// A letter, a digit or a hyphen.
    var isIdentifier: Bool {
        isDigit || self == UInt8(ascii: "-") || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
    }

    /// White space as a regular expression's `\s` has it.
    var isSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0C || self == 0x0D }
}
