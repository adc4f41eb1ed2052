import GoTime

/// Writes TOML as the library in Helm does: plain values before tables, tables indented by two spaces a level.
struct TOMLWriter {
    /// Large and small doubles are written with exponents, as Helm 4 does.
    let hasExponents: Bool
    private(set) var output: [UInt8] = []

    init(hasExponents: Bool) {
        self.hasExponents = hasExponents
    }

    private static let maximumDepth = 1_000

    /// A map as a document; anything but a list of maps as a value alone.
    mutating func append(_ value: TemplateValue) throws {
        if isTableList(value) { throw FunctionError("toml: top-level values must be Go maps or structs") }
        guard let map = table(value) else { return try appendElement(value, depth: 0) }
        try appendMembers(of: map, under: [])
    }

    // MARK: Tables

    private func table(_ value: TemplateValue) -> TemplateMap? {
        if case .object(let object) = value, object.printedText == nil {
            return TemplateMap(object.fields.map { ($0.name.string, $0.value) })
        }
        return value.map
    }

    /// A list of nothing but maps, and at least one.
    private func isTableList(_ value: TemplateValue) -> Bool {
        guard let list = value.list, !list.isEmpty else { return false }
        return list.elements.allSatisfy { table($0) != nil }
    }

    private mutating func appendMembers(of map: TemplateMap, under path: [[UInt8]]) throws {
        guard path.count < Self.maximumDepth else { throw FunctionError("toml: the value contains itself") }
        var tables: [TemplateMap.Entry] = []
        for entry in map.entries where !entry.value.isNull {
            if table(entry.value) != nil || isTableList(entry.value) {
                tables.append(entry)
            } else {
                appendIndent(path.count)
                appendKey(entry.key.bytes)
                output += " = ".utf8
                try appendElement(entry.value, depth: path.count)
                output.append(0x0A)
            }
        }
        for entry in tables { try appendTable(entry.value, at: path + [entry.key.bytes]) }
    }

    private mutating func appendTable(_ value: TemplateValue, at path: [[UInt8]]) throws {
        if let map = table(value) {
            if map.isNil { return }
            if path.count == 1 { separate() }
            appendHeader(path, "[", "]")
            return try appendMembers(of: map, under: path)
        }
        for element in value.list?.elements ?? [] {
            guard let map = table(element) else { continue }
            separate()
            appendHeader(path, "[[", "]]")
            try appendMembers(of: map, under: path)
        }
    }

    /// An empty line, unless nothing has been written yet.
    private mutating func separate() {
        if !output.isEmpty { output.append(0x0A) }
    }

    private mutating func appendHeader(_ path: [[UInt8]], _ open: StaticString, _ close: StaticString) {
        appendIndent(path.count - 1)
        GoPrinting.append(open, to: &output)
        for (index, key) in path.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ".")) }
            appendKey(key)
        }
        GoPrinting.append(close, to: &output)
        output.append(0x0A)
    }

    private mutating func appendIndent(_ depth: Int) {
        for _ in 0..<(2 * depth) { output.append(0x20) }
    }

    private mutating func appendKey(_ key: [UInt8]) {
        let isBare = key.allSatisfy {
            CharacterClass.isASCIILetter($0) || CharacterClass.isDigit($0) || $0 == 0x5F || $0 == 0x2D
        }
        if isBare, !key.isEmpty { output += key } else { appendString(key) }
    }

    // MARK: Values

    private mutating func appendElement(_ value: TemplateValue, depth: Int) throws {
        guard depth < Self.maximumDepth else { throw FunctionError("toml: the value contains itself") }
        switch value {
        case .null: throw FunctionError("toml: cannot encode array with nil element")
        case .string(let string): appendString(string.bytes)
        case .double(let double): appendDouble(double)
        case .object(let object as TimeObject): appendTime(object.time)
        case .object(let object) where object.printedText != nil:
            appendString(object.printedText?.bytes ?? [])
        case .bool, .int, .int64, .uint64, .uint8: GoPrinting.append(value, to: &output)
        case .complex: throw FunctionError("toml: unsupported type: complex128")
        default:
            if let list = value.list { return try appendList(list, depth: depth) }
            try appendInline(table(value) ?? TemplateMap(), depth: depth)
        }
    }

    private mutating func appendTime(_ time: GoTime) {
        let local = TOMLReader.localTimes.first { $0.zone == time.zoneName }
        output += (local.map { time.format($0.layout) } ?? time.rfc3339Nano).utf8
    }

    private mutating func appendList(_ list: TemplateList, depth: Int) throws {
        output.append(UInt8(ascii: "["))
        for (index, element) in list.elements.enumerated() {
            if index > 0 { output += ", ".utf8 }
            try appendElement(element, depth: depth + 1)
        }
        output.append(UInt8(ascii: "]"))
    }

    private mutating func appendInline(_ map: TemplateMap, depth: Int) throws {
        output.append(UInt8(ascii: "{"))
        var isFirst = true
        for entry in map.entries where !entry.value.isNull {
            if !isFirst { output += ", ".utf8 }
            isFirst = false
            appendKey(entry.key.bytes)
            output += " = ".utf8
            try appendElement(entry.value, depth: depth + 1)
        }
        output.append(UInt8(ascii: "}"))
    }

    private mutating func appendDouble(_ double: Double) {
        if !double.isFinite {
            output += (double.isNaN ? "nan" : double < 0 ? "-inf" : "inf").utf8
            return
        }
        let digits = hasExponents ? GoFloat.shortest(double) : GoFloat.plain(double)
        output += digits
        let isWhole = !digits.contains(UInt8(ascii: ".")) && !digits.contains(UInt8(ascii: "e"))
        if isWhole { output += ".0".utf8 }
    }

    private mutating func appendString(_ bytes: [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        output.append(UInt8(ascii: "\""))
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
            case 0x08: output += "\\b".utf8
            case 0x09: output += "\\t".utf8
            case 0x0A: output += "\\n".utf8
            case 0x0C: output += "\\f".utf8
            case 0x0D: output += "\\r".utf8
            case 0..<0x20, 0x7F: output += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
