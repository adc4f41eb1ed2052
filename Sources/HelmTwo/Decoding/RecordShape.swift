internal import TillerRecords

/// How many parts a record has, counted before any of them becomes a value.
///
/// An element of a list takes two bytes in a record and a hundred in memory: a megabyte of them, packed to a
/// kilobyte, must not be unfolded.
struct RecordShape {
    /// Charts have hundreds of files, releases tens of hooks.
    static let most = 200_000
    /// How deep charts may lie in charts.
    static let deepest = 60

    private indirect enum Kind {
        /// The message of each field that has one; every field counts.
        case message([Int: Kind])
        /// Packed numbers: every byte may be one.
        case packed
        case chart

        static let leaf = Kind.message([:])
    }

    private static let release = Kind.message([
        2: .message([1: .message([5: .message([3: .leaf])])]), 3: .chart, 6: .message([5: .packed, 8: .packed]),
    ])
    private static let chart: [Int: Kind] = [1: .message([7: .leaf, 16: .leaf]), 2: .leaf, 3: .chart, 5: .leaf]

    private let bytes: UnsafeRawBufferPointer
    private var count = 0

    /// Refuses a record whose parts are too many or lie too deep.
    static func check(_ bytes: UnsafeRawBufferPointer) throws(TillerRecordError) {
        var shape = RecordShape(bytes: bytes)
        try shape.walk(0..<bytes.count, release, depth: 0)
    }

    private init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    private mutating func walk(_ range: Range<Int>, _ kind: Kind, depth: Int) throws(TillerRecordError) {
        switch kind {
        case .packed: try add(range.count)
        case .message(let fields): try walk(range, fields, depth: depth)
        case .chart: try walk(range, Self.chart, depth: depth)
        }
    }

    private mutating func walk(_ range: Range<Int>, _ fields: [Int: Kind], depth: Int) throws(TillerRecordError) {
        guard depth < Self.deepest else { throw TillerRecordError("its charts lie too deep in one another") }
        var reader = WireReader(bytes, range)
        while let field = try reader.next() {
            try add(1)
            guard let kind = fields[field.number], let content = field.content else { continue }
            try walk(content, kind, depth: depth + 1)
        }
    }

    private mutating func add(_ number: Int) throws(TillerRecordError) {
        count += number
        guard count <= Self.most else { throw TillerRecordError("it has more parts than any release") }
    }
}
