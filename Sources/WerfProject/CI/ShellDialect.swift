/// How a kind of shell, or a file of variables, writes what is to be set.
///
/// A value may hold anything, since branch names and titles come from whoever may push: quoted, none of it runs.
package enum ShellDialect: Hashable, Sendable {
    /// POSIX shells.
    case posix
    /// Batch files of Windows.
    case cmdexe
    case powershell
    /// A file of `NAME=value` lines.
    case environmentFile

    /// The dialect of `--shell`.
    ///
    /// - Throws: a `ci` error for a shell that isn't known.
    package init(shell: String) throws(ProjectError) {
        switch shell {
        case "", "default": self = .posix
        case "cmdexe": self = .cmdexe
        case "powershell": self = .powershell
        default:
            throw ProjectError(
                .ci, "provided shell \(quoted(shell)) not supported",
                advice: ["It must be default, cmdexe or powershell."])
        }
    }

    /// What a file name ends in.
    package var fileSuffix: String {
        switch self {
        case .posix, .environmentFile: ""
        case .cmdexe: ".bat"
        case .powershell: ".ps1"
        }
    }

    /// The line that ends a script that can't be made.
    package var failure: String { self == .cmdexe ? "exit /b 1" : "exit 1" }

    func assignment(_ name: String, _ value: String) -> String {
        switch self {
        case .posix: "export \(name)=\"\(Self.escaped(value, ["\\", "\"", "$", "`"], by: "\\"))\""
        case .cmdexe: "set \(name)=\(Self.batchText(value))"
        case .powershell: "$Env:\(name) = \"\(Self.escaped(value, Self.powershellSigns, by: "`"))\""
        case .environmentFile: "\(name)=\(Self.fileValue(value))"
        }
    }

    /// A line that does nothing.
    func comment(_ text: String) -> String {
        (self == .cmdexe ? ":: " : "# ") + Self.onOneLine(text)
    }

    /// A line that prints `line`; nil where nothing can be printed.
    func echo(_ line: String) -> String? {
        switch self {
        case .posix: "echo '\(line.replacing("'", with: "'\\''"))'"
        case .cmdexe: "echo '\(Self.batchText(line))'"
        case .powershell: "echo '\(Self.escaped(line, ["'", "\u{2018}", "\u{2019}", "\u{201A}", "\u{201B}"], by: nil))'"
        case .environmentFile: nil
        }
    }

    /// What PowerShell takes for more than itself between double quotes.
    private static let powershellSigns: Set<Unicode.Scalar> = ["`", "\"", "$", "\u{201C}", "\u{201D}", "\u{201E}"]

    /// The text with a sign before each of `signs`; nil doubles them.
    private static func escaped(_ text: String, _ signs: Set<Unicode.Scalar>, by sign: Unicode.Scalar?) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if signs.contains(scalar) { result.append(sign ?? scalar) }
            result.append(scalar)
        }
        return String(result)
    }

    /// A batch file has no text of several lines; a caret makes every other sign harmless.
    private static func batchText(_ text: String) -> String {
        escaped(onOneLine(text), ["&", "|", "<", ">", "^", "\"", "(", ")", "!"], by: "^").replacing("%", with: "%%")
    }

    /// Line breaks written as `\n` and `\r`.
    private static func onOneLine(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            case "\r": result.append(contentsOf: "\\r".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// As it is when no reader could mistake it; between single quotes, or with line breaks between double quotes.
    private static func fileValue(_ value: String) -> String {
        if value.utf8.allSatisfy(isPlain) { return value }
        if value.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "'") }) { return "'\(value)'" }
        return "\"\(onOneLine(escaped(value, ["\\", "\"", "$", "`"], by: "\\")))\""
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "_-./:=@%+,~?".utf8.contains(byte)
        }
    }
}
