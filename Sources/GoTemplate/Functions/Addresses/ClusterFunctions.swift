#if canImport(Glibc)
    import Glibc
#endif

/// Functions that ask others: the cluster (`lookup`) and the resolver (`getHostByName`).
enum ClusterFunctions {
    static let functions: [TemplateFunction] = [
        TemplateFunction("lookup", [.string, .string, .string, .string]) { context, arguments in
            let texts = arguments.map { $0.string?.text ?? "" }
            guard let lookup = context.options.lookup, texts.count == 4 else { return .map(TemplateMap()) }
            return try lookup(texts[0], texts[1], texts[2], texts[3])
        },
        TemplateFunction("getHostByName") { (context: inout CallContext, name: TemplateString) in
            context.options.resolvesHostNames ? address(of: name.text) : ""
        },
    ]

    /// One of a host's addresses, or nothing.
    private static func address(of name: String) -> String {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &list) == 0, let list else { return "" }
        defer { freeaddrinfo(list) }
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let status = getnameinfo(
            list.pointee.ai_addr, list.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
        guard status == 0 else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
