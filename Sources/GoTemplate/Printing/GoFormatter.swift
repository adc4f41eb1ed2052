/// One verb of a format with its flags, applied to values.
struct GoFormatter {
    var plus = false
    var minus = false
    var sharp = false
    var space = false
    var zero = false
    /// The verb is `%+v`.
    var plusV = false
    /// The verb is `%#v`.
    var sharpV = false
    var width: Int?
    var precision: Int?
    /// A wrong verb is being reported: methods are no longer called.
    private var isReporting = false
    /// Only a map that contains itself was so deep; nothing more is printed.
    private var isTooDeep = false
    private let stack = StackLimit.current()
    private var path = PathWatch()
    /// Lists and maps nested deeper are cut off.
    private static let maximumDepth = 10_000

    /// Prints `value`, also nested in others, by `verb`.
    mutating func print(_ value: TemplateValue, verb: UInt32, depth: Int = 0, to output: inout [UInt8]) {
        if isTooDeep { return }
        if depth > Self.maximumDepth || depth > 0 && stack.isNearlyExhausted {
            isTooDeep = true
            return
        }
        switch verb {
        case Verb.T where depth == 0:
            formatString(Array(value.goTypeName.utf8), verb: Verb.s, of: value, to: &output)
            return
        case Verb.p where depth == 0:
            reportBadVerb(verb, value, to: &output)
            return
        default: break
        }
        switch value {
        case .null: printNil(verb, depth: depth, to: &output)
        case .bool(let bool): printBool(bool, verb, to: &output)
        case .int(let int): formatInteger(Int64(int), verb: verb, of: value, to: &output)
        case .int64(let int): formatInteger(int, verb: verb, of: value, to: &output)
        case .uint64(let int):
            formatInteger(magnitude: int, isNegative: false, isSigned: false, verb: verb, of: value, to: &output)
        case .uint8(let int):
            formatInteger(
                magnitude: UInt64(int), isNegative: false, isSigned: false, verb: verb, of: value, to: &output)
        case .double(let double): formatDouble(double, verb: verb, of: value, to: &output)
        case .string(let string): formatString(string.bytes, verb: verb, of: value, to: &output)
        case .bytes(let bytes): formatBytes(bytes, verb: verb, of: value, to: &output)
        case .list(let list): printList(list, typeName: list.goTypeName, verb, depth, to: &output)
        case .map(let map):
            isTooDeep = !path.enter(map, depth: depth)
            if isTooDeep { return }
            printMap(map, typeName: map.goTypeName, verb, depth, to: &output)
            path.leave(map, depth: depth)
        case .named(let named): printNamed(named, verb, depth, to: &output)
        case .object(let object): printObject(object, value, verb, depth, to: &output)
        case .complex(let real, let imaginary): printComplex(real, imaginary, value, verb, to: &output)
        }
    }

    private mutating func printNil(_ verb: UInt32, depth: Int, to output: inout [UInt8]) {
        if depth > 0 {
            GoPrinting.append(sharpV ? "interface {}(nil)" : "<nil>", to: &output)
        } else if verb == Verb.v {
            pad(Array("<nil>".utf8), to: &output)
        } else {
            reportBadVerb(verb, .null, to: &output)
        }
    }

    private mutating func printBool(_ bool: Bool, _ verb: UInt32, to output: inout [UInt8]) {
        guard verb == Verb.t || verb == Verb.v else {
            reportBadVerb(verb, .bool(bool), to: &output)
            return
        }
        pad(Array((bool ? "true" : "false").utf8), to: &output)
    }

    private mutating func printComplex(
        _ real: Double, _ imaginary: Double, _ value: TemplateValue, _ verb: UInt32, to output: inout [UInt8]
    ) {
        guard Verb.ofFloats.contains(verb) else {
            reportBadVerb(verb, value, to: &output)
            return
        }
        let hadPlus = plus
        output.append(UInt8(ascii: "("))
        formatDouble(real, verb: verb, of: value, to: &output)
        plus = true
        formatDouble(imaginary, verb: verb, of: value, to: &output)
        GoPrinting.append("i)", to: &output)
        plus = hadPlus
    }

    // MARK: Collections

    private mutating func printNamed(
        _ named: NamedValue, _ verb: UInt32, _ depth: Int, to output: inout [UInt8]
    ) {
        if let map = named.map {
            printMap(map, typeName: named.goTypeName, verb, depth, to: &output)
        } else {
            printList(named.list ?? TemplateList([]), typeName: named.goTypeName, verb, depth, to: &output)
        }
    }

