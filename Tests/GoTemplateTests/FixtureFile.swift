import FoundationEssentials

/// Files beside the tests.
enum FixtureFile {
    static func bytes(_ name: String) -> [UInt8] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let data = try? Data(contentsOf: folder.appending(path: "Fixtures/\(name)"))
        return data.map(Array.init) ?? []
    }
}
