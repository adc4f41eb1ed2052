internal import GoTemplate

extension Renderer {
    /// Renders on a thread of its own, whose stack is deep enough for any template and which a `LookupProvider` may
    /// block.
    package static func renderAside(
        _ chart: Chart, _ inputs: RenderInputs
    ) async throws(ChartError) -> RenderedRelease {
        let result: Result<RenderedRelease, ChartError> = await withCheckedContinuation { continuation in
            let hasBegun = LargeStack.begin {
                do throws(ChartError) {
                    continuation.resume(returning: .success(try render(chart, inputs)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            if !hasBegun {
                continuation.resume(
                    returning: .failure(ChartError(.rendering, "no memory for the stack that templates need")))
            }
        }
        return try result.get()
    }
}
