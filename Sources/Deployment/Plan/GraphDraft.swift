/// A graph of operations while it is drawn: an operation may come to wait for one that was added later.
struct GraphDraft {
    /// Operations that wait for each other.
    struct Cycle: Error {
        /// Each waits for the one before it, the first for the last.
        var kinds: [Operation.Kind]
    }

    private var kinds: [Operation.Kind] = []
    private var predecessors: [[Int]] = []

    /// Adds an operation and returns its number.
    mutating func add(_ kind: Operation.Kind, after earlier: [Int]) -> Int {
        kinds.append(kind)
        predecessors.append(earlier)
        return kinds.count - 1
    }

    /// Makes one operation wait for another.
    mutating func connect(_ earlier: Int, before later: Int) {
        guard earlier != later, !predecessors[later].contains(earlier) else { return }
        predecessors[later].append(earlier)
    }

    /// Makes one operation wait for another, unless that waits for it already.
    mutating func connectIfPossible(_ earlier: Int, before later: Int) {
        guard !waits(earlier, for: later) else { return }
        connect(earlier, before: later)
    }

    /// Whether an operation comes, however far, after another.
    func waits(_ later: Int, for earlier: Int) -> Bool {
        var (open, seen) = ([later], Set([later]))
        while let next = open.popLast() {
            if next == earlier { return true }
            open += predecessors[next].filter { seen.insert($0).inserted }
        }
        return false
    }

    /// The operations, each after those it waits for, otherwise in the order in which they were added.
    func sorted() throws(Cycle) -> [Operation] {
        var numbers: [Int?] = Array(repeating: nil, count: kinds.count)
        var operations: [Operation] = []
        for start in kinds.indices {
            var path = [(node: start, next: 0)]
            while let (node, next) = path.last {
                if numbers[node] != nil {
                    path.removeLast()
                } else if next < predecessors[node].count {
                    path[path.count - 1].next += 1
                    let earlier = predecessors[node][next]
                    if let first = path.firstIndex(where: { $0.node == earlier }) {
                        throw Cycle(kinds: path[first...].reversed().map { kinds[$0.node] })
                    }
                    if numbers[earlier] == nil { path.append((earlier, 0)) }
                } else {
                    path.removeLast()
                    numbers[node] = operations.count
                    let after = predecessors[node].compactMap { numbers[$0] }
                    operations.append(Operation(id: operations.count, kind: kinds[node], after: after))
                }
            }
        }
        return operations
    }
}
