import Documents
import KubernetesClient
import Shared
import Synchronization
import Testing

@testable import Adoption

/// A cluster in memory that answers writes as it is told.
final class ScriptedMarks: MarkAccess {
    private let objects: Mutex<[String: Value]>
    private let answers: Mutex<[ClientError]>
    private let sent = Mutex<[(name: String, body: Value, dryRun: Bool)]>([])
    /// Writes are carried out although they are answered with an error.
    private let isDone: Bool

    init(_ objects: [String: Value], answers: [ClientError] = [], isDone: Bool = false) {
        self.objects = Mutex(objects)
        self.answers = Mutex(answers)
        self.isDone = isDone
    }

    var patches: [(name: String, body: Value, dryRun: Bool)] { sent.withLock { $0 } }

    func metadata(_ reference: ObjectReference) async throws(ClientError) -> Value? {
        objects.withLock { $0[reference.name] }
    }

    func patch(_ reference: ObjectReference, _ body: Value, dryRun: Bool) async throws(ClientError) {
        sent.withLock { $0.append((reference.name, body, dryRun)) }
        let answer = answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        if answer == nil || isDone, !dryRun {
            objects.withLock { objects in
                objects[reference.name] = Sample.live(reference.name, of: Sample.release, uid: "u-\(reference.name)")
            }
        }
        if let answer { throw answer }
    }
}

@Suite struct MarkWriterTests {
    static func error(_ code: Int, _ reason: String, _ message: String = "no") -> ClientError {
        ClientError(
            .status(Status(code: code, reason: reason, message: message)))
    }

    static func change(_ name: String = "a") -> MarkChange {
        Sample.plan([Sample.wanted(name)], [Sample.live(name, uid: "u-\(name)")]).changes[0]
    }

    static func writer(_ access: ScriptedMarks, parallelism: Int = 1) -> MarkWriter {
        MarkWriter(access: access, parallelism: parallelism, pause: { _ in })
    }

    static let lost = ClientError(.timeout)
    static let conflict = error(409, "Conflict")

    @Test func aTrialWritesNothingAndNamesEveryFault() async throws {
        let access = ScriptedMarks(
            [:], answers: [Self.error(403, "Forbidden", "can't patch a"), Self.error(404, "NotFound")])
        let error = await #expect(throws: AdoptionError.self) {
            try await Self.writer(access).rehearse([Self.change("a"), Self.change("b"), Self.change("c")])
        }
        #expect(error?.message == "ConfigMap/a: can't patch a\nConfigMap/b: it is gone")
        #expect(access.patches.map(\.name) == ["a", "b", "c"])
        #expect(access.patches.allSatisfy { $0.dryRun })
    }

    @Test func aServerThatCannotTryIsNoFault() async throws {
        let access = ScriptedMarks([:], answers: [Self.error(400, "BadRequest", "webhook x does not support dry run")])
        try await Self.writer(access).rehearse([Self.change()])
    }

    @Test func anObjectThatHasOnlyMovedOnIsWrittenAtItsNewVersion() async throws {
        let access = ScriptedMarks(["a": Sample.live(version: "7")], answers: [Self.conflict])
        try await Self.writer(access).write([Self.change()], permission: {}, report: { _ in })
        #expect(access.patches.map { $0.body[path: ["metadata", "resourceVersion"]] } == ["1", "7"])
    }

    static let strangers: [Value?] = [
        nil, Sample.live(uid: "u-x", version: "7"), Sample.live(annotations: ["x": "y"], version: "7"),
        Sample.live(of: Sample.other),
    ]

    @Test(arguments: strangers)
    func anObjectThatWasChangedIsLeftAlone(_ live: Value?) async throws {
        let access = ScriptedMarks(live.map { ["a": $0] } ?? [:], answers: [Self.conflict])
        let error = await #expect(throws: AdoptionError.self) {
            try await Self.writer(access).write([Self.change()], permission: {}, report: { _ in })
        }
        #expect(error?.kind == .changed)
        #expect(access.patches.count == 1)
    }

    @Test(arguments: [true, false])
    func aLostAnswerIsLookedInto(_ isDone: Bool) async throws {
        let access = ScriptedMarks(["a": Sample.live()], answers: [Self.lost], isDone: isDone)
        try await Self.writer(access).write([Self.change()], permission: {}, report: { _ in })
        #expect(access.patches.count == (isDone ? 1 : 2))
    }

    @Test func nothingNewIsBegunAfterAFault() async throws {
        let done = Mutex<[String]>([])
        let access = ScriptedMarks([:], answers: [Self.error(403, "Forbidden", "can't")])
        let error = await #expect(throws: AdoptionError.self) {
            try await Self.writer(access).write(
                [Self.change("a"), Self.change("b")], permission: {},
                report: { identity in done.withLock { $0.append(identity.name) } })
        }
        #expect(access.patches.count == 1)
        #expect(error?.advice == ["0 of 2 objects are written."])
        #expect(done.withLock { $0.isEmpty })
    }

    @Test func withoutPermissionNothingIsWritten() async throws {
        let access = ScriptedMarks([:])
        await #expect(throws: AdoptionError.self) {
            try await Self.writer(access).write(
                [Self.change()], permission: { throw Self.lost }, report: { _ in })
        }
        #expect(access.patches.isEmpty)
    }
}
