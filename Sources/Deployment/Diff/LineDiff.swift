/// The differences between two texts, line by line (Myers' greedy algorithm).
enum LineDiff {
    /// One line of the way from the one text to the other.
    enum Step: Hashable {
        /// Lines of both texts.
        case same(Int, Int)
        case removed(Int)
        case added(Int)
    }

    /// So many differing lines are looked for; beyond that the texts count as wholly different.
    private static let mostDifferences = 1_500

    /// The steps from `before` to `after`; inside a change what is removed comes first.
    static func steps(_ before: [[UInt8]], _ after: [[UInt8]]) -> [Step] {
        let (old, new) = numbered(before, after)
        let head = zip(old, new).prefix { $0 == $1 }.count
        let tail = zip(old.dropFirst(head).reversed(), new.dropFirst(head).reversed()).prefix { $0 == $1 }.count
        let middle = changes(Array(old[head..<(old.count - tail)]), Array(new[head..<(new.count - tail)]))
        var steps = (0..<head).map { Step.same($0, $0) }
        steps += middle.map { $0.moved(by: head) }
        steps += (0..<tail).map { .same(old.count - tail + $0, new.count - tail + $0) }
        return steps
    }

    /// Each line as a number: equal ones, by their bytes, have the same.
    private static func numbered(_ before: [[UInt8]], _ after: [[UInt8]]) -> ([Int], [Int]) {
        var numbers: [[UInt8]: Int] = [:]
        func number(_ line: [UInt8]) -> Int {
            if let known = numbers[line] { return known }
            numbers[line] = numbers.count
            return numbers.count - 1
        }
        return (before.map(number), after.map(number))
    }

    private static func changes(_ old: [Int], _ new: [Int]) -> [Step] {
        if old.isEmpty || new.isEmpty { return replaced(old.indices, new.indices) }
        guard let fronts = fronts(old, new) else { return replaced(old.indices, new.indices) }
        return sorted(path(fronts, old.count, new.count))
    }

    private static func replaced(_ old: Range<Int>, _ new: Range<Int>) -> [Step] {
        old.map { .removed($0) } + new.map { .added($0) }
    }

    /// How far each diagonal was reached with 0, 1, 2, … differences; nil when there are too many.
    private static func fronts(_ old: [Int], _ new: [Int]) -> [[Int]]? {
        var fronts: [[Int]] = []
        for depth in 0...min(old.count + new.count, mostDifferences) {
            var front = [Int](repeating: 0, count: 2 * depth + 1)
            for diagonal in stride(from: -depth, through: depth, by: 2) {
                var x = start(diagonal, depth, fronts.last)
                while x < old.count, x - diagonal < new.count, x - diagonal >= 0, old[x] == new[x - diagonal] { x += 1 }
                front[diagonal + depth] = x
                if x >= old.count, x - diagonal >= new.count { return fronts + [front] }
            }
            fronts.append(front)
        }
        return nil
    }

    /// Where a diagonal is entered: from below with a line added, or from above with one removed.
    private static func start(_ diagonal: Int, _ depth: Int, _ last: [Int]?) -> Int {
        guard let last else { return 0 }
        return isAdded(diagonal, depth, last)
            ? last[diagonal + 1 + depth - 1] : last[diagonal - 1 + depth - 1] + 1
    }

    private static func isAdded(_ diagonal: Int, _ depth: Int, _ last: [Int]) -> Bool {
        if diagonal == -depth { return true }
        if diagonal == depth { return false }
        return last[diagonal - 1 + depth - 1] < last[diagonal + 1 + depth - 1]
    }

    /// The way back from the end of both texts, turned round.
    private static func path(_ fronts: [[Int]], _ oldCount: Int, _ newCount: Int) -> [Step] {
        var (x, y, steps): (Int, Int, [Step]) = (oldCount, newCount, [])
        for depth in fronts.indices.reversed() {
            let last = depth == 0 ? nil : fronts[depth - 1]
            let diagonal = x - y
            let entered = start(diagonal, depth, last)
            while x > entered {
                (x, y) = (x - 1, y - 1)
                steps.append(.same(x, y))
            }
            guard let last else { break }
            if isAdded(diagonal, depth, last) {
                y -= 1
                steps.append(.added(y))
            } else {
                x -= 1
                steps.append(.removed(x))
            }
        }
        return steps.reversed()
    }

    /// In each run of changes, the removals before the additions.
    private static func sorted(_ steps: [Step]) -> [Step] {
        var (sorted, additions): ([Step], [Step]) = ([], [])
        for step in steps {
            switch step {
            case .added: additions.append(step)
            case .removed: sorted.append(step)
            case .same:
                sorted += additions + [step]
                additions = []
            }
        }
        return sorted + additions
    }
}

extension LineDiff.Step {
    fileprivate func moved(by count: Int) -> LineDiff.Step {
        switch self {
        case .same(let old, let new): .same(old + count, new + count)
        case .removed(let old): .removed(old + count)
        case .added(let new): .added(new + count)
        }
    }
}
