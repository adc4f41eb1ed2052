internal import Glibc

/// Asks on the terminal whether to go on.
package enum Confirmation {
    /// Whether somebody can answer.
    package static var isPossible: Bool { isatty(STDIN_FILENO) == 1 }

    /// Asks, and waits for a line; anything but yes means no.
    package static func ask(_ question: String) -> Bool {
        Console.writeError("\(question) [y/N] ")
        guard let answer = readLine(strippingNewline: true) else { return false }
        return ["y", "yes"].contains(answer.lowercased())
    }
}
