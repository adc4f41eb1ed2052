/// One call of `printf`: walks over the format and hands the arguments out to its verbs.
struct FormatRun {
    private let format: [UInt8]
    private let arguments: [TemplateValue]
    private var position = 0
    private var argument = 0
    /// The format names an argument by its number: left-over ones aren't reported.
    private var isReordered = false
    private var isGoodIndex = true

    /// Widths and precisions beyond are taken for nonsense.
    private static let maximumNumber = 1_000_000

    init(format: [UInt8], arguments: [TemplateValue]) {
        self.format = format
        self.arguments = arguments
    }

    mutating func run(to output: inout [UInt8]) {
        while position < format.count {
            let end = format[position...].firstIndex(of: UInt8(ascii: "%")) ?? format.count
            output += format[position..<end]
            position = end
            guard position < format.count else { break }
            position += 1
            formatVerb(to: &output)
        }
        if !isReordered, argument < arguments.count { reportExtra(to: &output) }
    }

    private mutating func formatVerb(to output: inout [UInt8]) {
        isGoodIndex = true
        var formatter = GoFormatter()
        readFlags(&formatter)
        var isAfterIndex = readIndex()
        readWidth(&formatter, &isAfterIndex, to: &output)
        readPrecision(&formatter, &isAfterIndex, to: &output)
        if !isAfterIndex { _ = readIndex() }
        guard position < format.count else {
            GoPrinting.append("%!(NOVERB)", to: &output)
            return
        }
        let (verb, count) = UTF8Decoding.scalar(format, at: position)
        position += count
        apply(verb, &formatter, to: &output)
    }

    private mutating func apply(_ verb: UInt32, _ formatter: inout GoFormatter, to output: inout [UInt8]) {
        if verb == UInt32(UInt8(ascii: "%")) {
            output.append(UInt8(ascii: "%"))
        } else if !isGoodIndex {
            report(verb, "(BADINDEX)", to: &output)
        } else if argument >= arguments.count {
            report(verb, "(MISSING)", to: &output)
        } else {
            if verb == Verb.v {
                (formatter.sharpV, formatter.sharp) = (formatter.sharp, false)
                (formatter.plusV, formatter.plus) = (formatter.plus, false)
            }
            formatter.print(arguments[argument], verb: verb, to: &output)
            argument += 1
        }
    }

    private func report(_ verb: UInt32, _ text: StaticString, to output: inout [UInt8]) {
        GoPrinting.append("%!", to: &output)
        UTF8Decoding.append(verb, to: &output)
        GoPrinting.append(text, to: &output)
    }

    private mutating func readFlags(_ formatter: inout GoFormatter) {
        while position < format.count {
            switch format[position] {
            case UInt8(ascii: "#"): formatter.sharp = true
            case UInt8(ascii: "0"): formatter.zero = true
            case UInt8(ascii: "+"): formatter.plus = true
            case UInt8(ascii: "-"): formatter.minus = true
            case UInt8(ascii: " "): formatter.space = true
            default: return
            }
            position += 1
        }
    }

    private mutating func readWidth(
        _ formatter: inout GoFormatter, _ isAfterIndex: inout Bool, to output: inout [UInt8]
    ) {
        if position < format.count, format[position] == UInt8(ascii: "*") {
            position += 1
            isAfterIndex = false
            guard let width = integerArgument() else {
                GoPrinting.append("%!(BADWIDTH)", to: &output)
                return
            }
            formatter.width = abs(width)
            if width < 0 { (formatter.minus, formatter.zero) = (true, false) }
        } else {
            formatter.width = readNumber()
            if isAfterIndex, formatter.width != nil { isGoodIndex = false }
        }
    }

    private mutating func readPrecision(
        _ formatter: inout GoFormatter, _ isAfterIndex: inout Bool, to output: inout [UInt8]
    ) {
        guard position < format.count, format[position] == UInt8(ascii: ".") else { return }
        position += 1
        if isAfterIndex { isGoodIndex = false }
        isAfterIndex = readIndex()
        if position < format.count, format[position] == UInt8(ascii: "*") {
            position += 1
            isAfterIndex = false
            if let precision = integerArgument(), precision >= 0 {
                formatter.precision = precision
            } else {
                GoPrinting.append("%!(BADPREC)", to: &output)
            }
        } else {
            formatter.precision = readNumber() ?? 0
        }
    }

    /// A decimal number, or nil; one that is too large swallows the rest of the format, as in Go.
    private mutating func readNumber() -> Int? {
        var number: Int?
        while position < format.count, CharacterClass.isDigit(format[position]) {
            let value = (number ?? 0) * 10 + Int(format[position] - UInt8(ascii: "0"))
            if value > Self.maximumNumber {
                position = format.count
                return nil
            }
            number = value
            position += 1
        }
        return number
    }

    /// Reads `[n]`; true when the next argument has been chosen.
    private mutating func readIndex() -> Bool {
        guard position < format.count, format[position] == UInt8(ascii: "[") else { return false }
        isReordered = true
        guard format.count - position >= 3,
            let end = format[position...].firstIndex(of: UInt8(ascii: "]"))
        else {
            isGoodIndex = false
            position += 1
            return false
        }
        let digits = format[(position + 1)..<end]
        position = end + 1
        guard !digits.isEmpty, digits.allSatisfy(CharacterClass.isDigit),
            let number = Int(String(decoding: digits, as: UTF8.self))
        else {
            isGoodIndex = false
            return false
        }
        if number >= 1, number <= arguments.count {
            argument = number - 1
        } else {
            isGoodIndex = false
        }
        return true
    }

    private mutating func integerArgument() -> Int? {
        guard argument < arguments.count else { return nil }
        let number: Int? =
            switch arguments[argument] {
            case .int(let int): int
            case .int64(let int): Int(exactly: int)
            case .uint64(let int): Int(exactly: int)
            case .uint8(let int): Int(int)
            case .object(let object): object.integer.flatMap { Int(exactly: $0) }
            default: nil
            }
        argument += 1
        guard let number, number.magnitude <= UInt(Self.maximumNumber) else { return nil }
        return number
    }

    private func reportExtra(to output: inout [UInt8]) {
        GoPrinting.append("%!(EXTRA ", to: &output)
        for (index, value) in arguments[argument...].enumerated() {
            if index > 0 { GoPrinting.append(", ", to: &output) }
            if value.isNull {
                GoPrinting.append("<nil>", to: &output)
                continue
            }
            output += value.goTypeName.utf8
            output.append(UInt8(ascii: "="))
            GoPrinting.append(value, to: &output)
        }
        output.append(UInt8(ascii: ")"))
    }
}
