/// Where the user's values come from, as given on the command line.
///
/// Later entries win over earlier ones, and the kinds come in this order whatever their order on the command line:
/// files, `setJSON`, `set`, `setString`, `setFile`, `setLiteral`.
package struct ValueSources: Hashable, Sendable {
    /// Paths of YAML files; `-` is the standard input.
    package var files: [String]
    package var setJSON: [String]
    package var set: [String]
    package var setString: [String]
    package var setFile: [String]
    package var setLiteral: [String]

    package init(
        files: [String] = [], set: [String] = [], setString: [String] = [], setJSON: [String] = [],
        setFile: [String] = [], setLiteral: [String] = []
    ) {
        self.files = files
        self.set = set
        self.setString = setString
        self.setJSON = setJSON
        self.setFile = setFile
        self.setLiteral = setLiteral
    }
}
