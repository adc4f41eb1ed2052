package import Documents
package import GoTemplate

/// What a project adds to the inputs of its chart; none of it is kept with the release.
package struct ChartAdditions: Sendable {
    /// What the project says of itself; it wins over all other values, and a schema need not know of it.
    package var service = Object()
    /// Decrypted values; they win over the user's.
    package var secrets = Object()
    /// Functions that templates can call besides Helm's.
    package var functions: [TemplateFunction] = []
    /// Further members of what templates see as their dot.
    package var roots = Object()

    package init() {}

    /// The user's values with those of the project over them.
    package func values(over user: Object) -> Object {
        if service.isEmpty, secrets.isEmpty { return user }
        return user.overlaid(with: secrets).overlaid(with: service)
    }
}
