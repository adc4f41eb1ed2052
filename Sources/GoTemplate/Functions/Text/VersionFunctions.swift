import SemanticVersions

/// Functions on semantic versions.
enum VersionFunctions {
    static let functions: [TemplateFunction] = [
        TemplateFunction("semver") { (context: inout CallContext, text: TemplateString) -> TemplateValue in
            .object(VersionObject(try version(text, context.helmVersion)))
        },
        TemplateFunction("semverCompare") {
            (context: inout CallContext, constraint: TemplateString, text: TemplateString) -> Bool in
            let rule: VersionConstraint.PrereleaseRule =
                context.helmVersion == .v3 ? .eachComparison : .wholeAlternative
            let parsed: VersionConstraint
            do throws(SemanticVersionError) {
                parsed = try VersionConstraint(constraint.text, rule: rule)
            } catch {
                throw FunctionError(error.message(for: context.helmVersion))
            }
            return parsed.allows(try version(text, context.helmVersion))
        },
    ]

    private static func version(_ text: TemplateString, _ helm: HelmVersion) throws -> SemanticVersion {
        do throws(SemanticVersionError) {
            return try SemanticVersion(text.text)
        } catch {
            throw FunctionError(error.message(for: helm))
        }
    }
}
