package import Deployment
internal import PluginKit

extension ObjectDiff {
    /// The differences for a terminal, each line ended, or what stands in their place.
    package var shown: String {
        placeholder.map { "  " + Console.emphasized($0, .faint) + "\n" } ?? lines.map { $0.shown + "\n" }.joined()
    }
}

extension ObjectDiff.Line {
    fileprivate var shown: String {
        switch self {
        case .added: Console.emphasized(text, .green)
        case .removed: Console.emphasized(text, .red)
        case .gap: Console.emphasized(text, .faint)
        case .context: text
        }
    }
}
