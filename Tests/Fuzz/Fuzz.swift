import Documents
import FoundationEssentials
import Glibc
import Synchronization

/// Feeds random and mutated inputs to everything that reads data from outside.
///
/// usage: fuzz INPUTS SEED [SUBJECT] — the number of inputs over all subjects. An input that takes more than ten
/// seconds, or memory beyond 4 GiB, ends the run as a trap does; scripts/fuzz then shows which input it was.
@main
enum Fuzz {
    /// How many inputs have been begun, for the watchdog.
    static let begun = Atomic<Int>(0)

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3, let inputs = Int(arguments[1]), let seed = UInt64(arguments[2]) else {
            throw Usage()
        }
        limitMemory()
        watch()
        let templates = try samples()
        let (record, plan) = (try sample("record.json"), try sample("plan.json"))
        let subjects = Subject.all(templates: templates, record: record, plan: plan).filter {
            arguments.count < 4 || arguments[3] == $0.name
        }
        for subject in subjects { run(subject, inputs / subjects.count, seed) }
        print("\(begun.load(ordering: .relaxed)) inputs fed to \(subjects.count) subjects")
        Scratch.removeAll()
    }

    struct Usage: Error {}

    private static func run(_ subject: Subject, _ inputs: Int, _ seed: UInt64) {
        let clock = ContinuousClock()
        var slowest = Duration.zero
        let whole = clock.measure {
            for number in 0..<inputs {
                // Each input has a seed of its own, so that one alone can be fed again.
                var numbers = SeededNumbers(seed: seed &* 1_000_003 &+ UInt64(number))
                let input = subject.make(&numbers)
                note(subject.name, input)
                begun.add(1, ordering: .relaxed)
                let time = clock.measure { subject.feed(input) }
                slowest = max(slowest, time)
                if time > .seconds(2) {
                    print("\(subject.name): \(time): \(String(decoding: input.prefix(400), as: UTF8.self))")
                }
            }
        }
        print("\(subject.name): \(inputs) inputs in \(whole), slowest \(slowest)")
        // What was fed so far is known even when the next subject traps.
        fflush(nil)
    }

    /// Keeps the input at hand, outside of this process: after a trap it is all that is left.
    private static func note(_ subject: String, _ input: [UInt8]) {
        Scratch.last.write(Array("\(subject)\n".utf8) + input, to: "input")
    }

    private static func limitMemory() {
        var limit = rlimit(rlim_cur: 4 << 30, rlim_max: 4 << 30)
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    }

    /// Ends the process when an input takes too long: ten seconds of the processor's time, or five minutes whatever
    /// else the machine does.
    private static func watch() {
        Thread.detach {
            var (seen, waited, used) = (-1, 0, clock())
            while true {
                sleep(1)
                waited += 1
                let now = begun.load(ordering: .relaxed)
                if now != seen {
                    (seen, waited, used) = (now, 0, clock())
                } else if clock() - used > 10 * CLOCKS_PER_SEC || waited > 300 {
                    abort()
                }
            }
        }
    }

    private static func sample(_ name: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: "Tests/Fuzz/Samples/\(name)") else { throw Usage() }
        return String(decoding: data, as: UTF8.self)
    }

    /// The templates of the language's own cases.
    private static func samples() throws -> [String] {
        let file = "Tests/GoTemplateTests/Fixtures/template-cases.jsonl"
        guard let data = FileManager.default.contents(atPath: file) else { throw Usage() }
        return try data.split(separator: UInt8(ascii: "\n")).compactMap { line in
            try JSON.read([UInt8](line))["template"]?.string
        }
    }
}

/// A thread of this process alone.
enum Thread {
    static func detach(_ body: @escaping @Sendable () -> Void) {
        final class Box: Sendable {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Box(body)).toOpaque()
        pthread_create(
            &thread, nil,
            { pointer in
                if let pointer { Unmanaged<Box>.fromOpaque(pointer).takeRetainedValue().body() }
                return nil
            }, box)
        pthread_detach(thread)
    }
}
