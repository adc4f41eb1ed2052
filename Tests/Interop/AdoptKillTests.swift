import FoundationEssentials
import Testing

/// Killed at any of its requests, an adoption leaves nothing that its next run or an undo doesn't settle: a selection of
/// what scripts/kill-points tries in full.
@Suite struct AdoptKillTests {
    /// A release that hands over, if there is one.
    enum Scenario: String, Sendable, CaseIterable {
        case adoption, handOver
    }

    /// The way out of the killed run.
    enum WayOut: Sendable {
        case again, undo
        /// The next run is undone, and then the killed one.
        case undoBoth
    }

    @Test(arguments: Scenario.allCases)
    func aKilledAdoptionIsSettled(_ scenario: Scenario) async throws {
        var count = 0
        try await AdoptionUnderTest.with(AdoptTests.maps) { test in
            try await prepare(scenario, test)
            count = try await run(scenario, test, killedAt: nil)
        }
        #expect(count > 30)
        // The last requests are the journal's, the writes and a look for old journals: every other one of them, and some
        // of those before. A run may have a few requests less than the first.
        var unreached = 0
        let late = stride(from: count - 13, to: count - 1, by: 2)
        for number in Array(stride(from: 1, to: count - 13, by: 11)) + late {
            for wayOut in [WayOut.again, .undo] + (scenario == .handOver ? [.undoBoth] : []) {
                let point = KillPoint(number: number, isSeen: number % 4 < 2)
                try await AdoptionUnderTest.with(AdoptTests.maps) { test in
                    if try await !isSettled(scenario, test, point, wayOut) { unreached += 1 }
                }
            }
        }
        #expect(unreached <= 6)
    }

    private func prepare(_ scenario: Scenario, _ test: AdoptionUnderTest) async throws {
        switch scenario {
        case .adoption: try await test.createMaps(8)
        case .handOver: try await test.converge("old", ["--set", "count=8"]).succeeded()
        }
    }

    private func flags(_ scenario: Scenario) -> [String] {
        switch scenario {
        case .adoption: ["new"] + (0..<8).map { "cm/cm-\($0)" } + ["--yes"]
        case .handOver: ["new", "--from-release", "old", "--yes"]
        }
    }

    private func undo(_ test: AdoptionUnderTest) -> String { "\(test.folder)/undo.json" }

    private func run(_ scenario: Scenario, _ test: AdoptionUnderTest, killedAt point: KillPoint?) async throws -> Int {
        try await test.lab.run(
            "\(test.lab.plugins)/kubectl-werf-adopt",
            flags(scenario) + ["--undo-file", undo(test), "-n", test.namespace], killedAt: point
        ) { request in
            !request.target.contains("werf-synchronization") && !request.target.hasPrefix("/api?")
        }
    }

    /// Expects what a killed run must leave; false when the run had ended before the point.
    private func isSettled(
        _ scenario: Scenario, _ test: AdoptionUnderTest, _ point: KillPoint, _ wayOut: WayOut
    ) async throws -> Bool {
        try await prepare(scenario, test)
        let before = try await test.maps()
        guard try await run(scenario, test, killedAt: point) >= point.number else { return false }
        switch wayOut {
        case .again:
            let again = try await test.adopt(flags(scenario) + ["--undo-file", undo(test) + ".again"])
            #expect(again.status == 0, "\(point): \(again.errors)")
            let owners = try await test.owners()
            #expect(owners.count == 8 && Set(owners.values) == ["new"], "\(point): \(owners)")
        case .undo:
            if FileManager.default.fileExists(atPath: undo(test)) {
                let undone = try await test.adopt(["--undo", undo(test), "--yes"])
                #expect(undone.status == 0, "\(point): \(undone.errors)")
            }
            #expect(try await test.maps() == before, "\(point)")
        case .undoBoth:
            try await test.adopt(flags(scenario) + ["--undo-file", undo(test) + ".again"]).succeeded()
            for file in [undo(test) + ".again", undo(test)] where FileManager.default.fileExists(atPath: file) {
                try await test.adopt(["--undo", file, "--yes"]).succeeded()
                // Whatever old lists is old's: an uninstall of Helm's deletes all of it, whoever's marks it carries.
                let manifest = try await test.helm(.four, "get", "manifest", "old").succeeded().output
                for (name, owner) in try await test.owners() where manifest.contains("name: \(name)\n") {
                    #expect(owner == "old", "\(point): \(name)")
                }
            }
            #expect(try await test.maps() == before, "\(point)")
        }
        guard scenario == .handOver else { return true }
        let history = try await test.helm(.four, "history", "old", "-o", "json").succeeded().json()
        let statuses = history.array?.compactMap { $0["status"]?.string } ?? []
        let wanted = wayOut == .again ? ["superseded", "deployed"] : ["deployed"]
        #expect(statuses == wanted, "\(point)")
        try await test.lab.plugin("dismiss", "old", "-n", test.namespace).succeeded()
        #expect(try await test.maps().count == (wayOut == .again ? 8 : 0), "\(point)")
        return true
    }
}
