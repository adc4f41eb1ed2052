/// Which kubeconfig files are read.
struct KubeconfigFiles: Hashable, Sendable {
    /// Paths in order of precedence.
    var paths: [String]
    /// A file that is missing is an error: it was named by a flag.
    var areRequired: Bool

    /// The flag's file, else those of `KUBECONFIG`, else the one in the home folder.
    init(_ overrides: ConfigurationOverrides, environment: [String: String]) {
        if let path = overrides.kubeconfigPath, !path.isEmpty {
            self.init(paths: [path], areRequired: true)
            return
        }
        var paths: [String] = []
        for part in (environment["KUBECONFIG"] ?? "").utf8.split(separator: UInt8(ascii: ":")) {
            if let path = String(part), !paths.contains(path) { paths.append(path) }
        }
        if paths.isEmpty, let home = environment["HOME"], !home.isEmpty { paths = ["\(home)/.kube/config"] }
        self.init(paths: paths, areRequired: false)
    }

    private init(paths: [String], areRequired: Bool) {
        self.paths = paths
        self.areRequired = areRequired
    }

    /// Reads and merges the files.
    func read() throws(ConfigurationError) -> Kubeconfig {
        var merged = Kubeconfig()
        for path in paths {
            let bytes: [UInt8]
            do throws(FileSystem.Failure) {
                bytes = try FileSystem.read(path)
            } catch {
                if !error.isMissing {
                    throw ConfigurationError("error loading config file \"\(path)\": \(error.message)")
                }
                if areRequired { throw ConfigurationError("stat \(path): no such file or directory") }
                continue
            }
            merged.merge(try Kubeconfig(bytes, folder: Path.parent(of: path), name: path))
        }
        return merged
    }
}
