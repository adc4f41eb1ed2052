internal import Glibc

extension Renderer {
    /// Renders on a thread of its own, which a `LookupProvider` may block.
    package static func renderAside(
        _ chart: Chart, _ inputs: RenderInputs
    ) async throws(ChartError) -> RenderedRelease {
        let result = await withCheckedContinuation { continuation in
            RenderThread.start {
                do throws(ChartError) {
                    continuation.resume(
                        returning: Result<RenderedRelease, ChartError>.success(try render(chart, inputs)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }
}

/// A thread that no task waits for.
private enum RenderThread {
    private final class Work: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    static func start(_ run: @escaping @Sendable () -> Void) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let work = Unmanaged.passRetained(Work(run))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, &attributes,
            { argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, work.toOpaque())
        pthread_attr_destroy(&attributes)
        // Without a thread of its own the work is still done.
        if status != 0 { work.takeRetainedValue().run() }
    }
}
