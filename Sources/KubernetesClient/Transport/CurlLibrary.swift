internal import CCurl

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// libcurl, loaded on the first request.
final class CurlLibrary: Sendable {
    /// libcurl's functions; filled once, before anyone sees the library.
    nonisolated(unsafe) private let table: UnsafeMutablePointer<kw_curl>
    /// The server may be spoken to in HTTP/2.
    let offersHTTP2: Bool

    /// The functions of libcurl.
    var functions: UnsafePointer<kw_curl> { UnsafePointer(table) }

    private static let loaded: Result<CurlLibrary, TransportFailure> = {
        do throws(TransportFailure) {
            return .success(try CurlLibrary())
        } catch {
            return .failure(error)
        }
    }()

    /// The one library of the process.
    static func shared() throws(TransportFailure) -> CurlLibrary { try loaded.get() }

    private init() throws(TransportFailure) {
        let table = UnsafeMutablePointer<kw_curl>.allocate(capacity: 1)
        table.initialize(to: kw_curl())
        self.table = table
        // The table is never freed: the library lives as long as the process, and a failure to load is final.
        if let fault = kw_curl_load(table) {
            offersHTTP2 = false
            throw TransportFailure(.library, "libcurl can't be loaded: \(String(cString: fault))")
        }
        guard table.pointee.global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK,
            let version = kw_curl_version(table)?.pointee
        else {
            offersHTTP2 = false
            throw TransportFailure(.library, "libcurl can't be started")
        }
        offersHTTP2 = version.features & CURL_VERSION_HTTP2 != 0
        let name = version.version.map { String(cString: $0) } ?? "of unknown version"
        // Certificates from memory came with 7.77.
        guard version.version_num >= 0x07_4d_00 else {
            throw TransportFailure(.library, "libcurl \(name) is too old; 7.77 or newer is needed")
        }
        guard version.features & CURL_VERSION_SSL != 0 else {
            throw TransportFailure(.library, "libcurl \(name) can't do TLS")
        }
    }
}
