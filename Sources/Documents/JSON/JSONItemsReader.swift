/// Splits a JSON list that arrives in pieces into its elements, holding only the element at hand.
///
/// Each element of the top-level array `items` is handed over as the complete bytes of one JSON value, not yet read;
/// the other members (apiVersion, metadata) are kept and returned as the envelope. Only the brackets are looked at
/// here: what is wrong inside an element shows when it is read, what is wrong around them shows in `finish`.
package struct JSONItemsReader {
    private let key: [UInt8]
    /// The text without the elements.
    private var envelope: [UInt8] = []
    /// The beginning of an element whose end has not arrived yet.
    private var pending: [UInt8] = []
    private var state = State()

    /// What is known about the text up to the byte at hand.
    private struct State {
        /// How many arrays and objects are open.
        var depth = 0
        var isInString = false
        var isEscaped = false
        /// The array of the elements is open.
        var isInItems = false
        /// The element at hand has more than space.
        var hasElement = false
        /// The last string at the top level of the object was the key looked for.
        var key = KeyMatch.none
        /// Where in the envelope the last string at the top level begins.
        var stringStart = 0
    }

    private enum KeyMatch {
        case none, found, withColon
    }

    /// A reader of the elements of the top-level member `key`.
    package init(key: String = "items") {
        self.key = [UInt8(ascii: "\"")] + key.utf8 + [UInt8(ascii: "\"")]
    }

    /// Takes the next piece of the text; calls `item` for each element that is complete.
    ///
    /// The bytes handed over are valid only during the call. After an error of `item` the reader is of no more use.
    package mutating func consume(
        _ chunk: UnsafeRawBufferPointer, _ item: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var position = 0
        while position < chunk.count {
            position =
                state.isInItems ? try consumeItems(chunk, from: position, item) : consumeEnvelope(chunk, from: position)
        }
    }

    /// Ends the text and returns the list without its elements (the member `items` is an empty array).
    package mutating func finish() throws(DocumentError) -> Value {
        try JSON.read(envelope)
    }

    /// Takes bytes around the elements and returns where it stopped.
    private mutating func consumeEnvelope(_ chunk: UnsafeRawBufferPointer, from start: Int) -> Int {
        var position = start
        while position < chunk.count, !state.isInItems {
            let byte = chunk[position]
            envelope.append(byte)
            position &+= 1
            if state.isInString { passInString(byte) } else { passInEnvelope(byte) }
        }
        return position
    }

    private mutating func passInString(_ byte: UInt8) {
        if state.isEscaped {
            state.isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
            state.isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
            state.isInString = false
            let isKey = state.depth == 1 && envelope[state.stringStart...].elementsEqual(key)
            state.key = isKey ? .found : .none
        }
    }

    private mutating func passInEnvelope(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): return
        case UInt8(ascii: ":") where state.key == .found:
            state.key = .withColon
            return
        case UInt8(ascii: "[") where state.key == .withColon && state.depth == 1:
            state.isInItems = true
            state.hasElement = false
            state.depth += 1
        case UInt8(ascii: "\""):
            state.isInString = true
            state.stringStart = envelope.count - 1
        case UInt8(ascii: "{"), UInt8(ascii: "["): state.depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"): state.depth -= 1
        default: break
        }
        state.key = .none
    }

    /// Takes bytes of the elements and returns where it stopped.
    private mutating func consumeItems(
        _ chunk: UnsafeRawBufferPointer, from start: Int, _ item: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> Int {
        var elementStart = start
        var position = start
        while let found = nextBoundary(chunk, from: position) {
            position = found + 1
            let isEnd = chunk[found] == UInt8(ascii: "]")
            // An empty place between two commas is handed over too, for its reader to refuse.
            if state.hasElement || !isEnd {
                try handOver(UnsafeRawBufferPointer(rebasing: chunk[elementStart..<found]), item)
            }
            elementStart = position
            // Behind a comma an element must follow.
            state.hasElement = !isEnd
            if isEnd {
                endItems()
                return position
            }
        }
        pending.append(contentsOf: UnsafeRawBufferPointer(rebasing: chunk[elementStart...]))
        return chunk.count
    }

    private mutating func endItems() {
        envelope.append(UInt8(ascii: "]"))
        pending.removeAll(keepingCapacity: true)
        state.isInItems = false
        state.depth -= 1
    }

    private mutating func handOver(
        _ rest: UnsafeRawBufferPointer, _ item: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        guard !pending.isEmpty else { return try item(rest) }
        pending.append(contentsOf: rest)
        defer { pending.removeAll(keepingCapacity: true) }
        try pending.withUnsafeBytes(item)
    }

    /// The position of the comma or bracket that ends the element at hand, or nil when it isn't in this piece.
    private mutating func nextBoundary(_ chunk: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var state = self.state
        defer { self.state = state }
        var position = start
        while position < chunk.count {
            let byte = chunk[position]
            if state.isInString {
                position = Self.skipString(chunk, from: position, &state)
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): state.isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): state.depth += 1
            case UInt8(ascii: ",") where state.depth == 2: return position
            case UInt8(ascii: "]") where state.depth == 2: return position
            case UInt8(ascii: "}"), UInt8(ascii: "]"): state.depth -= 1
            default: break
            }
            if byte > UInt8(ascii: " ") { state.hasElement = true }
            position &+= 1
        }
        return nil
    }

    /// Goes on in a string, up to behind its closing quote or the end of the piece.
    @inline(__always)
    private static func skipString(_ chunk: UnsafeRawBufferPointer, from start: Int, _ state: inout State) -> Int {
        var position = start
        while position < chunk.count {
            if !state.isEscaped, position &+ 8 <= chunk.count {
                let word = ByteWord(chunk.loadUnaligned(fromByteOffset: position, as: UInt64.self))
                if word.equal(UInt8(ascii: "\"")) | word.equal(UInt8(ascii: "\\")) == 0 {
                    position &+= 8
                    continue
                }
            }
            let byte = chunk[position]
            position &+= 1
            if state.isEscaped {
                state.isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                state.isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                state.isInString = false
                return position
            }
        }
        return position
    }
}
