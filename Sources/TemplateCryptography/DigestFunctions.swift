import Crypto
import GoTemplate

/// Digests as hexadecimal text.
enum DigestFunctions {
    static let functions: [TemplateFunction] = [
        TemplateFunction("sha1sum") { (text: TemplateString) in hexadecimal(Insecure.SHA1.hash(data: text.bytes)) },
        TemplateFunction("sha256sum") { (text: TemplateString) in hexadecimal(SHA256.hash(data: text.bytes)) },
        TemplateFunction("sha512sum") { (text: TemplateString) in hexadecimal(SHA512.hash(data: text.bytes)) },
        TemplateFunction("adler32sum") { (text: TemplateString) in String(adler32(text.bytes)) },
    ]

    private static func hexadecimal(_ digest: some Sequence<UInt8>) -> TemplateString {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(128)
        for byte in digest {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return TemplateString(text)
    }

    private static func adler32(_ bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = 1
        var sumOfSums: UInt32 = 0
        for byte in bytes {
            sum = (sum + UInt32(byte)) % 65_521
            sumOfSums = (sumOfSums + sum) % 65_521
        }
        return sumOfSums << 16 | sum
    }
}
