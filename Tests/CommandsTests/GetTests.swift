import PluginKit
import Shared
import Testing

@testable import kubectl_werf_get

@Suite struct GetTests {
    /// Releases of Helm 3 and Helm 4, whose namespaces were others when Helm printed them.
    static func printed(_ helm: Int, _ what: String) throws -> String {
        try Golden.text("helm\(helm)-get-\(what).txt")
    }

    @Test(arguments: [3, 4])
    func everything(_ helm: Int) throws {
        let report = ReleaseReport(try Golden.release(helm))
        #expect(try String(decoding: report.all, as: UTF8.self) == Self.printed(helm, "all"))
        #expect(try report.hooks == Self.printed(helm, "hooks"))
    }

    @Test(arguments: [3, 4])
    func values(_ helm: Int) throws {
        let report = ReleaseReport(try Golden.release(helm))
        #expect(
            try String(decoding: report.values(isComputed: false, .table), as: UTF8.self)
                == Self.printed(helm, "values"))
        #expect(
            try String(decoding: report.values(isComputed: true, .table), as: UTF8.self)
                == Self.printed(helm, "valuesa"))
        #expect(
            try String(decoding: report.values(isComputed: true, .json), as: UTF8.self)
                == Self.printed(helm, "valuesaojson"))
    }

    @Test(arguments: [3, 4], [("table", ""), ("json", "ojson"), ("yaml", "oyaml")])
    func metadata(_ helm: Int, _ form: (String, String)) throws {
        let format = try #require(OutputFormat(rawValue: form.0))
        let text = ReleaseMetadata(try Golden.release(helm)).text(format)
        #expect(try String(decoding: text, as: UTF8.self) == Self.printed(helm, "metadata\(form.1)"))
    }
}