    private mutating func printList(
        _ list: TemplateList, typeName: String, _ verb: UInt32, _ depth: Int, to output: inout [UInt8]
    ) {
        if sharpV {
            output += typeName.utf8
            if list.isNil {
                GoPrinting.append("(nil)", to: &output)
                return
            }
        }
        output.append(UInt8(ascii: sharpV ? "{" : "["))
        for (index, element) in list.elements.enumerated() {
            if index > 0 { appendSeparator(to: &output) }
            print(element, verb: verb, depth: depth + 1, to: &output)
        }
        output.append(UInt8(ascii: sharpV ? "}" : "]"))
    }

    private mutating func printMap(
        _ map: TemplateMap, typeName: String, _ verb: UInt32, _ depth: Int, to output: inout [UInt8]
    ) {
        if sharpV {
            output += typeName.utf8
            if map.isNil {
                GoPrinting.append("(nil)", to: &output)
                return
            }
            output.append(UInt8(ascii: "{"))
        } else {
            GoPrinting.append("map[", to: &output)
        }
        for (index, entry) in map.entries.enumerated() {
            if index > 0 { appendSeparator(to: &output) }
            print(.string(entry.key.string), verb: verb, depth: depth + 1, to: &output)
            output.append(UInt8(ascii: ":"))
            print(entry.value, verb: verb, depth: depth + 1, to: &output)
        }
        output.append(UInt8(ascii: sharpV ? "}" : "]"))
    }

    private func appendSeparator(to output: inout [UInt8]) {
        if sharpV { output.append(UInt8(ascii: ",")) }
        output.append(UInt8(ascii: " "))
    }

    private mutating func printObject(
        _ object: any TemplateObject, _ value: TemplateValue, _ verb: UInt32, _ depth: Int, to output: inout [UInt8]
    ) {
        if !isReporting, !sharpV, Verb.ofText.contains(verb), let text = object.printedText {
            formatString(text.bytes, verb: verb, of: value, to: &output)
            return
        }
        if let integer = object.integer {
            formatInteger(integer, verb: verb, of: value, to: &output)
            return
        }
        if object.goKind == .pointer, depth == 0 { output.append(UInt8(ascii: "&")) }
        if sharpV { output += object.goTypeName.utf8.drop { $0 == UInt8(ascii: "*") } }
        output.append(UInt8(ascii: "{"))
        for (index, field) in object.fields.enumerated() {
            if index > 0 { appendSeparator(to: &output) }
            if plusV || sharpV { output += field.name.bytes + [UInt8(ascii: ":")] }
            print(field.value, verb: verb, depth: depth + 1, to: &output)
        }
        output.append(UInt8(ascii: "}"))
    }

    // MARK: Wrong verbs and padding

    /// Appends a report such as `%!d(string=abc)`.
    mutating func reportBadVerb(_ verb: UInt32, _ value: TemplateValue, to output: inout [UInt8]) {
        let wasReporting = isReporting
        isReporting = true
        GoPrinting.append("%!", to: &output)
        UTF8Decoding.append(verb, to: &output)
        output.append(UInt8(ascii: "("))
        if value.isNull {
            GoPrinting.append("<nil>", to: &output)
        } else {
            output += value.goTypeName.utf8
            output.append(UInt8(ascii: "="))
            print(value, verb: Verb.v, to: &output)
        }
        output.append(UInt8(ascii: ")"))
        isReporting = wasReporting
    }

    /// Appends `text` filled up to the width.
    func pad(_ text: [UInt8], zero: Bool? = nil, to output: inout [UInt8]) {
        guard let width, width > 0 else {
            output += text
            return
        }
        let missing = width - UTF8Decoding.count(text)
        if minus {
            output += text
            appendPadding(missing, zero: false, to: &output)
        } else {
            appendPadding(missing, zero: zero ?? self.zero, to: &output)
            output += text
        }
    }

    func appendPadding(_ count: Int, zero: Bool, to output: inout [UInt8]) {
        guard count > 0 else { return }
        output.append(contentsOf: repeatElement(UInt8(ascii: zero && !minus ? "0" : " "), count: count))
    }
}

/// The letters of verbs.
enum Verb {
    static let s = UInt32(UInt8(ascii: "s"))
    static let v = UInt32(UInt8(ascii: "v"))
    static let t = UInt32(UInt8(ascii: "t"))
    static let T = UInt32(UInt8(ascii: "T"))
    static let p = UInt32(UInt8(ascii: "p"))
    static let q = UInt32(UInt8(ascii: "q"))
    static let x = UInt32(UInt8(ascii: "x"))
    static let X = UInt32(UInt8(ascii: "X"))
    static let d = UInt32(UInt8(ascii: "d"))
    static let ofFloats = Set("vbgGxXfFeE".unicodeScalars.map(\.value))
    /// The verbs that use a type's own text.
    static let ofText = Set("vsxXq".unicodeScalars.map(\.value))
}
