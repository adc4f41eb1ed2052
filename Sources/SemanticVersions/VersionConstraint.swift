/// A condition on versions such as `>=1.2 <2 || ~3.1`.
///
/// Alternatives are separated by `||`; the comparisons of one alternative, separated by commas or spaces, hold together.
package struct VersionConstraint: Sendable {
    /// When a prerelease can satisfy a constraint.
    package enum PrereleaseRule: Sendable {
        /// Helm 3: only a comparison that names a prerelease itself lets prereleases pass.
        case eachComparison
        /// Helm 4: one comparison with a prerelease opens the whole alternative.
        case wholeAlternative
    }

    private let alternatives: [[VersionComparison]]
    private let rule: PrereleaseRule

    /// Reads a constraint; an empty one, or an empty alternative, is an error.
    package init(_ text: String, rule: PrereleaseRule = .eachComparison) throws(SemanticVersionError) {
        self.rule = rule
        var alternatives: [[VersionComparison]] = []
        for alternative in Self.split(Self.expandingRanges(Array(text.utf8))) {
            alternatives.append(try Self.comparisons(alternative))
        }
        self.alternatives = alternatives
    }

    /// The version satisfies one of the alternatives.
    package func allows(_ version: SemanticVersion) -> Bool {
        alternatives.contains { comparisons in
            let isOpen = rule == .wholeAlternative && comparisons.contains { !$0.version.prerelease.isEmpty }
            return comparisons.allSatisfy { $0.allows(version, openToPrereleases: isOpen) }
        }
    }

    // MARK: Reading

    private static func split(_ bytes: [UInt8]) -> [[UInt8]] {
        let bar = UInt8(ascii: "|")
        var parts: [[UInt8]] = [[]]
        var position = 0
        while position < bytes.count {
            if bytes[position] == bar, position + 1 < bytes.count, bytes[position + 1] == bar {
                parts.append([])
                position += 2
            } else {
                parts[parts.count - 1].append(bytes[position])
                position += 1
            }
        }
        return parts
    }

    /// Each `1.2 - 2.3`, spelled as two comparisons.
    private static func expandingRanges(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            if let (low, high, end) = range(in: bytes, at: position) {
                result += ">= ".utf8
                result += low
                result += ", <= ".utf8
                result += high
                result.append(0x20)
                position = end
            } else {
                result.append(bytes[position])
                position += 1
            }
        }
        return result
    }

    private typealias Range = (low: ArraySlice<UInt8>, high: ArraySlice<UInt8>, end: Int)

    private static func range(in bytes: [UInt8], at start: Int) -> Range? {
        let lowStart = skippingSpace(bytes, from: start)
        guard let (_, lowEnd) = ScannedVersion.scan(bytes, at: lowStart, wildcards: true) else { return nil }
        let hyphen = skippingSpace(bytes, from: lowEnd)
        guard hyphen > lowEnd, hyphen < bytes.count, bytes[hyphen] == UInt8(ascii: "-") else { return nil }
        let highStart = skippingSpace(bytes, from: hyphen + 1)
        guard highStart > hyphen + 1, let (_, highEnd) = ScannedVersion.scan(bytes, at: highStart, wildcards: true)
        else { return nil }
        return (bytes[lowStart..<lowEnd], bytes[highStart..<highEnd], skippingSpace(bytes, from: highEnd))
    }

    private static func skippingSpace(_ bytes: [UInt8], from start: Int) -> Int {
        var position = start
        while position < bytes.count, bytes[position].isSpace { position += 1 }
        return position
    }

    private static func comparisons(_ bytes: [UInt8]) throws(SemanticVersionError) -> [VersionComparison] {
        let improper = SemanticVersionError.improperConstraint(String(decoding: bytes, as: UTF8.self))
        var scanned: [(VersionComparison.Operator, ScannedVersion)] = []
        var position = skippingSpace(bytes, from: 0)
        repeat {
            let (sign, signEnd) = VersionComparison.Operator.read(bytes, at: position)
            let start = skippingSpace(bytes, from: signEnd)
            guard let (version, end) = ScannedVersion.scan(bytes, at: start, wildcards: true) else { throw improper }
            scanned.append((sign, version))
            position = skippingSpace(bytes, from: end)
            guard position < bytes.count else { break }
            if bytes[position] == UInt8(ascii: ",") {
                position = skippingSpace(bytes, from: position + 1)
            } else if position == end {
                throw improper
            }
        } while true
        var comparisons: [VersionComparison] = []
        for (sign, version) in scanned { comparisons.append(try VersionComparison(sign, version)) }
        return comparisons
    }
}
