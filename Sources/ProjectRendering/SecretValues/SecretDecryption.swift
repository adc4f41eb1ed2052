package import Documents
package import WerfProject

/// Decrypts values and files.
package struct SecretDecryption: Sendable {
    /// Nil leaves everything as it is (`--ignore-secret-key`).
    private let cipher: SecretCipher?

    package init(_ cipher: SecretCipher?) { self.cipher = cipher }

    /// The values of a file in YAML, each text decrypted; keys are as they are.
    ///
    /// - Parameter name: the file's name, for errors.
    /// - Throws: a `secret` error that names the value by its keys.
    package func values(_ text: [UInt8], named name: String) throws(ProjectError) -> Object {
        let document: Value
        do throws(DocumentError) {
            document = try YAML.read(text)
        } catch {
            // The reader's words may hold a piece of the text.
            let line = error.line.map { ":\($0)" } ?? ""
            throw ProjectError(.secret, "\(name)\(line): it isn't YAML")
        }
        if document.isNull { return Object() }
        guard case .object(let object) = document else {
            throw ProjectError(.secret, "\(name): it must be a map of values")
        }
        guard cipher != nil else { return Value.object(object).integersAsDoubles().object ?? object }
        guard case .object(let values) = try decrypted(.object(object), at: [], name) else { return Object() }
        return values
    }

    private func decrypted(_ value: Value, at path: [String], _ name: String) throws(ProjectError) -> Value {
        switch value {
        case .null: return .null
        case .object(let object):
            var result = Object()
            for member in object { result[member.key] = try decrypted(member.value, at: path + [member.key], name) }
            return .object(result)
        case .array(let elements):
            var result: [Value] = []
            for (number, element) in elements.enumerated() {
                result.append(try decrypted(element, at: path + ["\(number)"], name))
            }
            return .array(result)
        case .string(let text): return .string(try self.text(text, at: path, name))
        case .bool, .integer, .double:
            throw Self.failure(
                "unable to decode non string value: expected encoded value as hex string", at: path, name)
        }
    }

    private func text(_ text: String, at path: [String], _ name: String) throws(ProjectError) -> String {
        guard let cipher else { return text }
        do throws(ProjectError) {
            let bytes = try cipher.decrypted(text.utf8)
            guard let decrypted = String(validating: bytes, as: UTF8.self) else {
                throw ProjectError(.secret, "decryption failed: check encryption key and data: it isn't text")
            }
            return decrypted
        } catch {
            throw Self.failure(error.description, at: path, name)
        }
    }

    /// The content of an encrypted file.
    package func file(_ content: [UInt8], named name: String) throws(ProjectError) -> [UInt8] {
        guard let cipher else { return content }
        var text = content[...]
        while let last = text.last, last <= 0x20 { text = text.dropLast() }
        do throws(ProjectError) {
            return try cipher.decrypted(text)
        } catch {
            throw ProjectError(.secret, "\(name): \(error.description)", advice: error.advice)
        }
    }

    private static func failure(_ message: String, at path: [String], _ name: String) -> ProjectError {
        ProjectError(.secret, "\(name): \(path.joined(separator: ".")): \(message)")
    }
}
