package import Documents
package import SemanticVersions

/// A semantic version inside a template: Masterminds' `*semver.Version`.
package final class VersionObject: TemplateObject {
    /// The version itself or a pointer to it; the library's methods yield both.
    package let isPointer: Bool
    package let version: SemanticVersion

    package init(_ version: SemanticVersion, isPointer: Bool = true) {
        self.version = version
        self.isPointer = isPointer
    }

    package static let pointerName = "*semver.Version"

    package var goTypeName: String { isPointer ? Self.pointerName : "semver.Version" }
    package var goKind: GoKind { isPointer ? .pointer : .structure }
    package var printedText: TemplateString? { TemplateString(version.description) }
    package var document: Value { .string(version.description) }

    package var fields: [(name: TemplateKey, value: TemplateValue)] {
        [
            ("major", .uint64(version.major)), ("minor", .uint64(version.minor)), ("patch", .uint64(version.patch)),
            ("pre", .text(version.prerelease)), ("metadata", .text(version.metadata)),
            ("original", .text(version.original)),
        ]
    }

    package func isEqual(to other: any TemplateObject) -> Bool {
        guard let other = other as? VersionObject else { return false }
        return other.version.description == version.description && other.version.original == version.original
    }

    package func signature(ofMethod name: TemplateKey) -> Signature? {
        if Self.parts[name.text] != nil { return Signature([]) }
        if Self.comparisons[name.text] != nil { return Signature([.object(Self.pointerName)]) }
        return name == "SetPrerelease" || name == "SetMetadata" ? Signature([.string]) : nil
    }

    package func call(
        method name: TemplateKey, arguments: [TemplateValue], context: inout CallContext
    ) throws -> TemplateValue {
        if let part = Self.parts[name.text] { return part(version) }
        if let comparison = Self.comparisons[name.text] {
            guard case .object(let object)? = arguments.first, let other = object as? VersionObject else {
                return .null
            }
            return comparison(version.compare(other.version))
        }
        let text = arguments.first?.string?.text ?? ""
        do throws(SemanticVersionError) {
            let changed =
                name == "SetPrerelease"
                ? try version.setting(prerelease: text) : try version.setting(metadata: text)
            return .object(VersionObject(changed, isPointer: false))
        } catch {
            throw FunctionError(error.message(for: context.helmVersion))
        }
    }

    private static let parts: [String: @Sendable (SemanticVersion) -> TemplateValue] = [
        "Major": { .uint64($0.major) },
        "Minor": { .uint64($0.minor) },
        "Patch": { .uint64($0.patch) },
        "Prerelease": { .text($0.prerelease) },
        "Metadata": { .text($0.metadata) },
        "Original": { .text($0.original) },
        "String": { .text($0.description) },
        "IncMajor": { .object(VersionObject($0.nextMajor(), isPointer: false)) },
        "IncMinor": { .object(VersionObject($0.nextMinor(), isPointer: false)) },
        "IncPatch": { .object(VersionObject($0.nextPatch(), isPointer: false)) },
    ]

    private static let comparisons: [String: @Sendable (Int) -> TemplateValue] = [
        "Compare": { .int($0) },
        "Equal": { .bool($0 == 0) },
        "LessThan": { .bool($0 < 0) },
        "LessThanEqual": { .bool($0 <= 0) },
        "GreaterThan": { .bool($0 > 0) },
        "GreaterThanEqual": { .bool($0 >= 0) },
    ]
}

extension SemanticVersionError {
    /// The words of the given Helm.
    func message(for helm: HelmVersion) -> String { helm == .v3 ? message : messageOfHelm4 }
}
