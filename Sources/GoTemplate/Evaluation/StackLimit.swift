/// Where the stack of a thread ends, so that deep templates end in an error and not in a crash.
struct StackLimit {
    /// The lowest address that may be used.
    private let lowest: UInt

    init(lowest: UInt) {
        self.lowest = lowest
    }

    /// The limit of the running thread; on a thread that isn't ours a cautious guess from here downwards.
    static func current() -> StackLimit {
        LargeStack.limitOfCurrentThread ?? StackLimit(lowest: address() &- 256 * 1024)
    }

    /// Little is left of the stack.
    var isNearlyExhausted: Bool { Self.address() < lowest }

    /// About where the stack ends now.
    @inline(never)
    static func address() -> UInt {
        var here: UInt8 = 0
        return withUnsafeMutablePointer(to: &here) { UInt(bitPattern: $0) }
    }
}
