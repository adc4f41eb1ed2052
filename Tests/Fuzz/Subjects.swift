import ChartModel
import Documents
import GoTime
import Gzip
import HelmChart
import JSONSchema
import RegularExpressions
import SemanticVersions

/// What reads data from outside, with inputs for it.
///
/// A subject may refuse an input; it must not trap, hang, or take
/// memory without bound.
struct Subject: Sendable {
    var name: String
    var make: @Sendable (inout SeededNumbers) -> [UInt8]
    var feed: @Sendable ([UInt8]) -> Void

    /// A subject whose inputs are mutated samples.
    init(name: String, mutator: Mutator, feed: @escaping @Sendable ([UInt8]) -> Void) {
        self.init(name: name, make: { mutator.input(&$0) }, feed: feed)
    }

    /// A subject whose inputs are put together.
    init(
        name: String, make: @escaping @Sendable (inout SeededNumbers) -> [UInt8],
        feed: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.name = name
        self.make = make
        self.feed = feed
    }

    /// - Parameters:
    ///   - templates: samples of templates.
    ///   - record: a release as a record holds it.
    ///   - plan: the content of a plan that was kept.
    static func all(templates: [String], record: String, plan: String) -> [Subject] {
        [
            json, yaml, template(templates), values, setFlags, archive(), pattern, schema, version, time, duration,
            HostileTemplates.calls, HostileTemplates.cycles, HostileTemplates.patterns, HostileCharts.archives,
            HostileCharts.folders, StoredSubjects.record(record), StoredSubjects.plan(plan), StoredSubjects.undo,
            StoredSubjects.kubeconfig, StoredSubjects.project,
        ]
    }

    static let json = Subject(
        name: "json",
        mutator: Mutator(
            samples: [
                #"{"a":[1,2.5e-3,"x\u00e9\n",null,true,{"b":{}}]}"#, "[[[[[]]]]]", #""\ud83d\ude00""#, "-0.0e+10",
                #"{"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}],"metadata":{"continue":"x"}}"#,
            ],
            words: ["{", "}", "[", "]", ",", ":", "\"", "\\", "\\u12", "1e999", "-", "null", "true", "\u{0}"])
    ) { bytes in
        if let value = try? JSON.read(bytes) { _ = JSON.write(value, .go, sortedKeys: true) }
        var reader = JSONItemsReader()
        _ = try? bytes.withUnsafeBytes { whole in
            for start in stride(from: 0, to: whole.count, by: 7) {
                let piece = UnsafeRawBufferPointer(rebasing: whole[start..<min(start + 7, whole.count)])
                try reader.consume(piece) { _ in }
            }
        }
        _ = try? reader.finish()
    }

    static let yaml = Subject(
        name: "yaml",
        mutator: Mutator(
            samples: [
                "a: 1\nb:\n  - x\n  - {c: 'd', e: \"f\\n\"}\n", "k: |\n  text\n   more\n", "k: >-\n  folded\n  text\n",
                "a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n", "---\na: 0x1F\n---\nb: 1_000\nc: .inf\n", "? [a, b]\n: c\n",
                "!!binary aGk=\n", "- - - 1\n- !!str 5\n", "\"on\": yes\n2020-01-01: ~\n",
            ],
            words: [
                "- ", ": ", "&a ", "*a", "<<: ", "|\n", ">\n", "!!str ", "{", "}", "[", "]", "\t", "---\n", "#", "'",
            ])
    ) { bytes in
        for value in (try? YAML.readAll(bytes)) ?? [] {
            _ = YAML.write(value, .goYAML2)
            _ = YAML.write(value, .goYAML3)
        }
    }

    static func template(_ samples: [String]) -> Subject {
        Subject(
            name: "template",
            mutator: Mutator(
                samples: samples,
                words: [
                    "{{", "}}", "{{-", "-}}", "{{ end }}", "{{ if ", "{{ range ", "{{ with ", "{{ define \"x\" }}",
                    "{{ include \"x\" . }}", "{{ template \"x\" . }}", "{{ tpl ", " | ", "(", ")", "$x := ", ".Values",
                    "nil",
                    " -9223372036854775808", " 9223372036854775807", " 1e308", "\"", "`", "{{/*", "*/}}", "dict ",
                    "list ",
                    "{{ break }}", "{{ else }}", " printf \"%*d\" ",
                ])
        ) { bytes in
            let folder = Scratch.chart
            folder.write(bytes, to: "templates/t.yaml")
            render(folder.path)
        }
    }

    /// Loads and renders what lies at a path.
    static func render(_ path: String, values: Object = sampleValues) {
        guard let chart = try? Chart.load(path: path) else { return }
        _ = try? Renderer.render(
            chart, RenderInputs(releaseName: "r", namespace: "n", capabilities: .offline, values: values))
    }

    private static let sampleValues: Object = {
        let values: Value = [
            "a": ["b": ["c": 1]], "l": [1, "x", nil, ["k": "v"]], "s": "text", "n": 3, "f": 2.5, "t": true, "e": [:],
        ]
        return values.object ?? Object()
    }()

    static let values = Subject(
        name: "values",
        mutator: Mutator(
            samples: [
                "a: {b: 1}\nl: [1, 2]\nglobal: {x: y}\n", "s: null\na:\n  b: null\n", "a: text\nb: {c: [{d: 1}]}\n",
            ],
            words: ["null", "global:", "{", "}", "[", "]", ": ", "\n  ", "- "])
    ) { bytes in
        let folder = Scratch.values
        folder.write(bytes, to: "values.yaml")
        render(folder.path, values: Object())
    }

