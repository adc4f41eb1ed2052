import Documents
import Shared
import Testing

@testable import Deployment

/// What a kept plan must hold of a deploy's request: everything.
@Suite struct RequestCodingTests {
    private static let plain = Deployer.Request(
        target: .init(name: "", namespace: "", revision: 0, kind: .install), documents: [], hooks: [], options: .init())

    /// A request in which nothing is as it is by default.
    private static func full() throws -> Deployer.Request {
        var metadata = try ExtraMetadata(annotations: ["a=b=c"], labels: ["l=m"])
        metadata.service = ["ci.werf.io/commit": "abc"]
        try metadata.addRuntime(annotations: ["r": "s"], labels: ["t": "u"])
        var options = PlanInputs.Options()
        options.forcesAdoption = true
        options.removesManualChanges = false
        options.allowsCRDDelete = true
        options.propagation = .orphan
        options.historyLimit = 3
        options.tracks = false
        options.runsHooks = false
        options.deletesHooks = true
        options.keepsHistory = true
        func document(_ name: String, text: SourceDocument.Text? = nil) -> SourceDocument {
            SourceDocument(source: "c/templates/\(name).yaml", object: ["kind": "A", "x": [1, nil]], text: text)
        }
        return Deployer.Request(
            target: .init(name: "app", namespace: "ns", revision: 7, kind: .upgrade), crds: [document("crd")],
            documents: [document("one", text: .init(content: "kind: A\n", line: 4)), document("two")],
            hooks: [document("hook")], metadata: metadata, options: options,
            journal: DeployJournal(kind: .upgrade, completed: [.pre, .main]))
    }

    @Test func everyMemberIsKept() throws {
        let request = try Self.full()
        let text = JSON.write(try Value(encoding: request))
        #expect(try JSON.read(text).decoded(as: Deployer.Request.self) == request)
    }

    /// Whoever adds an option and doesn't set it above is told here, so that the round trip says something about it.
    @Test func nothingAboveIsAsItIsByDefault() throws {
        let members = Self.members(try Self.full(), "request")
        let plain = Self.members(Self.plain, "request")
        let same = members.filter { plain[$0.key] == $0.value }.keys.sorted()
        #expect(same.isEmpty, "set these in full(): \(same)")
        #expect(members["request.options.keepsHistory"] == "true" && members["request.metadata.service"] != nil)
    }

    /// The members of structures, those inside of them too; lists, maps and scalars as texts.
    private static func members(_ value: Any, _ path: String) -> [String: String] {
        let mirror = Mirror(reflecting: value)
        guard mirror.displayStyle == .struct, !mirror.children.isEmpty else { return [path: "\(value)"] }
        return mirror.children.reduce(into: [:]) { found, child in
            found.merge(members(child.value, "\(path).\(child.label ?? "")")) { first, _ in first }
        }
    }
}
