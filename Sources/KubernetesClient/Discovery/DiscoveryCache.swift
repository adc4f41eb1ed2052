/// kubectl's cache of the server's types on disk: a folder per server, shared with kubectl.
struct DiscoveryCache: Sendable {
    private let folder: String?

    init(_ configuration: ClientConfiguration) {
        folder = configuration.cacheDirectory.map { "\($0)/discovery/\(Self.folderName(configuration.url))" }
    }

    /// The host as a folder's name: what isn't a letter, digit, `_`, `/`, `.` or bracket becomes `_`.
    static func folderName(_ url: ServerURL) -> String {
        let text = (url.namesPort ? url.authority : url.bracketedHost) + url.basePath
        return String(String.UnicodeScalarView(text.unicodeScalars.map { keeps($0) ? $0 : "_" }))
    }

    private static func keeps(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "/", ".", "(", ")": true
        default: false
        }
    }

    /// Seconds for which a file is good.
    static let lifetime: Int64 = 6 * 3600

    /// The group list.
    func groups(anyAge: Bool) -> [UInt8]? { read("servergroups.json", anyAge: anyAge) }

    /// The types of `apps/v1`, or of `v1`.
    func types(of apiVersion: String, anyAge: Bool) -> [UInt8]? {
        read("\(apiVersion)/serverresources.json", anyAge: anyAge)
    }

    func storeGroups(_ bytes: [UInt8]) { write(bytes, "servergroups.json") }

    func storeTypes(_ bytes: [UInt8], of apiVersion: String) { write(bytes, "\(apiVersion)/serverresources.json") }

    private func read(_ name: String, anyAge: Bool) -> [UInt8]? {
        guard let folder else { return nil }
        let path = "\(folder)/\(name)"
        guard let age = FileSystem.age(of: path), anyAge || age < Self.lifetime else { return nil }
        return try? FileSystem.read(path)
    }

    /// A cache that can't be written costs time, nothing else.
    private func write(_ bytes: [UInt8], _ name: String) {
        guard let folder, !name.split(separator: "/").contains("..") else { return }
        try? FileSystem.replace("\(folder)/\(name)", with: bytes, mode: 0o660, folderMode: 0o750)
    }
}
