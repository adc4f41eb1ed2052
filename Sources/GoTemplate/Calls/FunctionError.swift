/// A function's error, as Go's functions return or panic with.
package struct FunctionError: Error, Hashable, Sendable {
    /// What follows `error calling NAME: `.
    package var message: String

    package init(_ message: String) {
        self.message = message
    }
}
