import FoundationEssentials
import Glibc
import Testing

@testable import PluginKit

@Suite struct PrivateFileTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "private-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func content(_ path: String) -> [UInt8]? { FileManager.default.contents(atPath: path).map(Array.init) }

    @Test(arguments: [PrivateFile.Former.kept, .replaced])
    func itIsItsOwnersAlone(_ former: PrivateFile.Former) throws {
        try withFolder { folder in
            #expect(PrivateFile.write([1, 2], to: "\(folder)/file", former: former) == nil)
            let mode = try FileManager.default.attributesOfItem(atPath: "\(folder)/file")[.posixPermissions]
            #expect(mode as? Int == 0o600)
            #expect(content("\(folder)/file") == [1, 2])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
        }
    }

    @Test func onlyAFileIsReplaced() throws {
        try withFolder { folder in
            let (pipe, link, file) = ("\(folder)/pipe", "\(folder)/link", "\(folder)/file")
            #expect(mkfifo(pipe, 0o600) == 0)
            #expect(PrivateFile.write([1], to: pipe, former: .replaced) == "it is a device or a pipe")
            #expect(PrivateFile.write([1], to: folder, former: .replaced) == "it is a folder")
            #expect(PrivateFile.hindrance(to: pipe) != nil && PrivateFile.hindrance(to: "\(folder)/no/file") != nil)
            #expect(PrivateFile.write([1], to: file, former: .replaced) == nil)
            #expect(symlink(file, link) == 0)
            #expect(PrivateFile.write([2], to: link, former: .replaced) == nil)
            #expect(content(file) == [2])
            let target = try FileManager.default.destinationOfSymbolicLink(atPath: link)
            #expect(target == file)
        }
    }

    @Test func whatIsThereIsReplacedOrKept() throws {
        try withFolder { folder in
            let path = "\(folder)/file"
            #expect(PrivateFile.write([1], to: path, former: .kept) == nil)
            #expect(PrivateFile.write([2], to: path, former: .kept) == "File exists")
            #expect(content(path) == [1])
            #expect(PrivateFile.write([3], to: path, former: .replaced) == nil)
            #expect(content(path) == [3])
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(names == ["file"])
            #expect(PrivateFile.write([4], to: "\(folder)/none/file", former: .kept) == "No such file or directory")
        }
    }
}
