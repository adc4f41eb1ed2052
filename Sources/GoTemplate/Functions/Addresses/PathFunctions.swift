/// Functions on paths with slashes; those of the operating system are the same here.
enum PathFunctions {
    static let functions: [TemplateFunction] = functions(prefix: "") + functions(prefix: "os")

    private static func functions(prefix: String) -> [TemplateFunction] {
        func name(_ base: String) -> String {
            prefix.isEmpty ? base : prefix + base.prefix(1).uppercased() + base.dropFirst()
        }
        return [
            TemplateFunction(name("base")) { (path: TemplateString) in TemplateString(base(path.bytes)) },
            TemplateFunction(name("dir")) { (path: TemplateString) in TemplateString(folder(path.bytes)) },
            TemplateFunction(name("clean")) { (path: TemplateString) in TemplateString(clean(path.bytes)) },
            TemplateFunction(name("ext")) { (path: TemplateString) in TemplateString(fileExtension(path.bytes)) },
            TemplateFunction(name("isAbs")) { (path: TemplateString) in path.bytes.first == slash },
        ]
    }

    private static let slash = UInt8(ascii: "/")
    private static let dot = UInt8(ascii: ".")

    private static func base(_ path: [UInt8]) -> [UInt8] {
        if path.isEmpty { return [dot] }
        let end = (path.lastIndex { $0 != slash } ?? -1) + 1
        if end == 0 { return [slash] }
        let start = (path[..<end].lastIndex(of: slash) ?? -1) + 1
        return Array(path[start..<end])
    }

    private static func folder(_ path: [UInt8]) -> [UInt8] {
        clean(Array(path.prefix((path.lastIndex(of: slash) ?? -1) + 1)))
    }

    private static func fileExtension(_ path: [UInt8]) -> [UInt8] {
        let name = path.suffix(from: (path.lastIndex(of: slash) ?? -1) + 1)
        return name.lastIndex(of: dot).map { Array(path[$0...]) } ?? []
    }

    /// The shortest spelling of a path, without looking at any file.
    private static func clean(_ path: [UInt8]) -> [UInt8] {
        let isRooted = path.first == slash
        var parts: [ArraySlice<UInt8>] = []
        for part in path.split(separator: slash) where !part.elementsEqual(".".utf8) {
            guard part.elementsEqual("..".utf8) else {
                parts.append(part)
                continue
            }
            if let last = parts.last, !last.elementsEqual("..".utf8) {
                parts.removeLast()
            } else if !isRooted {
                parts.append(part)
            }
        }
        let joined = Array(parts.joined(separator: [slash]))
        if isRooted { return [slash] + joined }
        return joined.isEmpty ? [dot] : joined
    }
}
