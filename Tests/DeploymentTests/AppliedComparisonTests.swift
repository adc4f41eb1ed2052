import Documents
import Testing

@testable import Deployment

@Suite struct AppliedComparisonTests {
    private func isUnchanged(_ recorded: Recorded, desired: Value, lastApplied: Value?) throws -> Bool {
        let applied = try #require(ManagedFields(of: recorded.live).applied(by: "helm"))
        return AppliedComparison.isUnchanged(
            desired: desired, live: recorded.live, fields: applied.fields, lastApplied: lastApplied)
    }

    @Test func recordsAreThere() {
        #expect(Recorded.applied.count == 12)
        #expect(Recorded.created.count == 12)
    }

    @Test(arguments: Recorded.applied)
    func sameChartIsUnchanged(_ recorded: Recorded) throws {
        let desired = recorded.desired()
        // Helm applies stringData and so owns another field than the data it becomes.
        let expected = recorded.kind != "Secret"
        #expect(try isUnchanged(recorded, desired: desired, lastApplied: desired) == expected)
    }

    @Test(arguments: Recorded.applied)
    func anAddedLabelIsAChange(_ recorded: Recorded) throws {
        let desired = recorded.desired().setting(["metadata", "labels", "new"], "1")
        #expect(try !isUnchanged(recorded, desired: desired, lastApplied: nil))
    }

    @Test(arguments: Recorded.applied)
    func aDroppedAnnotationIsAChange(_ recorded: Recorded) throws {
        let desired = recorded.desired().setting(["metadata", "annotations", "meta.helm.sh/release-name"], nil)
        #expect(try !isUnchanged(recorded, desired: desired, lastApplied: nil))
    }

    /// Every scalar of every object, changed alone, is noticed.
    @Test(arguments: Recorded.applied)
    func anyChangedScalarIsAChange(_ recorded: Recorded) throws {
        let desired = recorded.desired()
        let changed = Self.variants(of: desired, path: [])
        #expect(!changed.isEmpty)
        for variant in changed {
            #expect(try !isUnchanged(recorded, desired: variant, lastApplied: desired), "\(variant)")
        }
    }

    /// The value with one scalar changed, for each scalar outside the identity.
    private static func variants(of value: Value, path: [String]) -> [Value] {
        if [["apiVersion"], ["kind"], ["metadata", "name"], ["metadata", "namespace"]].contains(path) { return [] }
        switch value {
        case .object(let members):
            return members.flatMap { member in
                variants(of: member.value, path: path + [member.key]).map { variant in
                    value.setting([member.key], variant)
                }
            }
        case .array(let items):
            return items.indices.flatMap { index in
                variants(of: items[index], path: path).map { variant in
                    var items = items
                    items[index] = variant
                    return Value.array(items)
                }
            }
        case .string(let text): return [.string(text + "x")]
        case .integer(let number): return [.integer(number + 1)]
        case .double(let number): return [.double(number + 1)]
        case .bool(let bool): return [.bool(!bool)]
        case .null: return []
        }
    }

    @Test func driftOfALiveFieldIsAChange() throws {
        var recorded = try #require(Recorded.applied.first { $0.kind == "Deployment" })
        recorded.live = recorded.live.setting(["spec", "replicas"], 5)
        let desired = recorded.desired()
        #expect(try !isUnchanged(recorded, desired: desired, lastApplied: desired))
    }

    @Test(arguments: [("1", "1000m", true), ("0.5Gi", "512Mi", true), ("1", "1001m", false), ("1", "one", false)])
    func quantitiesCompareByAmount(_ desired: String, _ live: String, _ isSame: Bool) throws {
        let object: Value = ["apiVersion": "v1", "kind": "X", "spec": ["hard": ["cpu": .string(desired)]]]
        let stored: Value = ["apiVersion": "v1", "kind": "X", "spec": ["hard": ["cpu": .string(live)]]]
        let fields = FieldSet(["f:spec": ["f:hard": ["f:cpu": [:]]]].object)
        #expect(
            AppliedComparison.isUnchanged(desired: object, live: stored, fields: fields, lastApplied: nil) == isSame)
    }

    @Test func itemsInAnotherOrderAreAChange() {
        let item = { (name: String) -> Value in ["name": .string(name), "value": "1"] }
        let node = { (name: String) -> (String, Value) in
            ("k:{\"name\":\"\(name)\"}", [".": [:], "f:name": [:], "f:value": [:]])
        }
        var env = Object()
        for (key, value) in [node("a"), node("b")] { env[key] = value }
        let fields = FieldSet(["f:env": .object(env)])
        let live: Value = ["env": [item("a"), ["name": "other"], item("b")]]
        let same: Value = ["env": [item("a"), item("b")]]
        let turned: Value = ["env": [item("b"), item("a")]]
        #expect(AppliedComparison.isUnchanged(desired: same, live: live, fields: fields, lastApplied: nil))
        #expect(!AppliedComparison.isUnchanged(desired: turned, live: live, fields: fields, lastApplied: nil))
    }

    @Test func setsCompareByValue() {
        let fields = FieldSet(["f:finalizers": [#"v:"a""#: [:], #"v:"b""#: [:]].asValue])
        let live: Value = ["finalizers": ["a", "x", "b"]]
        #expect(
            AppliedComparison.isUnchanged(
                desired: ["finalizers": ["a", "b"]], live: live, fields: fields, lastApplied: nil))
        #expect(
            !AppliedComparison.isUnchanged(desired: ["finalizers": ["a"]], live: live, fields: fields, lastApplied: nil)
        )
    }

    @Test func defaultsInsideAWholeFieldNeedTheLastApply() {
        let fields = FieldSet(["f:list": [:]])
        let desired: Value = ["list": [["a": 1]]]
        let live: Value = ["list": [["a": 1, "defaulted": true]]]
        #expect(!AppliedComparison.isUnchanged(desired: desired, live: live, fields: fields, lastApplied: nil))
        #expect(AppliedComparison.isUnchanged(desired: desired, live: live, fields: fields, lastApplied: desired))
        #expect(
            !AppliedComparison.isUnchanged(
                desired: desired, live: live, fields: fields, lastApplied: ["list": [["a": 1, "defaulted": true]]]))
    }
}

extension FieldSet {
    init(_ node: [String: Value]) { self.init(Object(node.map { Object.Member(key: $0.key, value: $0.value) })) }
    init(_ node: Object?) { self.init(node ?? Object()) }
}

extension Dictionary where Key == String, Value == Documents.Value {
    var asValue: Documents.Value { .object(Object(map { Object.Member(key: $0.key, value: $0.value) })) }
    var object: Object? { asValue.object }
}
