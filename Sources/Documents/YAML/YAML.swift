/// YAML texts, read and written as sigs.k8s.io/yaml does, the library of Helm and Kubernetes.
package enum YAML {
    /// Whose layout a written text has.
    package enum Style: Hashable, Sendable {
        /// goyaml.v2: lines folded after column 80, sequences not indented under their key; Helm's `toYaml`.
        case goYAML2
        /// goyaml.v3 with an indentation of 2: nothing folded, sequences indented; Helm's `toYamlPretty`.
        case goYAML3
    }

    /// One document of a text with several.
    package struct Document: Hashable, Sendable {
        /// What the document says.
        package var value: Value
        /// The line of its first node, counted from 1 (for a document without one: where it begins).
        package var line: Int
    }

    /// Reads the first document; an empty text is null.
    ///
    /// The value is the one that JSON.read gives for the text's form in JSON: YAML 1.1 booleans, keys turned into
    /// strings, merge keys applied, of equal keys the last one counts. Errors are in goyaml's words: `yaml: line N: …`.
    ///
    /// - Parameter maximumDepth: how deep collections may lie in each other; what walks through a deep value needs a
    ///   deep stack.
    package static func read(
        _ bytes: [UInt8], maximumDepth: Int = JSON.maximumDepth
    ) throws(DocumentError) -> Value {
        try EscapedQuotes.read(bytes, maximumDepth: maximumDepth) { composer throws(DocumentError) in
            try composer.readDocument()?.value ?? .null
        }
    }

    /// Reads the first document; see `read` for bytes.
    package static func read(_ text: String) throws(DocumentError) -> Value {
        try read(Array(text.utf8))
    }

    /// Reads all documents.
    package static func readAll(_ bytes: [UInt8]) throws(DocumentError) -> [Value] {
        try readDocuments(bytes).map(\.value)
    }

    /// Reads all documents with the lines where they stand, so that an error can name one.
    package static func readDocuments(_ bytes: [UInt8]) throws(DocumentError) -> [Document] {
        try EscapedQuotes.read(bytes) { composer throws(DocumentError) in
            var documents: [Document] = []
            while let document = try composer.readDocument() { documents.append(document) }
            return documents
        }
    }

    /// Writes a value as goyaml's Marshal does, integers as Go ints and doubles as Go floats; ends with a newline.
    package static func write(_ value: Value, _ style: Style = .goYAML2) -> [UInt8] {
        var emitter = YAMLEmitter(style, isThroughJSON: false)
        emitter.write(value)
        return emitter.output
    }

    /// Writes a document of Go values as goyaml.v3's Marshal does; ends with a newline.
    package static func write(_ node: YAMLNode) -> [UInt8] {
        var emitter = YAMLEmitter(.goYAML3, isThroughJSON: false)
        emitter.write(node, .root)
        emitter.startLine()
        return emitter.output
    }

    /// Writes a value as sigs.k8s.io/yaml's Marshal does (Helm's `toYaml`, `-o yaml`): through JSON, so that whole
    /// doubles become integers; ends with a newline.
    ///
    /// Returns nil where Go fails: for a number that isn't finite, and for a string with DEL or a C1 control character.
    package static func goMarshal(_ value: Value) -> [UInt8]? {
        guard GoMarshal.canReread(value) else { return nil }
        var emitter = YAMLEmitter(.goYAML2, isThroughJSON: true)
        emitter.write(value)
        return emitter.hasFailed ? nil : emitter.output
    }
}
