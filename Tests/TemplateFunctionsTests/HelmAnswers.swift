import FoundationEssentials
import Testing

/// What Helm 3.17.3 answered to expressions that were put together at random, a few of each function.
///
/// A line of `Fixtures/helm-answers.tsv` has the function, the expression, `=` or `E`, and the text or the error; what
/// isn't printable ASCII is written as `%XX`.
enum HelmAnswers {
    struct Answer: Sendable, CustomTestStringConvertible {
        var expression: String
        var isError: Bool
        var text: [UInt8]

        var testDescription: String { expression }
    }

    static let byFunction: [(function: String, answers: [Answer])] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let data = (try? Data(contentsOf: folder.appending(path: "Fixtures/helm-answers.tsv"))) ?? Data()
        var groups: [(function: String, answers: [Answer])] = []
        for line in data.split(separator: 0x0A) {
            let fields = line.split(separator: 0x09, omittingEmptySubsequences: false).map { decoded($0) }
            guard fields.count == 4 else { continue }
            let answer = Answer(
                expression: String(decoding: fields[1], as: UTF8.self), isError: fields[2] == [UInt8(ascii: "E")],
                text: fields[3])
            let function = String(decoding: fields[0], as: UTF8.self)
            if groups.last?.function == function {
                groups[groups.count - 1].answers.append(answer)
            } else {
                groups.append((function, [answer]))
            }
        }
        return groups
    }()

    private static func decoded(_ field: Data) -> [UInt8] {
        var result: [UInt8] = []
        var rest = Array(field)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                result.append(byte)
                continue
            }
            result.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        }
        return result
    }
}
