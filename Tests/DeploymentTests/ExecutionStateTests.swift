import Testing

@testable import Deployment

@Suite struct ExecutionStateTests {
    /// A plan of writes with these predecessors.
    private func plan(_ edges: [[Int]]) -> DeployPlan {
        var plan = DeployPlan(target: World().target)
        for edge in edges { _ = plan.add(.prune(limit: 1), after: edge) }
        return plan
    }

    @Test func startsWhatWaitsForNothing() {
        var state = ExecutionState(plan([[], [], [0, 1], [2]]), parallelism: 10)
        #expect(state.handle(.began) == [0, 1])
        #expect(state.handle(.completed(0)) == [])
        #expect(state.handle(.completed(1)) == [2])
        #expect(state.outcome == .running)
        #expect(state.handle(.completed(2)) == [3])
        #expect(state.handle(.completed(3)) == [])
        #expect(state.outcome == .succeeded)
    }

    @Test func keepsToTheLimit() {
        var state = ExecutionState(plan(Array(repeating: [], count: 5)), parallelism: 2)
        #expect(state.handle(.began) == [0, 1])
        #expect(state.handle(.completed(1)) == [2])
        #expect(state.handle(.completed(0)) == [3])
    }

    @Test func aFailureStartsNothingMore() {
        var state = ExecutionState(plan([[], [], [0], [1]]), parallelism: 2)
        _ = state.handle(.began)
        #expect(state.handle(.failed(0, "broken")) == [])
        #expect(state.outcome == .running)
        #expect(state.handle(.completed(1)) == [])
        #expect(state.outcome == .failed)
        #expect(state.completed == [1])
        #expect(state.failed == [0])
        #expect(state.cancelled == [2, 3])
        #expect(state.failures.map(\.reason) == ["broken"])
    }

    @Test func anInterruptionLetsRunningOnesFinish() {
        var state = ExecutionState(plan([[], [0]]), parallelism: 2)
        _ = state.handle(.began)
        #expect(state.handle(.interrupted("SIGINT")) == [])
        #expect(state.outcome == .running)
        #expect(state.handle(.interrupted("SIGTERM")) == [])
        #expect(state.handle(.completed(0)) == [])
        #expect(state.outcome == .interrupted("SIGINT"))
    }

    @Test func anInterruptionAfterTheLastStepIsTooLate() {
        var state = ExecutionState(plan([[]]), parallelism: 1)
        _ = state.handle(.began)
        _ = state.handle(.completed(0))
        _ = state.handle(.interrupted("SIGINT"))
        #expect(state.outcome == .succeeded)
    }

    /// What only waits takes nobody's place.
    @Test func waitsDontCountAgainstTheLimit() {
        var plan = DeployPlan(target: World().target)
        for _ in 0..<3 { _ = plan.add(.barrier("b"), after: []) }
        for _ in 0..<3 { _ = plan.add(.prune(limit: 1), after: []) }
        var state = ExecutionState(plan, parallelism: 1)
        #expect(state.handle(.began) == [0, 1, 2, 3])
        #expect(state.handle(.completed(0)) == [])
        #expect(state.handle(.completed(3)) == [4])
    }

    /// What was given up for another's failure didn't fail.
    @Test func aWaitThatWasCancelledDidNotFail() {
        var state = ExecutionState(plan([[], [], [0, 1]]), parallelism: 2)
        _ = state.handle(.began)
        #expect(state.handle(.failed(0, "broken")) == [])
        #expect(state.outcome == .running)
        #expect(state.handle(.cancelled(1)) == [])
        #expect(state.outcome == .failed)
        #expect(state.failed == [0])
        #expect(state.cancelled == [1, 2])
    }

    @Test func aWaitThatWasGivenUpCountsAsNotStarted() {
        var state = ExecutionState(plan([[], []]), parallelism: 1)
        _ = state.handle(.began)
        #expect(state.handle(.stopped(0, "SIGINT")) == [])
        #expect(state.outcome == .interrupted("SIGINT"))
        #expect(state.cancelled == [0, 1])
    }

    @Test func onceDeployedAnInterruptionStopsNothing() {
        var plan = DeployPlan(target: World().target)
        let finished = plan.add(.finishRevision, after: [])
        _ = plan.add(.supersede(revision: 1), after: [finished])
        var state = ExecutionState(plan, parallelism: 1)
        _ = state.handle(.began)
        _ = state.handle(.interrupted("SIGINT"))
        #expect(!state.isDeployed)
        #expect(state.handle(.completed(finished)) == [1])
        #expect(state.isDeployed)
        #expect(state.handle(.completed(1)) == [])
        #expect(state.outcome == .succeeded)
    }

    @Test func unknownAndRepeatedEndsAreIgnored() {
        var state = ExecutionState(plan([[], [0]]), parallelism: 1)
        _ = state.handle(.began)
        #expect(state.handle(.completed(7)) == [])
        #expect(state.handle(.completed(1)) == [])
        #expect(state.handle(.completed(0)) == [1])
        #expect(state.handle(.completed(0)) == [])
        #expect(state.outcome == .running)
    }

    @Test func anEmptyPlanIsDone() {
        var state = ExecutionState(plan([]), parallelism: 1)
        #expect(state.handle(.began) == [])
        #expect(state.outcome == .succeeded)
    }
}
