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
    /// The body runs on another thread: it must not belong to an actor. Where no such thread can be had it runs here:
    /// what goes deep then ends in an error.
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
            if let thread = thread(for: job) { pthread_join(thread, nil) } else { job.work() }
            job.work = {}
        }
        guard let result else { return try body() }
        return try result.get()
    }

    /// Calls `body` on a large stack and doesn't wait for it; false when there is no memory for one.
    package static func begin(_ body: @escaping @Sendable () -> Void) -> Bool {
        guard let thread = thread(for: Job(body)) else { return false }
        pthread_detach(thread)
        return true
    }

    /// What a thread does.
    private final class Job {
        var work: () -> Void
        var stackSize = 0

        init(_ work: @escaping () -> Void) {
            self.work = work
        }
    }

    private static func thread(for job: Job) -> pthread_t? {
        for size in sizes {
            if let thread = thread(for: job, stackSize: size) { return thread }
        }
        return nil
    }

    /// A new thread that runs the job and is to be joined or detached; nil when there is no such thread.
    private static func thread(for job: Job, stackSize: Int) -> pthread_t? {
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else { return nil }
        defer { pthread_attr_destroy(&attributes) }
        guard pthread_attr_setstacksize(&attributes, stackSize) == 0 else { return nil }
        job.stackSize = stackSize
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(job)
        let status = pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument else { return nil }
                let job = Unmanaged<Job>.fromOpaque(argument).takeRetainedValue()
                let lowest = StackLimit.address() &- UInt(job.stackSize) &+ LargeStack.reserve
                pthread_setspecific(LargeStack.limitKey, UnsafeRawPointer(bitPattern: lowest))
                job.work()
                pthread_setspecific(LargeStack.limitKey, nil)
                return nil
            }, argument.toOpaque())
        if status == 0 { return thread }
        argument.release()
        return nil
    }
}
