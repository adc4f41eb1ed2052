import Documents
import FoundationEssentials
import Testing

@testable import JSONSchema

/// The public JSON Schema test suite, which scripts/setup fetches: KW_JSON_SCHEMA_SUITE names its folder `tests`.
@Suite struct SchemaSuiteTests {
    struct Tally: CustomStringConvertible {
        var passed = 0
        var remote = 0
        var failures: [String] = []
        var description: String { "\(passed) passed, \(failures.count) failed, \(remote) with remote references" }
    }

    @Test(arguments: [
        ("draft4", JSONSchema.Options(reading: .asHelm3, checksFormats: false)),
        ("draft6", JSONSchema.Options(reading: .asHelm3, checksFormats: false)),
        ("draft7", JSONSchema.Options(reading: .asHelm3, checksFormats: false)),
        ("draft2019-09", JSONSchema.Options(reading: .declared, checksFormats: false)),
        ("draft2020-12", JSONSchema.Options(reading: .declared, checksFormats: false)),
    ])
    func requiredCases(_ draft: String, _ options: JSONSchema.Options) throws {
        guard let suite = ProcessInfo.processInfo.environment["KW_JSON_SCHEMA_SUITE"] else {
            throw SchemaError("KW_JSON_SCHEMA_SUITE isn't set: run these tests through scripts/test")
        }
        let folder = "\(suite)/\(draft)"
        var tally = Tally()
        for file in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() where file.hasSuffix(".json") {
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(file)") else { continue }
            let groups = try JSON.read([UInt8](data)).array ?? []
            for group in groups { judge(group, file, draft, options, &tally) }
        }
        print("JSON Schema suite, \(draft): \(tally)")
        #expect(tally.failures.isEmpty, "\(tally.failures.joined(separator: "\n"))")
        #expect(tally.passed > 500)
    }

    private func judge(
        _ group: Value, _ file: String, _ draft: String, _ options: JSONSchema.Options, _ tally: inout Tally
    ) {
        let schema = declared(group["schema"] ?? .null, draft)
        for test in group["tests"]?.array ?? [] {
            let name = "\(file): \(group["description"]?.string ?? ""): \(test["description"]?.string ?? "")"
            do {
                let violations = try JSONSchema(schema, options: options).violations(in: test["data"] ?? .null)
                if violations.isEmpty == (test["valid"] == true) {
                    tally.passed += 1
                } else {
                    tally.failures.append("\(name) \(violations.map(\.helm4Line))")
                }
            } catch  where isRemote(schema) && error.message.contains("leads out of the schema") {
                tally.remote += 1
            } catch {
                tally.failures.append("\(name): \(error.message)")
            }
        }
    }

    /// Old drafts' cases don't say which draft they are of.
    private func declared(_ schema: Value, _ draft: String) -> Value {
        guard case .object(var object) = schema, object["$schema"] == nil, draft < "draft7x", draft != "draft2019-09",
            draft != "draft2020-12"
        else { return schema }
        object["$schema"] = .string("http://json-schema.org/\(draft.replacing("draft", with: "draft-0"))/schema#")
        return .object(object)
    }

    /// The schema refers to another document: one that the suite serves, or a draft's own schema.
    private func isRemote(_ schema: Value) -> Bool {
        let text = String(decoding: JSON.write(schema), as: UTF8.self)
        return text.contains("localhost:1234") || text.contains("json-schema.org/draft")
    }
}
