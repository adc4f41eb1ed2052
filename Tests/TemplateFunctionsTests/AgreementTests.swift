import Testing

@Suite struct AgreementTests {
    @Test func `The answers are there`() {
        #expect(HelmAnswers.byFunction.count > 80)
    }

    /// Functions of the cryptography room are tested there.
    static let functions = HelmAnswers.byFunction.filter { !$0.function.hasSuffix("sum") }.map(\.function)

    @Test(arguments: functions)
    func `Functions answer as Helm does`(function: String) throws {
        let group = try #require(HelmAnswers.byFunction.first { $0.function == function })
        for answer in group.answers {
            if answer.isError {
                let error = rendered("{{ \(answer.expression) }}")
                #expect(error.hasSuffix(String(decoding: answer.text, as: UTF8.self)), "\(answer.expression)")
            } else {
                let text = renderedBytes("{{ \(answer.expression) | toString }}")
                #expect(text == answer.text, "\(answer.expression)")
            }
        }
    }
}
