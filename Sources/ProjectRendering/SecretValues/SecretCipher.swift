internal import CryptoExtras
internal import FoundationEssentials
package import WerfProject

/// Werf's encryption of values and files: AES in CBC mode, hexadecimal, the start vector before the text.
package struct SecretCipher: Sendable {
    private let key: SecretKey

    package init(_ key: SecretKey) { self.key = key }

    /// Two bytes that tell the size of the start vector, then the vector.
    private static let headerSize = 18
    private static let blockSize = 16

    /// The bytes encrypted, with a start vector of their own; an empty text stays empty.
    package func encrypted(_ bytes: [UInt8]) throws(ProjectError) -> [UInt8] {
        try encrypted(bytes, start: (0..<Self.blockSize).map { _ in UInt8.random(in: 0...255) })
    }

    func encrypted(_ bytes: [UInt8], start: [UInt8]) throws(ProjectError) -> [UInt8] {
        if bytes.isEmpty { return [] }
        do {
            let vector = try AES._CBC.IV(ivBytes: start)
            let data = try AES._CBC.encrypt(bytes, using: .init(data: key.bytes), iv: vector)
            return Hexadecimal.text([UInt8(Self.blockSize), 0] + start + Array(data))
        } catch {
            throw ProjectError(.secret, "encryption failed: \(error)")
        }
    }

    /// What was encrypted; an empty text is empty.
    ///
    /// - Throws: a `secret` error that repeats nothing of the text, which may not be encrypted at all.
    package func decrypted(_ text: some Collection<UInt8>) throws(ProjectError) -> [UInt8] {
        if text.isEmpty { return [] }
        guard let bytes = Hexadecimal.bytes(text) else {
            throw Self.notEncrypted(
                text.count.isMultiple(of: 2) ? "encoding/hex: invalid byte" : "encoding/hex: odd length hex string")
        }
        guard bytes.count >= Self.headerSize + Self.blockSize else {
            throw Self.notEncrypted("minimum required data length: '68'")
        }
        let data = bytes.dropFirst(Self.headerSize)
        guard data.count.isMultiple(of: Self.blockSize) else {
            throw Self.wrongKey("data isn't a multiple of the block size")
        }
        let padded: [UInt8]
        do {
            let start = try AES._CBC.IV(ivBytes: bytes[2..<Self.headerSize])
            padded = Array(
                try AES._CBC.decrypt(data, using: .init(data: key.bytes), iv: start, noPadding: true))
        } catch {
            throw Self.wrongKey("\(error)")
        }
        return try Self.unpadded(padded)
    }

    /// A wrong key gives bytes that almost never end as a padding does.
    private static func unpadded(_ bytes: [UInt8]) throws(ProjectError) -> [UInt8] {
        guard let size = bytes.last, size >= 1, Int(size) <= blockSize,
            bytes.suffix(Int(size)).allSatisfy({ $0 == size })
        else { throw wrongKey("inconsistent data, unpad failed") }
        return Array(bytes.dropLast(Int(size)))
    }

    private static func wrongKey(_ reason: String) -> ProjectError {
        ProjectError(.secret, "decryption failed: check encryption key and data: \(reason)")
    }

    private static func notEncrypted(_ reason: String) -> ProjectError {
        ProjectError(.secret, "decryption failed: check data: it isn't encrypted: \(reason)")
    }
}
