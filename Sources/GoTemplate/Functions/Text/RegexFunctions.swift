import RegularExpressions
import Synchronization

/// Functions with regular expressions; a `must` twin words a bad expression's error more shortly.
enum RegexFunctions {
    static let functions: [TemplateFunction] =
        [
            TemplateFunction("regexMatch") { (pattern: TemplateString, text: TemplateString) in
                (try? expression(pattern, must: true).matches(text.bytes)) ?? false
            },
            TemplateFunction("mustRegexMatch") { (pattern: TemplateString, text: TemplateString) in
                try expression(pattern, must: true).matches(text.bytes)
            },
            TemplateFunction("regexQuoteMeta") { (text: TemplateString) in
                TemplateString(RegularExpression.quoteMeta(text.bytes))
            },
        ] + [false, true].flatMap(searching)

    private static func searching(must: Bool) -> [TemplateFunction] {
        func name(_ base: String) -> String { must ? "mustRegex\(base)" : "regex\(base)" }
        return [
            TemplateFunction(name("Find")) { (pattern: TemplateString, text: TemplateString) in
                let match = try expression(pattern, must: must).firstMatch(in: text.bytes)
                return TemplateString(match.map { Array(text.bytes[$0.range]) } ?? [])
            },
            TemplateFunction(name("FindAll")) { (pattern: TemplateString, text: TemplateString, limit: Int) in
                let matches = try expression(pattern, must: must).allMatches(in: text.bytes, limit: limit)
                if matches.isEmpty { return TemplateList.nilList(.string) }
                return TemplateList(strings: matches.map { TemplateString(Array(text.bytes[$0.range])) })
            },
            TemplateFunction(name("ReplaceAll")) {
                (pattern: TemplateString, text: TemplateString, template: TemplateString) in
                TemplateString(
                    try expression(pattern, must: must).replacingMatches(in: text.bytes, with: template.bytes))
            },
            TemplateFunction(name("ReplaceAllLiteral")) {
                (pattern: TemplateString, text: TemplateString, replacement: TemplateString) in
                TemplateString(
                    try expression(pattern, must: must)
                        .replacingMatches(in: text.bytes, literally: replacement.bytes))
            },
            TemplateFunction(name("Split")) { (pattern: TemplateString, text: TemplateString, limit: Int) in
                guard let pieces = try expression(pattern, must: must).split(text.bytes, limit: limit) else {
                    return TemplateList.nilList(.string)
                }
                return TemplateList(strings: pieces.map { TemplateString(Array($0)) })
            },
        ]
    }

    /// Compiled expressions; templates use the same few over and over.
    private static let compiled = Mutex<[TemplateString: RegularExpression]>([:])
    private static let maximumCompiled = 256

    private static func expression(_ pattern: TemplateString, must: Bool) throws -> RegularExpression {
        if let known = compiled.withLock({ $0[pattern] }) { return known }
        let expression: RegularExpression
        do throws(RegularExpressionError) {
            expression = try RegularExpression(bytes: pattern.bytes)
        } catch {
            throw FunctionError(must ? error.message : "regexp: Compile(\(quoted(pattern))): \(error.message)")
        }
        compiled.withLock { compiled in
            if compiled.count >= maximumCompiled { compiled.removeAll() }
            compiled[pattern] = expression
        }
        return expression
    }

    /// In backquotes where a raw string can hold it.
    private static func quoted(_ pattern: TemplateString) -> String {
        let scalars = LetterCase.scalars(of: pattern.bytes)
        let canBeRaw = scalars.allSatisfy { scalar in
            scalar == 0x09 || (scalar >= 0x20 && scalar != 0x60 && scalar != 0x7F && scalar != 0xFEFF)
        }
        if canBeRaw, UTF8Decoding.isValid(pattern.bytes) { return "`\(pattern)`" }
        return GoQuoting.quoted(pattern.bytes)
    }
}
