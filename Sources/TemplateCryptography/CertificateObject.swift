import GoTemplate

/// A certificate with its key, both as PEM texts: sprig's `certificate`.
final class CertificateObject: TemplateObject {
    static let typeName = "sprig.certificate"

    let certificate: String
    let key: String

    init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }

    var goTypeName: String { Self.typeName }

    var fields: [(name: TemplateKey, value: TemplateValue)] {
        [("Cert", .text(certificate)), ("Key", .text(key))]
    }

    func isEqual(to other: any TemplateObject) -> Bool {
        guard let other = other as? CertificateObject else { return false }
        return other.certificate == certificate && other.key == key
    }
}

extension CertificateObject: TemplateParameter {
    static var kind: ParameterKind { .object(typeName) }

    static func argument(_ value: TemplateValue) throws -> CertificateObject {
        guard case .object(let object) = value, let certificate = object as? CertificateObject else {
            throw FunctionError("wrong type for value; expected \(typeName); got \(value.goTypeName)")
        }
        return certificate
    }
}
