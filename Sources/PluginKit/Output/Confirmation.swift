internal import Glibc

/// Asks before anything is written.
package enum Confirmation {
    /// Returns when the user agrees.
    ///
    /// - Throws: ``NotConfirmed`` when they don't, or when there is nobody to ask.
    package static func ask(_ question: String, isConfirmed: Bool) throws {
        if isConfirmed { return }
        guard isatty(STDIN_FILENO) == 1 else { throw NotConfirmed(isAsked: false) }
        Console.writeError("\(question) [y/N] ")
        let answer = readLine() ?? ""
        guard ["y", "Y", "yes"].contains(answer) else { throw NotConfirmed(isAsked: true) }
    }
}

/// Nobody has agreed to the change.
package struct NotConfirmed: ExplainedError {
    let isAsked: Bool

    package var explanation: String { "nothing was changed" + (isAsked ? "" : ": there is no terminal to ask at") }
    package var advice: [String] { isAsked ? [] : ["Run it with --yes to go on without being asked."] }
}