    static let setFlags = Subject(
        name: "set",
        mutator: Mutator(
            samples: ["a.b=c,d[0].e=f", "l={a,b,c}", "x\\.y=1,z=null", "a[3][1]=true", "j={\"k\":[1,2]}"],
            words: ["[", "]", "{", "}", "=", ",", ".", "\\", "[65537]", "[-1]", "[99999999999999999999]", "null", "=="])
    ) { bytes in
        let text = String(decoding: bytes.prefix(4096), as: UTF8.self)
        for sources in [ValueSources(set: [text]), ValueSources(setString: [text]), ValueSources(setJSON: [text])] {
            _ = try? sources.merged()
        }
        _ = try? ValueSources(setLiteral: [text]).merged()
    }

    static func archive() -> Subject {
        Subject(
            name: "archive",
            mutator: Mutator(
                samples: [
                    Tar.archive([
                        "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "c/values.yaml": "a: 1\n",
                    ]),
                    Tar.archive([
                        "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "c/templates/a.yaml": "a: 1\n",
                        "c/charts/d/Chart.yaml": "apiVersion: v2\nname: d\nversion: 1.0.0\n",
                    ]),
                ],
                words: ["../", "/etc/x", "\u{0}", "77777777777\u{0}", "ustar", "5", "2", "x", "L", "g"])
        ) { bytes in
            guard let packed = try? bytes.withUnsafeBytes({ try Gzip.compress($0, level: 1) }) else { return }
            Scratch.archive.write(packed, to: "c.tgz")
            render(Scratch.archive.path + "/c.tgz")
            Scratch.archive.write(bytes, to: "raw.tgz")
            render(Scratch.archive.path + "/raw.tgz")
        }
    }

    static let pattern = Subject(
        name: "pattern",
        mutator: Mutator(
            samples: [
                "^a(b|c)*?d{2,5}$", "(?i)[^\\w\\s-]+\\pL", "(?P<n>x)(?:y)?\\b", "[[:alpha:]]|\\x{1F600}", "(a*)*b",
            ],
            words: ["(", ")", "[", "]", "{1000}", "{,}", "*", "+", "?", "|", "\\", "(?", "\\p{Greek}", "^", "$", ".*"])
    ) { bytes in
        let text = String(decoding: bytes.prefix(512), as: UTF8.self)
        guard let pattern = try? RegularExpression(text) else { return }
        _ = pattern.matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\u{1F600} x-y_z")
    }

    static let schema = Subject(
        name: "schema",
        mutator: Mutator(
            samples: [
                ##"{"$defs":{"a":{"type":"string"}},"properties":{"s":{"$ref":"#/$defs/a"}},"required":["s"]}"##,
                #"{"type":["object","null"],"additionalProperties":{"anyOf":[{"minimum":1},{"pattern":"^a"}]}}"#,
                #"{"items":[{"const":1}],"contains":{"enum":[1]},"if":{},"then":false,"not":{"multipleOf":0}}"#,
            ],
            words: [##"{"$ref":"#"}"##, ##""$id":"x","##, "{", "}", "[", "]", "-1", "1e308", "true", "\"#/\""])
    ) { bytes in
        guard let document = try? JSON.read(bytes) else { return }
        for reading in [JSONSchema.Options.Reading.asHelm3, .declared] {
            let schema = try? JSONSchema(document, options: JSONSchema.Options(reading: reading))
            _ = try? schema?.violations(in: .object(sampleValues)).map(\.helm3Line)
            _ = try? schema?.violations(in: [1, [2], "x"]).map(\.helm4Line)
        }
    }

    static let version = Subject(
        name: "version",
        mutator: Mutator(
            samples: [">=1.2.3-0 <2 || ~3.x", "^1.2, !=1.4.0", "1.0 - 2.0", "v1.2.3-alpha.10+meta"],
            words: ["||", ",", "^", "~", "*", "x", "-", "99999999999999999999", "+", ".", " "])
    ) { bytes in
        let text = String(decoding: bytes.prefix(1024), as: UTF8.self)
        let version = try? SemanticVersion(text)
        if let constraint = try? VersionConstraint(text), let version = try? SemanticVersion("1.2.3") {
            _ = constraint.allows(version)
        }
        _ = version?.description
    }

    static let time = Subject(
        name: "time",
        mutator: Mutator(
            samples: ["2026-11-21T08:54:00.852801522+05:30", "Mon Jan _2 15:04:05 2006", "2006-01-02T15:04:05Z07:00"],
            words: ["9", "-", "T", "Z", "+99:99", ".000000000", "MST", "99999"])
    ) { bytes in
        let text = String(decoding: bytes.prefix(256), as: UTF8.self)
        if let time = try? GoTime.parseRFC3339Nano(text) { _ = time.rfc3339Nano }
        _ = GoTime(seconds: 0, nanoseconds: 0, zone: .utc).format(text)
    }

    static let duration = Subject(
        name: "duration",
        mutator: Mutator(
            samples: ["1h2m3.5s", "-100ms", "1us2ns"], words: ["h", "9223372036854775807", ".", "-", "µs"])
    ) { bytes in
        let text = String(decoding: bytes.prefix(256), as: UTF8.self)
        if let duration = try? GoDuration(parsing: text) { _ = duration.description }
    }
}
