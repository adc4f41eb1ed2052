internal import ChartModel
package import Documents

extension ValueSources {
    /// All sources as one object; nulls are kept, they remove defaults later.
    ///
    /// - Parameter base: what lies below the first file, for callers with values of their own.
    /// - Throws: ``ChartError`` with Helm's words for files that can't be read and texts that don't parse.
    package func merged(over base: Object = Object()) throws(ChartError) -> Object {
        var values = base
        for path in files { values = values.overlaid(with: try Self.read(path)) }
        let expressions: [(SetExpression.Flag, [String])] = [
            (.setJSON, setJSON), (.set, set), (.setString, setString), (.setFile, setFile),
            (.setLiteral, setLiteral),
        ]
        for (flag, texts) in expressions {
            for text in texts { try SetExpression.apply(text, of: flag, to: &values) }
        }
        return values
    }

    private static func read(_ path: String) throws(ChartError) -> Object {
        if path.hasPrefix("http://") || path.hasPrefix("https://") {
            throw ChartError(
                .values, "values are not fetched from \(path): download the file first, or pipe it into `-f -`",
                file: path)
        }
        let bytes: [UInt8]
        do throws(FileSystem.Failure) {
            bytes = path.trimmingSpace == "-" ? try FileSystem.readStandardInput() : try FileSystem.read(path)
        } catch {
            throw ChartError(.values, error.message, file: path)
        }
        do throws(ChartError) {
            return try ValuesFile.read(bytes, as: "failed to parse \(path): ")
        } catch {
            var error = error
            error.file = path
            throw error
        }
    }
}

extension Object {
    /// These members without those of another object; tables lose theirs, and go when nothing is left.
    func without(_ other: Object) -> Object {
        var result = self
        for member in other {
            if case .object(let inner) = member.value, case .object(let own)? = result[member.key] {
                let rest = own.without(inner)
                result[member.key] = rest.isEmpty ? nil : .object(rest)
            } else {
                result[member.key] = nil
            }
        }
        return result
    }

    /// These members with another object's over them: tables are merged, everything else is replaced.
    package func overlaid(with winner: Object) -> Object {
        var result = self
        for member in winner {
            if case .object(let over) = member.value, case .object(let under)? = result[member.key] {
                result[member.key] = .object(under.overlaid(with: over))
            } else {
                result[member.key] = member.value
            }
        }
        return result
    }
}
