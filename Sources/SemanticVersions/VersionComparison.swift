/// One comparison of a constraint: an operator with a version whose parts may be missing or wildcards.
struct VersionComparison: Sendable {
    enum Operator: Sendable {
        case tildeOrEqual, notEqual, greater, less, greaterOrEqual, lessOrEqual, tilde, caret

        private static let spellings: [(text: StaticString, sign: Operator)] = [
            ("!=", .notEqual), (">=", .greaterOrEqual), ("=>", .greaterOrEqual), ("<=", .lessOrEqual),
            ("=<", .lessOrEqual), ("~>", .tilde), ("=", .tildeOrEqual), (">", .greater), ("<", .less), ("~", .tilde),
            ("^", .caret),
        ]

        /// The operator at `position` (none means equal) and where it ends.
        static func read(_ bytes: [UInt8], at position: Int) -> (sign: Operator, end: Int) {
            for (text, sign) in spellings {
                let isHere = text.withUTF8Buffer { bytes[position...].starts(with: $0) }
                if isHere { return (sign, position + text.utf8CodeUnitCount) }
            }
            return (.tildeOrEqual, position)
        }
    }

    let sign: Operator
    /// Missing parts count as 0.
    let version: SemanticVersion
    /// Something is missing: the comparison means a range.
    let isRange: Bool
    /// The minor number is missing, but not the major one.
    let anyMinor: Bool
    /// The patch number is missing, but not the others.
    let anyPatch: Bool

    init(_ sign: Operator, _ scanned: ScannedVersion) throws(SemanticVersionError) {
        self.sign = sign
        let numbers = Array(scanned.numbers.prefix { !Self.isWildcard($0) })
        isRange = numbers.count < 3
        anyMinor = numbers.count == 1
        anyPatch = numbers.count == 2
        let padded = numbers + [String](repeating: "0", count: 3 - numbers.count)
        let prerelease = scanned.prerelease.isEmpty ? "" : "-" + scanned.prerelease
        do {
            version = try SemanticVersion(padded.joined(separator: ".") + prerelease)
        } catch {
            throw .constraintParser
        }
    }

    private static func isWildcard(_ number: String) -> Bool { number == "x" || number == "X" || number == "*" }

    func allows(_ other: SemanticVersion, openToPrereleases: Bool) -> Bool {
        let isShut = !other.prerelease.isEmpty && version.prerelease.isEmpty && !openToPrereleases
        // A complete `!=` is the one comparison that any prerelease may satisfy.
        if isShut, !(sign == .notEqual && !isRange) { return false }
        switch sign {
        case .tildeOrEqual: return isRange ? allowsTilde(other) : other == version
        case .notEqual: return allowsNotEqual(other)
        case .greater: return allowsGreater(other)
        case .less: return other < version
        case .greaterOrEqual: return other >= version
        case .lessOrEqual: return allowsLessOrEqual(other)
        case .tilde: return allowsTilde(other)
        case .caret: return allowsCaret(other)
        }
    }

    private func allowsNotEqual(_ other: SemanticVersion) -> Bool {
        guard isRange, other.major == version.major else { return other != version }
        if anyMinor { return false }
        if other.minor != version.minor { return true }
        if anyPatch { return SemanticVersion.comparePrereleases(other.prerelease, version.prerelease) != 0 }
        return other != version
    }

    private func allowsGreater(_ other: SemanticVersion) -> Bool {
        guard isRange, other.major == version.major else { return other > version }
        if anyMinor { return false }
        return anyPatch ? other.minor > version.minor : other > version
    }

    private func allowsLessOrEqual(_ other: SemanticVersion) -> Bool {
        guard isRange else { return other <= version }
        if other.major > version.major { return false }
        return !(other.major == version.major && other.minor > version.minor && !anyMinor)
    }

    private func allowsTilde(_ other: SemanticVersion) -> Bool {
        guard other >= version else { return false }
        let isZero = version.major == 0 && version.minor == 0 && version.patch == 0
        if isZero, !anyMinor, !anyPatch { return true }
        return other.major == version.major && (other.minor == version.minor || anyMinor)
    }

    /// The leftmost number that isn't 0 stays.
    private func allowsCaret(_ other: SemanticVersion) -> Bool {
        guard other >= version, other.major == version.major else { return false }
        if version.major > 0 || anyMinor { return true }
        guard other.minor == version.minor else { return false }
        return version.minor > 0 || anyPatch || other.patch == version.patch
    }
}
