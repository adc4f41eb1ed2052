package import WerfProject

/// The key that secret values are encrypted with.
package struct SecretKey: Sendable {
    /// 16, 24 or 32 bytes.
    let bytes: [UInt8]

    /// The key in hexadecimal, as it is kept.
    ///
    /// - Throws: a `secret` error that doesn't repeat the key.
    package init(_ text: String) throws(ProjectError) {
        let trimmed = Self.trimmed(text)
        guard let bytes = Hexadecimal.bytes(trimmed.utf8) else {
            let what = trimmed.utf8.count % 2 == 1 ? "odd length hex string" : "invalid byte"
            throw ProjectError(.secret, "the encryption key isn't hexadecimal: encoding/hex: \(what)")
        }
        guard [16, 24, 32].contains(bytes.count) else {
            throw ProjectError(
                .secret, "the encryption key has the wrong length: crypto/aes: invalid key size \(bytes.count)")
        }
        self.bytes = bytes
    }

    /// The first key found: `$WERF_SECRET_KEY`, the project's `.werf_secret_key`, the one in the home folder.
    ///
    /// - Parameter flag: `--secret-key`.
    /// - Throws: a `secret` error that names the places when there is none.
    package static func find(
        flag: String?, projectFolder: String, _ variables: [String: String]
    ) throws(ProjectError) -> SecretKey {
        if let key = try search(flag: flag, projectFolder: projectFolder, variables) { return key }
        throw ProjectError(
            .secret,
            "required encryption key not found in: " + places(projectFolder, variables).joined(separator: ", "),
            advice: ["--ignore-secret-key deploys without decrypting."])
    }

    /// The places in which a key is looked for, for people.
    package static func places(_ projectFolder: String, _ variables: [String: String]) -> [String] {
        (["$WERF_SECRET_KEY"] + files(projectFolder, variables)).map { "\"\($0)\"" }
    }

    private static func files(_ projectFolder: String, _ variables: [String: String]) -> [String] {
        let home = variables["WERF_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? (variables["HOME"] ?? "") + "/.werf"
        return [
            ProjectFiles.joined(projectFolder, ".werf_secret_key"), ProjectFiles.joined(home, "global_secret_key"),
        ]
    }

    /// The first key found, as ``find(flag:projectFolder:_:)`` finds it; nil when there is none.
    package static func search(
        flag: String?, projectFolder: String, _ variables: [String: String]
    ) throws(ProjectError) -> SecretKey? {
        for text in [flag, variables["WERF_SECRET_KEY"]].compactMap(\.self) where !trimmed(text).isEmpty {
            return try SecretKey(text)
        }
        for file in files(projectFolder, variables) where ProjectFiles.kind(of: file) == .file {
            let text = String(decoding: try ProjectFiles.read(file), as: UTF8.self)
            if !trimmed(text).isEmpty { return try SecretKey(text) }
        }
        return nil
    }

    private static func trimmed(_ text: String) -> String {
        var bytes = text.utf8.drop { $0 <= 0x20 }
        while let last = bytes.last, last <= 0x20 { bytes = bytes.dropLast() }
        return String(bytes) ?? ""
    }
}

/// Bytes written as two digits each.
enum Hexadecimal {
    static func text(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(2 * bytes.count)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }

    /// nil when a digit isn't one or is missing.
    static func bytes(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2)
        var high: UInt8?
        for sign in text {
            guard let digit = digit(sign) else { return nil }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return bytes
    }

    private static func digit(_ sign: UInt8) -> UInt8? {
        switch sign {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): sign - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): sign - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): sign - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
