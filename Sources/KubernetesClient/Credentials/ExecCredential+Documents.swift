internal import Documents
internal import FoundationEssentials

extension ExecPlugin {
    /// The value of `KUBERNETES_EXEC_INFO`.
    func request(isInteractive: Bool) -> String {
        var specification = Object()
        if let clusterInformation, let cluster = try? JSON.read(clusterInformation) {
            specification["cluster"] = cluster
        }
        specification["interactive"] = .bool(isInteractive)
        let request: Value = [
            "kind": "ExecCredential", "apiVersion": .string(apiVersion), "spec": .object(specification),
        ]
        return String(decoding: JSON.write(request), as: UTF8.self)
    }

    /// Reads what the plugin printed.
    func credential(from output: [UInt8]) throws(CredentialError) -> ExecCredential {
        let value: Value
        do throws(DocumentError) {
            value = try JSON.read(output)
        } catch {
            // The text itself may hold a secret.
            throw CredentialError("exec: decoding stdout of \(command): \(error.message)")
        }
        let version = value["apiVersion"]?.string ?? ""
        guard value["kind"]?.string == "ExecCredential", version == apiVersion else {
            throw CredentialError(
                "exec plugin is configured to use API version \(apiVersion), plugin returned version \(version)")
        }
        guard let status = value["status"]?.object else {
            throw CredentialError("exec plugin didn't return a status field")
        }
        return try credential(from: status)
    }

    private func credential(from status: Object) throws(CredentialError) -> ExecCredential {
        let text = { (key: String) in status[key]?.string.flatMap { $0.isEmpty ? nil : $0 } }
        var credential = ExecCredential(token: text("token"))
        switch (text("clientCertificateData"), text("clientKeyData")) {
        case (let certificate?, let key?):
            credential.certificate = CertificatePair(certificate: Array(certificate.utf8), key: Array(key.utf8))
        case (nil, nil): break
        default: throw CredentialError("exec plugin returned only certificate or key, not both")
        }
        guard credential.token != nil || credential.certificate != nil else {
            throw CredentialError("exec plugin didn't return a token or cert/key pair")
        }
        if let stamp = text("expirationTimestamp") {
            guard let date = Self.date(stamp) else {
                throw CredentialError("exec plugin returned an expirationTimestamp that is no RFC 3339 time")
            }
            credential.expiry = date
        }
        return credential
    }

    /// Seconds since 1970 of an RFC 3339 time; parts of a second are dropped.
    static func date(_ text: String) -> Int64? {
        var text = text
        if let dot = text.utf8.firstIndex(of: UInt8(ascii: ".")) {
            let rest = text.utf8[text.utf8.index(after: dot)...]
            let end = rest.firstIndex { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? text.endIndex
            text.removeSubrange(dot..<end)
        }
        guard let date = try? Date(text, strategy: .iso8601) else { return nil }
        return Int64(exactly: date.timeIntervalSince1970.rounded(.down))
    }
}
