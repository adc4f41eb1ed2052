import Testing

@testable import KubernetesClient

/// Servers, proxies and times as text.
@Suite struct AddressTests {
    @Test(arguments: [
        ("https://host:6443", "https://host:6443"), ("https://host", "https://host:443"),
        ("http://host/a/b/", "http://host:80/a/b"),
        ("host:8080", "http://host:8080"), ("host:443", "https://host:443"),
        ("HTTPS://[::1]:6443/x?y", "https://[::1]:6443/x"),
        ("https://u:p@host:1", "https://host:1"),
    ])
    func readsAServer(text: String, expected: String) { #expect(ServerURL(text)?.description == expected) }

    @Test(arguments: ["", "ftp://host", "https://", "https://host:port", "https://host:70000", "https://a b"])
    func refusesWhatIsNoServer(text: String) { #expect(ServerURL(text) == nil) }

    @Test(arguments: [
        ("https://api.example", [:], ""), ("https://api.example", ["HTTPS_PROXY": "http://p:1"], "http://p:1"),
        ("https://api.example", ["https_proxy": "p:1"], "http://p:1"),
        ("http://api.example", ["HTTPS_PROXY": "http://p:1"], ""),
        ("http://api.example", ["HTTP_PROXY": "http://p:1"], "http://p:1"),
        ("https://localhost", ["HTTPS_PROXY": "http://p:1"], ""),
        ("https://127.0.0.1:6443", ["HTTPS_PROXY": "http://p:1"], ""),
        ("https://[::1]:6443", ["HTTPS_PROXY": "http://p:1"], ""),
        ("https://127.example.com", ["HTTPS_PROXY": "http://p:1"], "http://p:1"),
        ("https://[::2]", ["HTTPS_PROXY": "http://p:1"], "http://p:1"),
        ("https://api.example", ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "x, example"], ""),
        ("https://api.example", ["HTTPS_PROXY": "http://p:1", "NO_PROXY": ".example"], ""),
        ("https://api.example", ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "ample"], "http://p:1"),
        ("https://api.example", ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "api.example:444"], "http://p:1"),
        ("https://api.example", ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "*"], ""),
        ("https://10.1.2.3", ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "10.0.0.0/8"], ""),
        ("https://11.1.2.3", ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "10.0.0.0/8"], "http://p:1"),
        ("https://api.example", ["HTTPS_PROXY": "socks5://p:1"], "socks5h://p:1"),
    ])
    func picksTheProxy(server: String, environment: [String: String], expected: String) throws {
        #expect(ProxySelection(environment).proxy(for: try #require(ServerURL(server))) == expected)
    }

    @Test(arguments: [
        ("https://[fd00::1]:6443", "fd00::1", true), ("https://[fd00::1]:6443", "FD00:0::1", true),
        ("https://[fd00::1]:6443", "[fd00::1]:6443", true), ("https://[fd00::1]:6443", "[fd00::1]:443", false),
        ("https://[fd00::1]:6443", "fd00::/8", true), ("https://[fd00::1]:6443", "fe00::/8", false),
        ("https://[fd00::1]:6443", "0.0.0.0/0", false), ("https://[::ffff:10.1.2.3]", "10.0.0.0/8", true),
        ("https://10.1.2.3", "10.1.2.3", true), ("https://10.1.2.3", "10.1.2.3:443", true),
        ("https://10.1.2.3", "10.1.2.3:80", false), ("https://10.1.2.3", "10.1.2.0/33", false),
        ("https://10.1.2.3", "10.1.2.2/31", true), ("https://10.1.2.4", "10.1.2.2/31", false),
        ("https://10.1.2.3", "::/0", false), ("https://api.example", "10.0.0.0/8", false),
        ("https://api.example", "api.example:443", true), ("https://api.example", ":443", false),
        ("https://api.example", "*.example", true),
    ])
    func goesPastTheProxy(server: String, exception: String, expected: Bool) throws {
        let proxies = ProxySelection(["HTTPS_PROXY": "http://p:1", "NO_PROXY": "x, \(exception)"])
        #expect(proxies.proxy(for: try #require(ServerURL(server))).isEmpty == expected)
    }

    @Test(arguments: [("0", 0), ("30", 30_000), ("1s", 1000), ("1m30s", 90_000), ("1.5h", 5_400_000), ("500ms", 500)])
    func readsTimeouts(text: String, expected: Int) { #expect(RequestTimeout.milliseconds(text) == expected) }

    @Test(arguments: ["", "s", "1x", "-1", "1s2", "9999999999999999999"])
    func refusesOtherTimeouts(text: String) { #expect(RequestTimeout.milliseconds(text) == nil) }

    @Test func escapesImpersonationKeys() {
        let extra = [ConfigurationOverrides.Pair(key: "Acme.com/Rôle", value: "x")]
        let headers = Impersonation(user: "u", uid: "1", extra: extra).headers
        #expect(
            headers.map(\.name) == ["Impersonate-User", "Impersonate-Uid", "Impersonate-Extra-acme.com%2Fr%C3%B4le"])
    }
}
