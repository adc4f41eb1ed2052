/// What a set of templates is rendered with.
package struct TemplateOptions: Sendable {
    /// Asks the cluster for what `lookup` names; an empty name asks for a list.
    ///
    /// Throwing `FunctionError` fails the template.
    package typealias Lookup =
        @Sendable (_ apiVersion: String, _ kind: String, _ namespace: String, _ name: String) throws -> TemplateValue

    package var helmVersion: HelmVersion
    /// What stands around actions.
    package var delimiters = Delimiters.braces
    /// nil: `lookup` yields an empty map, as without a cluster.
    package var lookup: Lookup?
    /// Whether `getHostByName` asks the resolver.
    package var resolvesHostNames: Bool
    /// A missing map key is an error (`helm lint --strict`).
    package var missingKeysAreErrors: Bool
    /// The longest text, in bytes, that a function may give or a template may write: functions that double their
    /// argument use up any memory when they follow each other.
    package var longestText = 1 << 28
    /// All functions by name.
    package var functions: [String: TemplateFunction]

    package init(
        helmVersion: HelmVersion = .v3, lookup: Lookup? = nil, resolvesHostNames: Bool = false,
        missingKeysAreErrors: Bool = false, functions: [String: TemplateFunction]? = nil
    ) {
        self.helmVersion = helmVersion
        self.lookup = lookup
        self.resolvesHostNames = resolvesHostNames
        self.missingKeysAreErrors = missingKeysAreErrors
        self.functions = functions ?? FunctionLibrary.functions(for: helmVersion)
    }
}
