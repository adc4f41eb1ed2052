/// A configuration with which no cluster can be reached.
package struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Each fault, in kubectl's words.
    package var faults: [String]
    /// The files are sound, what they say isn't: kubectl words such faults as `Error in configuration: …`.
    package var isInvalidConfiguration: Bool

    package init(_ fault: String) {
        faults = [fault]
        isInvalidConfiguration = false
    }

    package init(invalid faults: [String]) {
        self.faults = faults
        isInvalidConfiguration = true
    }

    /// The faults as kubectl prints them: one on the line, more of them as a list below it.
    package var description: String {
        let heading = isInvalidConfiguration ? "Error in configuration: " : "error: "
        if faults.count == 1 { return heading + faults[0] }
        return heading + "\n" + faults.map { "* \($0)\n" }.joined()
    }
}
