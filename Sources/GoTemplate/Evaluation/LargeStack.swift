#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs code on a thread whose stack is large enough for the deepest templates that Helm renders.
///
/// The memory is reserved, not used: pages that nobody touches cost nothing.
package enum LargeStack {
    /// The sizes that are tried, in bytes; a restricted process may not reserve the first.
    private static let sizes = [1 << 30, 256 << 20, 64 << 20]
    /// What stays free for the functions that a template calls.
    private static let reserve: UInt = 1 << 20

    private static let limitKey: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    /// The limit of the running thread, if it is one of ours.
    static var limitOfCurrentThread: StackLimit? {
        pthread_getspecific(limitKey).map { StackLimit(lowest: UInt(bitPattern: $0)) }
    }

    /// Calls `body` on a large stack and waits for it; on such a stack already, it simply calls it.
    ///
    /// The body runs on another thread: it must not belong to an actor.
    package static func run<Success, Failure: Error>(
        _ body: () throws(Failure) -> Success
    ) throws(Failure) -> Success {
        if pthread_getspecific(limitKey) != nil { return try body() }
        var result: Result<Success, Failure>?
        withoutActuallyEscaping(body) { body in
            let job = Job {
                do throws(Failure) {
                    result = .success(try body())
                } catch {
                    result = .failure(error)
                }
            }
            if !sizes.contains(where: { start(job, stackSize: $0) }) { job.work() }
            job.work = {}
        }
        guard let result else { return try body() }
        return try result.get()
    }

    /// What the thread does; it lives until `run` has joined the thread.
    private final class Job {
        var work: () -> Void
        var stackSize = 0

        init(_ work: @escaping () -> Void) {
            self.work = work
        }
    }

    /// Runs the job on a new thread to its end; false when there is no such thread.
    private static func start(_ job: Job, stackSize: Int) -> Bool {
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else { return false }
        defer { pthread_attr_destroy(&attributes) }
        guard pthread_attr_setstacksize(&attributes, stackSize) == 0 else { return false }
        job.stackSize = stackSize
        var thread = pthread_t()
        let argument = Unmanaged.passUnretained(job).toOpaque()
        let status = pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument else { return nil }
                let job = Unmanaged<Job>.fromOpaque(argument).takeUnretainedValue()
                let lowest = StackLimit.address() &- UInt(job.stackSize) &+ LargeStack.reserve
                pthread_setspecific(LargeStack.limitKey, UnsafeRawPointer(bitPattern: lowest))
                job.work()
                pthread_setspecific(LargeStack.limitKey, nil)
                return nil
            }, argument)
        guard status == 0 else { return false }
        pthread_join(thread, nil)
        return true
    }
}
