import Documents
import Testing

@testable import Deployment

/// What people are shown of a change.
@Suite struct ObjectDiffTests {
    private func map(_ data: Value, _ metadata: Object = Object()) -> Value {
        var metadata = metadata
        metadata["name"] = "a"
        return ["apiVersion": "v1", "kind": "ConfigMap", "metadata": .object(metadata), "data": data]
    }

    private func secret(_ data: Value, annotations: Value = [:]) -> Value {
        [
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s", "annotations": annotations],
            "data": data,
        ]
    }

    @Test func oneChangedFieldStandsInItsContext() {
        var options = ObjectDiff.Options()
        options.contextLines = 1
        let diff = ObjectDiff(
            from: map(["a": "1", "b": "2", "c": "3"]), to: map(["a": "1", "b": "9", "c": "3"]), options)
        #expect(diff.text == "    a: \"1\"\n-   b: \"2\"\n+   b: \"9\"\n    c: \"3\"\n")
    }

    @Test func distantChangesAreApart() {
        let lines = (10..<40).map { Object.Member(key: "k\($0)", value: "v") }
        var after = Object(lines)
        after["k11"] = "changed"
        after["k38"] = "changed"
        let diff = ObjectDiff(from: map(.object(Object(lines))), to: map(.object(after)))
        #expect(diff.lines.filter { $0 == .gap }.count == 1)
        #expect(diff.lines.count == 17, "two lines and six around them, twice, and the gap")
    }

