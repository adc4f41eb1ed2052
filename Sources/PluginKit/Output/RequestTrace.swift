package import KubernetesClient

/// Shows requests under `-v`, and the server's warnings always.
package struct RequestTrace: RequestObserver {
    private let isVerbose: Bool

    package init(isVerbose: Bool) { self.isVerbose = isVerbose }

    package func requestEnded(_ record: RequestRecord) {
        guard isVerbose else { return }
        let status = record.status == 0 ? "no answer" : String(record.status)
        // The server's log holds the request under this name.
        let audit = record.auditID.map { " \($0)" } ?? ""
        Console.writeError("\(record.method) \(record.path) \(status) \(record.milliseconds) ms\(audit)\n")
    }

    package func warned(_ text: String) { Console.warnForServer(text) }
}
