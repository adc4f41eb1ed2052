/// Templates that are put together, not mutated: every function with the most extreme arguments, and values that
/// contain themselves.
enum HostileTemplates {
    /// Calls of one or two functions with arguments that are hard to bear.
    static let calls = Subject(name: "call") { numbers in
        var text = ""
        for _ in 0..<Int.random(in: 1...3, using: &numbers) { text += "{{ \(call(&numbers, depth: 0)) }}" }
        return Array(text.utf8)
    } feed: {
        feed($0)
    }

    /// Maps and lists that contain themselves, given to functions that walk through values.
    static let cycles = Subject(name: "cycle") { numbers in
        var text = "{{ $d := dict \"a\" 1 }}{{ $e := dict \"b\" $d }}{{ $l := list 1 \"x\" $d nil }}"
        for _ in 0..<Int.random(in: 1...5, using: &numbers) {
            let value = choose(["$d", "$e", "$l", "(list $d $e)", "(dict \"k\" $d)", "(append $l $e)", "1"], &numbers)
            text += "{{ $_ := set \(choose(["$d", "$e"], &numbers)) \(choose(["\"x\"", "\"a\""], &numbers)) \(value) }}"
        }
        for _ in 0..<Int.random(in: 1...2, using: &numbers) { text += "{{ \(walk(&numbers)) }}" }
        return Array(text.utf8)
    } feed: {
        feed($0)
    }

    /// Patterns for `.Files.Glob` and `.helmignore`, mostly braces and stars.
    static let patterns = Subject(name: "glob") { numbers in
        let pieces = ["{", "}", ",", "*", "**", "?", "[", "]", "!", "-", "\\", "/", "a", "b", "{a,b}", "[a-c]", "f"]
        let count = Int.random(in: 0...(Bool.random(using: &numbers) ? 12 : 400), using: &numbers)
        return (0..<count).flatMap { _ in Array(choose(pieces, &numbers).utf8) }
    } feed: { bytes in
        let quoted = String(decoding: bytes, as: UTF8.self).replacing("\\", with: "\\\\")
        let folder = Scratch.files
        folder.write(bytes + Array("\n".utf8), to: ".helmignore")
        folder.write(Array("{{ .Files.Glob \"\(quoted)\" | len }}".utf8), to: "templates/t.yaml")
        Subject.render(folder.path)
    }

    private static func feed(_ bytes: [UInt8]) {
        Scratch.chart.write(bytes, to: "templates/t.yaml")
        Subject.render(Scratch.chart.path)
    }

    private static func choose(_ from: [String], _ numbers: inout SeededNumbers) -> String {
        from.randomElement(using: &numbers) ?? ""
    }

    // MARK: Calls

    private static func call(_ numbers: inout SeededNumbers, depth: Int) -> String {
        var text = choose(functions, &numbers)
        for _ in 0..<Int.random(in: 0...4, using: &numbers) { text += " " + argument(&numbers, depth: depth) }
        return Int.random(in: 0..<4, using: &numbers) == 0 ? "\(argument(&numbers, depth: depth)) | \(text)" : text
    }

    private static func argument(_ numbers: inout SeededNumbers, depth: Int) -> String {
        depth < 2 && Int.random(in: 0..<5, using: &numbers) == 0
            ? "(\(call(&numbers, depth: depth + 1)))" : choose(arguments, &numbers)
    }

    private static let functions = [
        "abbrev", "abbrevboth", "add", "add1", "add1f", "addf", "adler32sum", "ago", "append", "atoi", "b32dec",
        "b32enc",
        "b64dec", "b64enc", "base", "biggest", "camelcase", "cat", "ceil", "chunk", "clean", "coalesce", "compact",
        "concat", "contains", "date", "dateInZone", "dateModify", "decryptAES", "deepCopy", "deepEqual", "default",
        "dict", "dig", "dir", "div", "divf", "duration", "durationRound", "durationRoundTo", "durationTruncateTo",
        "durationDays", "durationSeconds", "encryptAES", "eq", "ext", "first", "float64", "floor", "fromJson",
        "fromJsonArray", "fromToml", "fromYaml", "fromYamlArray", "ge", "get", "gt", "has", "hasKey", "hasPrefix",
        "htmlDate", "htmlDateInZone", "indent", "index", "initial", "initials", "int", "int64", "join", "js",
        "kebabcase", "keys", "last", "le", "len", "list", "lower", "lt", "max", "maxf", "merge", "mergeOverwrite",
        "min",
        "minf", "mod", "mul", "mulf", "mustDateModify", "mustToDate", "mustToDuration", "nindent", "nospace", "omit",
        "osDir", "pick", "plural", "pluck", "prepend", "print", "printf", "println", "quote", "randAlpha", "randBytes",
        "randInt", "regexFind", "regexFindAll", "regexMatch", "regexReplaceAll", "regexSplit", "repeat", "replace",
        "rest", "reverse", "round", "semver", "semverCompare", "seq", "shuffle", "slice", "snakecase", "sortAlpha",
        "split", "splitList", "splitn", "sub", "subf", "substr", "swapcase", "ternary", "title", "toDate", "toDecimal",
        "toJson", "toPrettyJson", "toString", "toStrings", "toToml", "toYaml", "toYamlPretty", "tpl", "trim", "trimAll",
        "trimPrefix", "trunc", "tuple", "uniq", "unixEpoch", "until", "untilStep", "untitle", "urlJoin", "urlParse",
        "urlquery", "values", "without", "wrap", "wrapWith", "buildCustomCert", "htpasswd \"a:\"",
    ]

    private static let arguments = [
        "0", "1", "-1", "2", "3", "63", "64", "-9223372036854775808", "9223372036854775807", "4611686018427387904",
        "-2147483649", "4294967296", "(int64 \"-9223372036854775808\")", "(int64 \"9223372036854775807\")", "1e308",
        "-1e308", "1e-320", "0.5", "-0.0", "(float64 \"NaN\")", "(float64 \"Inf\")", "(float64 \"-Inf\")", "1i", "nil",
        "true",
        "\"\"", "\"a\"", "\"-9223372036854775808\"", "\"9223372036854775808\"", "\"9223372036854775807ns\"",
        "\"-2562047h47m16.854775808s\"", "\"é日😀\"", "(b64dec \"/w==\")", "\"%*.*d%[9999999999]d%[1]*v\"",
        "\"%9223372036854775807d\"", "\"%.999999s%q%x%U%c%e\"", "\"Europe/Berlin\"",
        "\"2006-01-02T15:04:05.999999999Z07:00\"",
        "\"292277026596-12-04\"", "\"{{ . }}\"", "\"(((((\"", "\"a{1,1000}{1,1000}\"", "\"[[:alpha:]]*\"",
        "\"99999999999999999999.1.1\"", "\"^1.2 || >=99999999999\"", "\"http://[::1]:99999/%zz?#\"", "(list)", "(dict)",
        "(list 1 nil \"a\" (list))", "(dict \"a\" (dict \"b\" nil))", "(until 3)", "(splitList \",\" \"a,b\")",
        "(split \",\" \"a,b\")", "(semver \"1.2.3\")", "now", "(toDate \"2006\" \"0000\")", ".", "$", ".Values",
        ".Files",
        ".Chart", ".Capabilities", ".Capabilities.APIVersions", ".Values.l", ".Values.a.b", ".Values.nope",
    ]

    // MARK: Cycles

    private static func walk(_ numbers: inout SeededNumbers) -> String {
        choose(walks, &numbers).replacing("V", with: choose(["$d", "$e", "$l", "(list $d $d)"], &numbers))
            .replacing("W", with: choose(["$d", "$e", "(dict \"a\" $e)"], &numbers))
    }

    private static let walks = [
        "toYaml V", "toYamlPretty V", "toJson V", "toPrettyJson V", "toRawJson V", "mustToJson V", "toToml V", "V",
        "print V", "printf \"%v\" V", "printf \"%#v\" V", "printf \"%+v\" V", "printf \"%s %q %x %d\" V V V V",
        "quote V",
        "squote V", "cat V V", "toString V", "join \",\" V", "deepCopy V", "merge $d $e W", "merge $e W $d",
        "merge W W",
        "mergeOverwrite $d $e W", "mergeOverwrite $e $d", "mergeOverwrite W W", "deepEqual V W", "deepEqual W V",
        "has W $l", "uniq $l", "without $l W V", "sortAlpha $l", "concat $l $l", "compact $l", "reverse $l",
        "pluck \"a\" W W",
        "omit W \"a\"", "pick W \"x\"", "dig \"x\" \"x\" \"x\" 1 W", "keys W $d", "values W", "html V", "js V",
        "urlquery V",
        "len V", "eq V W", "range $k, $v := V }}{{ $k }}{{ $v }}{{ end", "tpl \"{{ . }}\" V", "urlJoin W",
        "toStrings V", "default V W", "coalesce V W", "first V", "kindOf V", "typeOf V", "sha256sum (toString V)",
        "fromYaml (toYaml V)", "fromJson (toJson V)", "index W \"x\" \"x\" \"x\"", "toYaml (deepCopy V)", "add W",
        "int V",
    ]
}
