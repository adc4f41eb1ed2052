import Documents

/// How a program ended and what it printed.
struct Outcome: Sendable {
    var command: String
    /// The exit status; 128 plus the signal's number when one ended it.
    var status: Int
    var output: String
    var errors: String

    /// The standard output, read as JSON.
    func json() throws -> Value {
        do {
            return try JSON.read(output)
        } catch {
            throw LabError("\(command) printed no JSON: \(error.message)\n\(output)")
        }
    }

    /// This outcome, or an error that shows all of it when the program failed.
    @discardableResult
    func succeeded() throws -> Outcome {
        guard status == 0 else { throw LabError("\(command) ended with \(status):\n\(errors)\(output)") }
        return self
    }
}

/// Something that a test needs isn't as it must be.
struct LabError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
