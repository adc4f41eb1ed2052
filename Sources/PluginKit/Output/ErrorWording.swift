internal import KubernetesClient
internal import Shared

/// An error that knows how to say it to people; rooms above PluginKit's floor give theirs this.
package protocol ExplainedError: Error {
    /// One line: what failed and on what.
    var explanation: String { get }
    /// Lines that say more, and the way out.
    var advice: [String] { get }
}

extension ExplainedError {
    package var advice: [String] { [] }
}

/// The words in which errors reach people, once for all commands.
package enum ErrorWording {
    /// The text for stderr: `Error: …` on the first line, advice below.
    package static func text(of error: any Error) -> String {
        let advice = (error as? any ExplainedError)?.advice ?? []
        return "Error: \(sentence(of: error))\n" + advice.map { "\($0)\n" }.joined()
    }

    /// What failed and on what, without the way out: the words that a revision's description takes.
    package static func sentence(of error: any Error) -> String {
        (error as? any ExplainedError)?.explanation ?? plain(error)
    }

    /// An error's own words, without the `error` that kubectl puts before some of them: ours stands there already.
    static func plain(_ error: any Error) -> String {
        let text = String(describing: error)
        for prefix in ["error: ", "Error in configuration: ", "Error from server: "]
        where text.utf8.starts(with: prefix.utf8) {
            return String(text.dropFirst(prefix.count))
        }
        guard let answer = (error as? ClientError)?.status, text.utf8.starts(with: "Error from server (".utf8) else {
            return text
        }
        return "\(answer.message) (\(answer.reason))"
    }

    /// ArgumentParser's complaint in pflag's words.
    static func usage(_ message: String) -> String {
        let first = message.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? message
        if let name = between(first, "Unknown option '", "'") {
            return name.utf8.starts(with: "--".utf8)
                ? "unknown flag: \(name)" : "unknown shorthand flag: '\(name.dropFirst())' in \(name)"
        }
        if let name = between(first, "Missing value for '", "'") {
            return "flag needs an argument: \(name.split(separator: " ").first ?? "")"
        }
        if let value = between(first, "Unexpected argument '", "'") { return "unexpected argument: \"\(value)\"" }
        if let name = between(first, "Missing expected argument '", "'") { return "missing argument: \(name)" }
        if let value = between(first, "The value '", "' is invalid for '"),
            let place = between(first, "' is invalid for '", "'")
        {
            let name = place.split(separator: " ").first ?? ""
            let choices = choices(in: message)
            return "invalid argument \"\(value)\" for \(name)"
                + (choices.isEmpty ? "" : ": it is one of \(choices.joined(separator: ", "))")
        }
        return first
    }

    /// The values that ArgumentParser would take: quoted in one line, or listed one by one.
    private static func choices(in message: String) -> [String] {
        guard let start = message.firstRange(of: "lease provide one of ") else { return [] }
        let rest = message[start.upperBound...]
        let lines = rest.split(separator: "\n").filter { $0.hasPrefix("  - ") }
        if !lines.isEmpty { return lines.map { String($0.dropFirst(4)) } }
        let parts = rest.split(separator: "'", omittingEmptySubsequences: false)
        return parts.indices.filter { $0 % 2 == 1 }.map { String(parts[$0]) }
    }

    private static func between(_ text: String, _ start: String, _ end: String) -> String? {
        guard let head = text.firstRange(of: start) else { return nil }
        let rest = text[head.upperBound...]
        return rest.firstRange(of: end).map { String(rest[..<$0.lowerBound]) }
    }
}
