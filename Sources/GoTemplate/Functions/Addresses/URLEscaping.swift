/// Percent signs in the parts of a URL.
enum URLEscaping {
    enum Part {
        case path, user, host, zone, fragment
    }

    /// The byte is written as `%XX` in that part.
    private static func isEscaped(_ byte: UInt8, in part: Part) -> Bool {
        if CharacterClass.isASCIILetter(byte) || CharacterClass.isDigit(byte) { return false }
        if part == .host || part == .zone, "!$&'()*+,;=:[]<>\"".utf8.contains(byte) { return false }
        if "-_.~".utf8.contains(byte) { return false }
        if "$&+,/:;=?@".utf8.contains(byte) {
            switch part {
            case .path: return byte == UInt8(ascii: "?")
            case .user: return "@/?:".utf8.contains(byte)
            case .fragment: return false
            case .host, .zone: return true
            }
        }
        return !(part == .fragment && "!()*".utf8.contains(byte))
    }

    static func escaped(_ bytes: [UInt8], _ part: Part) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        for byte in bytes {
            if isEscaped(byte, in: part) {
                output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            } else {
                output.append(byte)
            }
        }
        return output
    }

    static func unescaped(_ text: ArraySlice<UInt8>, _ part: Part) throws(GoURL.Problem) -> [UInt8] {
        var output: [UInt8] = []
        var rest = text
        while let byte = rest.first {
            if byte == UInt8(ascii: "%") {
                output.append(try escape(rest.prefix(3), part))
                rest = rest.dropFirst(3)
                continue
            }
            if part == .host || part == .zone, byte < 0x80, isEscaped(byte, in: part) {
                throw GoURL.Problem(message: "invalid character \(GoQuoting.quoted([byte])) in host name")
            }
            output.append(byte)
            rest = rest.dropFirst()
        }
        return output
    }

    private static func escape(_ text: ArraySlice<UInt8>, _ part: Part) throws(GoURL.Problem) -> UInt8 {
        let problem = GoURL.Problem(message: "invalid URL escape \(GoQuoting.quoted(Array(text)))")
        let digits = text.dropFirst().compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard text.count == 3, digits.count == 2 else { throw problem }
        let value = UInt8(digits[0] << 4 | digits[1])
        let isPercent = value == UInt8(ascii: "%")
        // In a host only what isn't ASCII may be escaped; in a zone, what couldn't stand there itself mustn't.
        if part == .host, value < 0x80, !isPercent { throw problem }
        if part == .zone, !isPercent, value != 0x20, isEscaped(value, in: .host) { throw problem }
        return value
    }
}