    @Test func withoutContextOnlyTheChangesAreShown() {
        var options = ObjectDiff.Options()
        options.contextLines = 0
        let diff = ObjectDiff(from: map(["a": "1", "b": "2"]), to: map(["a": "0", "c": "2"]), options)
        #expect(
            diff.lines == [
                .removed("  a: \"1\""), .removed("  b: \"2\""), .added("  a: \"0\""), .added("  c: \"2\""),
            ])
    }

    @Test func moreContextThanThereIsIsAllOfIt() {
        var options = ObjectDiff.Options()
        options.contextLines = .max
        let diff = ObjectDiff(from: map(["a": "1", "b": "2"]), to: map(["a": "0", "b": "2"]), options)
        let changed: [ObjectDiff.Line] = [.removed("  a: \"1\""), .added("  a: \"0\"")]
        #expect(diff.lines.filter { changed.contains($0) } == changed)
        #expect(diff.lines.contains(.context("apiVersion: v1")))
        #expect(!diff.lines.contains(.gap))
    }

    @Test func theOrderOfMembersIsNoChange() {
        let before: Value = ["kind": "ConfigMap", "apiVersion": "v1", "data": ["b": "2", "a": "1"]]
        let after: Value = ["apiVersion": "v1", "data": ["a": "1", "b": "2"], "kind": "ConfigMap"]
        #expect(ObjectDiff(from: before, to: after).lines.isEmpty)
    }

    @Test func whatTheServerCountsIsNoChange() {
        var before = Object()
        before["resourceVersion"] = "1"
        before["generation"] = 1
        before["uid"] = "u"
        before["creationTimestamp"] = "t"
        before["managedFields"] = [["manager": "helm", "operation": "Apply", "time": "1"]]
        before["annotations"] = ["werf.io/version": "1", "helm.sh/x": "1"]
        var after = before
        after["resourceVersion"] = "2"
        after["generation"] = 2
        after["managedFields"] = [["manager": "helm", "operation": "Apply", "time": "2"]]
        after["annotations"] = ["werf.io/version": "2", "helm.sh/x": "1"]
        let (old, new) = (map(["a": "1"], before), map(["a": "1"], after))
        #expect(ObjectDiff(from: old, to: new).placeholder == "<hidden insignificant changes>")
        var options = ObjectDiff.Options()
        options.showsInsignificant = true
        let diff = ObjectDiff(from: old, to: new, options)
        #expect(diff.lines.contains(.removed("    werf.io/version: \"1\"")))
        #expect(diff.lines.contains(.added("    werf.io/version: \"2\"")))
        #expect(!diff.text.contains("time") && !diff.text.contains("generation"))
    }

    @Test func aNewObjectIsAllAddedUnlessThatIsTooMuch() {
        #expect(
            ObjectDiff(from: nil, to: map(["a": "1"])).lines.allSatisfy { if case .added = $0 { true } else { false } })
        var options = ObjectDiff.Options()
        options.showsVerbose = false
        #expect(ObjectDiff(from: nil, to: map(["a": "1"]), options).placeholder == "<hidden verbose changes>")
        #expect(ObjectDiff(from: map(["a": "1"]), to: map(["a": "2"]), options).placeholder == nil)
        let crd: Value = ["kind": "CustomResourceDefinition", "metadata": ["name": "x"]]
        #expect(ObjectDiff(from: crd, to: nil).placeholder == "<hidden verbose CRD changes>")
        options.showsVerboseDefinitions = true
        options.showsVerbose = true
        #expect(ObjectDiff(from: crd, to: nil, options).placeholder == nil)
    }

    // MARK: What isn't shown

    @Test func aSecretShowsThatValuesChangeAndNoValue() {
        let before = secret(["same": "c2FtZQ==", "other": "b25l", "gone": "Z29uZQ=="])
        let after = secret(["same": "c2FtZQ==", "other": "dHdv", "come": "Y29tZQ=="])
        let text = ObjectDiff(from: before, to: after).text
        for value in ["c2FtZQ", "b25l", "dHdv", "Z29uZQ", "Y29tZQ"] { #expect(!text.contains(value)) }
        #expect(text.contains("-   gone: <hidden>") && text.contains("+   come: <hidden>"), "\(text)")
        #expect(text.contains("-   other: <hidden, old value>") && text.contains("+   other: <hidden, new value>"))
        #expect(text.contains("    same: <hidden>"))
        var options = ObjectDiff.Options()
        options.showsSensitive = true
        #expect(ObjectDiff(from: before, to: after, options).text.contains("b25l"))
    }

    @Test func theCopyThatKubectlKeepsOfASecretIsHiddenToo() {
        let key = "kubectl.kubernetes.io/last-applied-configuration"
        let before = secret(["a": "b25l"], annotations: .object(Object([.init(key: key, value: "{\"a\":\"b25l\"}")])))
        var options = ObjectDiff.Options()
        options.showsInsignificant = true
        let text = ObjectDiff(from: before, to: secret(["a": "dHdv"]), options).text
        #expect(!text.contains("b25l") && text.contains("\(key): <hidden>"), "\(text)")
    }

    @Test(arguments: [
        ("werf.io/sensitive", "true", false, true), ("werf.io/sensitive", "false", true, false),
        ("werf.io/sensitive-paths", "data.a", false, false), ("werf.io/sensitive-paths", "$.data['a']", false, false),
        ("werf.io/sensitive-paths", "$..a", false, false), ("werf.io/sensitive-paths", "data.b,data.*", false, false),
        ("werf.io/sensitive-paths", "data.b", true, false), ("werf.io/sensitive-paths", "data.[", false, true),
    ])
    func annotationsSayWhatIsHidden(_ key: String, _ value: String, _ isShown: Bool, _ isWhole: Bool) {
        var metadata = Object()
        metadata["annotations"] = .object(Object([.init(key: key, value: .string(value))]))
        let diff = ObjectDiff(from: map(["a": "opensesame"], metadata), to: map(["a": "xyzzy"], metadata))
        #expect(diff.text.contains("opensesame") == isShown && diff.text.contains("xyzzy") == isShown)
        #expect((diff.placeholder == "<hidden sensitive changes>") == isWhole, "\(diff.text)")
    }

    @Test func aStateThatWasSecretStaysHidden() {
        let open: Value = ["werf.io/sensitive": "false"]
        let (before, after) = (secret(["a": "b25l"]), secret(["a": "dHdv"], annotations: open))
        #expect(!ObjectDiff(from: before, to: after).text.contains("b25l"))
        #expect(ObjectDiff(from: secret(["a": "b25l"], annotations: open), to: after).text.contains("b25l"))
    }

    @Test func hiddenItemsOfListsAreTold() {
        var metadata = Object()
        metadata["annotations"] = ["werf.io/sensitive-paths": "data.list[?(@.name=='x')].value"]
        func list(_ value: Value) -> Value {
            map(["list": [["name": "x", "value": value], ["name": "z", "value": "two"]]], metadata)
        }
        let text = ObjectDiff(from: list("one"), to: list("new")).text
        #expect(
            !text.contains("one") && !text.contains("two") && text.contains("value: <hidden, old value>"), "\(text)")
        #expect(text.contains("name: x") && text.contains("name: z"))
    }

    // MARK: Lines

    @Test(arguments: [
        ("", ""), ("a", ""), ("", "a"), ("abc", "abc"), ("abcabba", "cbabac"), ("abc", "xyz"), ("aab", "ab"),
        ("xaxbxcx", "abc"), ("abc", "abcabc"),
    ])
    func theStepsLeadFromOneTextToTheOther(_ before: String, _ after: String) {
        let (old, new) = (before.utf8.map { [$0] }, after.utf8.map { [$0] })
        let steps = LineDiff.steps(old, new)
        let left = steps.compactMap { step -> [UInt8]? in
            switch step {
            case .same(let at, _), .removed(let at): old[at]
            case .added: nil
            }
        }
        let right = steps.compactMap { step -> [UInt8]? in
            switch step {
            case .same(_, let at), .added(let at): new[at]
            case .removed: nil
            }
        }
        #expect(left == old && right == new)
        for case .same(let one, let other) in steps { #expect(old[one] == new[other]) }
    }

    @Test func theShortestWayIsFound() {
        let steps = LineDiff.steps("abcabba".utf8.map { [$0] }, "cbabac".utf8.map { [$0] })
        let changes = steps.filter { if case .same = $0 { false } else { true } }
        #expect(changes.count == 5)
    }

    @Test func textsWithNothingInCommonAreReplaced() {
        let old = (0..<3_000).map { Array("a\($0)".utf8) }
        let new = (0..<3_000).map { Array("b\($0)".utf8) }
        #expect(LineDiff.steps(old, new).count == 6_000)
    }
}
