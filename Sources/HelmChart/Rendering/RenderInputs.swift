package import Documents

/// Everything a rendering depends on besides the chart.
package struct RenderInputs: Sendable {
    package var releaseName: String
    package var namespace: String
    package var revision: Int
    package var isUpgrade: Bool
    package var capabilities: Capabilities
    /// The user's values, as `ValueSources.merged` gives them.
    package var values: Object
    /// What the project adds that the chart belongs to.
    package var additions = ChartAdditions()
    /// Reads the cluster for `lookup`, and for APIs that the capabilities lack; nil gives every lookup an empty answer.
    package var lookup: (any LookupProvider)?
    /// Whether `getHostByName` asks the resolver.
    package var resolvesHostNames: Bool
    /// Whether the notes of subcharts follow the chart's own.
    package var rendersSubchartNotes: Bool
    /// Whether values must satisfy each chart's values.schema.json.
    package var checksSchemas: Bool
    /// How schemas are read.
    package var schemaDialect: SchemaDialect
    package var warn: Warning

    /// Inputs with Helm's defaults for whatever isn't given.
    package init(
        releaseName: String, namespace: String, revision: Int = 1, isUpgrade: Bool = false,
        capabilities: Capabilities, values: Object = Object(), lookup: (any LookupProvider)? = nil,
        resolvesHostNames: Bool = false, rendersSubchartNotes: Bool = false, checksSchemas: Bool = true,
        schemaDialect: SchemaDialect = .helm,
        warn: @escaping Warning = { _ in }
    ) {
        self.releaseName = releaseName
        self.namespace = namespace
        self.revision = revision
        self.isUpgrade = isUpgrade
        self.capabilities = capabilities
        self.values = values
        self.lookup = lookup
        self.resolvesHostNames = resolvesHostNames
        self.rendersSubchartNotes = rendersSubchartNotes
        self.checksSchemas = checksSchemas
        self.schemaDialect = schemaDialect
        self.warn = warn
    }
}

/// Reads a cluster while templates run.
///
/// Rendering is synchronous: a provider whose reads are asynchronous blocks the rendering thread until they are done.
package protocol LookupProvider: Sendable {
    /// The object, or the list when `name` is empty; an empty object when there is none.
    ///
    /// - Throws: any error but "not found"; its description becomes the template's error.
    func lookup(apiVersion: String, kind: String, namespace: String, name: String) throws -> Value

    /// Whether the cluster serves a kind that isn't among ``Capabilities/apiVersions``, which may be hours old.
    ///
    /// - Throws: an error when the cluster couldn't be asked; its description becomes the template's error.
    func serves(apiVersion: String, kind: String) throws -> Bool
}

extension LookupProvider {
    package func serves(apiVersion: String, kind: String) throws -> Bool { false }
}
