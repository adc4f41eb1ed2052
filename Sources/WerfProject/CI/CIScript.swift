/// The lines that hand the variables of a CI system over to whoever sources them.
package struct CIScript: Sendable {
    /// One line of the script.
    enum Line: Hashable, Sendable {
        case header(String)
        /// - Parameter overrides: a value that is already set doesn't stand in the way.
        case variable(String, String, overrides: Bool)
    }

    var lines: [Line]

    /// The script's text.
    ///
    /// - Parameters:
    ///   - current: the variables that are set already.
    ///   - isVerbose: each line is followed by one that prints it.
    package func text(_ dialect: ShellDialect, current: [String: String], isVerbose: Bool = false) -> String {
        var text = ""
        for (number, line) in lines.enumerated() {
            if case .header = line, number > 0 { text += "\n" }
            let written = Self.text(of: line, dialect, current)
            text += written + "\n"
            if isVerbose, let echo = dialect.echo(written) { text += echo + "\n" }
        }
        return text
    }

    private static func text(of line: Line, _ dialect: ShellDialect, _ current: [String: String]) -> String {
        switch line {
        case .header(let title): return dialect.comment(title)
        case .variable(let name, let value, let overrides):
            let assignment = dialect.assignment(name, value)
            if !overrides, let set = current[name], !set.isEmpty {
                return dialect.comment("skip \(assignment) (\(set))")
            }
            return value.isEmpty ? dialect.comment(assignment) : assignment
        }
    }
}
