//! SemanticVersions: versions and version constraints as Helm reads them.
//!
//! Purpose: charts compare versions in templates, in `kubeVersion` and in dependencies; the looseness of the readings
//! and the rules for prereleases are those of the library in Helm 3.17, with Helm 4's rule at choice.
//! May import: nothing.

/// A version `major.minor.patch`, perhaps with a prerelease and build metadata.
package struct SemanticVersion: Sendable {
    package var major: UInt64
    package var minor: UInt64
    package var patch: UInt64
    /// Behind the hyphen, dot-separated; empty if there is none.
    package private(set) var prerelease: String
    /// Behind the plus sign, empty if there is none; it plays no part in comparisons.
    package private(set) var metadata: String
    /// The version as it was written.
    package private(set) var original: String

    /// Reads a version loosely: a `v` in front, missing minor and patch, and leading zeros in numbers are accepted.
    package init(_ text: String) throws(SemanticVersionError) {
        guard let scanned = ScannedVersion(whole: Array(text.utf8), wildcards: false) else { throw .invalidVersion }
        var numbers: [UInt64] = [0, 0, 0]
        for (index, digits) in scanned.numbers.enumerated() {
            guard let number = UInt64(digits) else { throw .numberOutOfRange(digits) }
            numbers[index] = number
        }
        (major, minor, patch) = (numbers[0], numbers[1], numbers[2])
        (prerelease, metadata, original) = (scanned.prerelease, scanned.metadata, text)
        try Self.check(prerelease: prerelease)
    }

    private static func check(prerelease: String) throws(SemanticVersionError) {
        guard !prerelease.isEmpty else { return }
        for part in prerelease.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            let isNumber = part.allSatisfy(\.isDigit)
            if isNumber, part.count > 1, part.first == 0x30 { throw .leadingZero }
            guard part.allSatisfy(\.isIdentifier) else { throw .invalidPrerelease }
        }
    }
}

extension SemanticVersion {
    /// The next major version; the written form keeps its `v`.
    package func nextMajor() -> SemanticVersion { next(major: major &+ 1, minor: 0, patch: 0) }

    /// The next minor version.
    package func nextMinor() -> SemanticVersion { next(major: major, minor: minor &+ 1, patch: 0) }

    /// The next patch version; of a prerelease, the version that it precedes.
    package func nextPatch() -> SemanticVersion {
        next(major: major, minor: minor, patch: prerelease.isEmpty ? patch &+ 1 : patch)
    }

    private func next(major: UInt64, minor: UInt64, patch: UInt64) -> SemanticVersion {
        var next = self
        (next.major, next.minor, next.patch) = (major, minor, patch)
        (next.prerelease, next.metadata) = ("", "")
        next.original = next.written
        return next
    }

    /// The same version with another prerelease; empty removes it.
    package func setting(prerelease: String) throws(SemanticVersionError) -> SemanticVersion {
        try Self.check(prerelease: prerelease)
        var version = self
        version.prerelease = prerelease
        version.original = version.written
        return version
    }

    /// The same version with other build metadata; empty removes it.
    package func setting(metadata: String) throws(SemanticVersionError) -> SemanticVersion {
        let parts = metadata.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard metadata.isEmpty || parts.allSatisfy({ $0.allSatisfy(\.isIdentifier) }) else { throw .invalidMetadata }
        var version = self
        version.metadata = metadata
        version.original = version.written
        return version
    }

    /// The normal form behind the `v` that was written, if one was.
    private var written: String { (original.utf8.first == UInt8(ascii: "v") ? "v" : "") + description }
}

extension SemanticVersion: CustomStringConvertible {
    /// The normal form: three numbers, prerelease, metadata.
    package var description: String {
        var text = "\(major).\(minor).\(patch)"
        if !prerelease.isEmpty { text += "-" + prerelease }
        if !metadata.isEmpty { text += "+" + metadata }
        return text
    }
}

// MARK: - Order

extension SemanticVersion: Comparable {
    /// -1, 0 or 1, as this version comes before, with or after the other one.
    package func compare(_ other: SemanticVersion) -> Int {
        for (left, right) in [(major, other.major), (minor, other.minor), (patch, other.patch)] where left != right {
            return left < right ? -1 : 1
        }
        return Self.comparePrereleases(prerelease, other.prerelease)
    }

    package static func == (left: SemanticVersion, right: SemanticVersion) -> Bool { left.compare(right) == 0 }

    package static func < (left: SemanticVersion, right: SemanticVersion) -> Bool { left.compare(right) < 0 }

    /// A version without prerelease comes after all its prereleases.
    static func comparePrereleases(_ left: String, _ right: String) -> Int {
        if left.isEmpty || right.isEmpty { return left.isEmpty == right.isEmpty ? 0 : left.isEmpty ? 1 : -1 }
        let left = left.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let right = right.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        for index in 0..<max(left.count, right.count) {
            guard index < left.count else { return -1 }
            guard index < right.count else { return 1 }
            let order = compareParts(String(left[index]) ?? "", String(right[index]) ?? "")
            if order != 0 { return order }
        }
        return 0
    }

    /// Numbers by value and before words, words by their bytes.
    private static func compareParts(_ left: String, _ right: String) -> Int {
        if left.utf8.elementsEqual(right.utf8) { return 0 }
        if left.isEmpty || right.isEmpty { return left.isEmpty ? -1 : 1 }
        switch (UInt64(left), UInt64(right)) {
        case (let left?, let right?): return left > right ? 1 : -1
        case (_?, nil): return -1
        case (nil, _?): return 1
        case (nil, nil): return left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
        }
    }
}
