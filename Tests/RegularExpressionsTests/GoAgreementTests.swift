import RegularExpressions
import Testing

@Suite struct GoAgreementTests {
    @Test func `The fixtures are there`() {
        #expect(GoCases.matches.count == 700)
        #expect(GoCases.errors.count == 120)
    }

    @Test(arguments: GoCases.matches)
    func `Matching, replacing and splitting agree with Go`(fields: [[UInt8]]) throws {
        let expression = try RegularExpression(bytes: fields[1])
        let text = fields[2]
        let limit = try #require(Int(String(decoding: fields[4], as: UTF8.self)))
        let groups = expression.groupNames.count
        let all = expression.allMatches(in: text, limit: limit).map { shown($0, groups) }.joined(separator: " ")
        let found = shown(expression.firstMatch(in: text), groups) + "|[" + all + "]"
        #expect(found == String(decoding: fields[5], as: UTF8.self))
        #expect(expression.replacingMatches(in: text, with: fields[3]) == fields[6])
        let pieces = expression.split(text, limit: limit)
        #expect(Array((pieces ?? []).joined(separator: [0])) + Array("\(pieces == nil)".utf8) == fields[7])
    }

    @Test(arguments: GoCases.errors)
    func `Errors agree with Go`(fields: [[UInt8]]) {
        do {
            _ = try RegularExpression(bytes: fields[1])
            Issue.record("the pattern was accepted")
        } catch {
            #expect(error.message == String(decoding: fields[2], as: UTF8.self))
        }
    }

    /// As Go prints a list of offsets.
    private func shown(_ match: RegularExpression.Match?, _ groups: Int) -> String {
        guard let match else { return "[]" }
        let offsets = (0..<groups).map { match.group($0).map { "\($0.lowerBound) \($0.upperBound)" } ?? "-1 -1" }
        return "[" + offsets.joined(separator: " ") + "]"
    }
}
