/// `urlParse` and `urlJoin`.
enum URLFunctions {
    static let functions: [TemplateFunction] = [
        TemplateFunction("urlParse") { (text: TemplateString) -> TemplateMap in
            do throws(GoURL.Problem) {
                return parts(of: try GoURL(text.bytes))
            } catch {
                throw FunctionError("unable to parse url: \(error.message)")
            }
        },
        TemplateFunction("urlJoin") { (parts: TemplateMap) in TemplateString(try url(of: parts).bytes) },
    ]

    private static func parts(of url: GoURL) -> TemplateMap {
        let parts: [(TemplateString, [UInt8])] = [
            ("scheme", url.scheme), ("host", url.host), ("hostname", url.hostName), ("path", url.path),
            ("query", url.query), ("opaque", url.opaque), ("fragment", url.fragment),
            ("userinfo", url.userInformation),
        ]
        return TemplateMap(parts.map { ($0, .string(TemplateString($1))) })
    }

    private static func url(of parts: TemplateMap) throws -> GoURL {
        var url = GoURL()
        url.scheme = try part("scheme", of: parts)
        url.host = try part("host", of: parts)
        url.path = try part("path", of: parts)
        url.query = try part("query", of: parts)
        url.opaque = try part("opaque", of: parts)
        url.fragment = try part("fragment", of: parts)
        let user = try part("userinfo", of: parts)
        guard !user.isEmpty else { return url }
        do throws(GoURL.Problem) {
            url.user = try GoURL(Array("proto://".utf8) + user + Array("@host".utf8)).user
        } catch {
            throw FunctionError("unable to parse userinfo in dict: \(error.message)")
        }
        return url
    }

    private static func part(_ key: TemplateString, of parts: TemplateMap) throws -> [UInt8] {
        guard let value = parts[key] else { return [] }
        guard case .string(let string) = value else {
            let kind = value.goKind.rawValue
            throw FunctionError("unable to parse \(key) key, must be of type string, but \(kind) found")
        }
        return string.bytes
    }
}
