internal import HelmTwo

/// Texts that several messages are made of.
enum Wording {
    /// `1 revision`, `3 revisions`.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)" + (number == 1 ? "" : "s") }

    /// What somebody agrees to who lets these plans be carried out.
    static func question(_ plans: [MigrationPlan]) -> String {
        let these = plans.count == 1 ? "this release" : "these \(plans.count) releases"
        let isForRecordsAlone = plans.allSatisfy { $0.stage == .done }
        return isForRecordsAlone ? "Delete Helm 2's records of \(these)?" : "Migrate \(these)?"
    }

    /// `1-3, 5, 8-9`.
    static func ranges(_ numbers: [Int]) -> String {
        var ranges: [ClosedRange<Int>] = []
        for number in numbers.sorted() {
            if let last = ranges.last, last.upperBound + 1 == number {
                ranges[ranges.count - 1] = last.lowerBound...number
            } else {
                ranges.append(number...number)
            }
        }
        return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ", ")
    }
}
