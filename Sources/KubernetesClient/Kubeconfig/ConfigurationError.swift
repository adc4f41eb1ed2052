/// A configuration with which no cluster can be reached.
package struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Each fault, in kubectl's words.
    package var faults: [String]
    /// kubectl's words before the faults.
    private let heading: String

    package init(_ fault: String) {
        faults = [fault]
        heading = "error: "
    }

    /// Files that are sound and say something that can't be.
    package init(invalid faults: [String]) {
        self.faults = faults
        heading = "Error in configuration: "
    }

    /// The faults as kubectl prints them: one on the line, more of them as a list below it.
    package var description: String {
        faults.count == 1 ? heading + faults[0] : heading + "\n" + faults.map { "* \($0)" }.joined(separator: "\n")
    }
}
