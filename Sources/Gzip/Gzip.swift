//! Gzip: data in, smaller data out.
//!
//! Purpose: stored releases and chart archives are gzip data; this is all of zlib that the project touches.
//! May import: CZlib.

internal import CZlib

/// Gzip data (RFC 1952), written and read whole.
package enum Gzip {
    /// How many bytes of output are asked of zlib at once.
    private static let pieceSize = 64 * 1024

    /// Compresses the bytes at a level of zlib's (1 fastest … 9 smallest); the header names no file and no time.
    package static func compress(_ bytes: UnsafeRawBufferPointer, level: Int32 = 9) throws(GzipError) -> [UInt8] {
        var stream = z_stream()
        let started = kw_gzip_init(&stream, level)
        guard started == Z_OK else { throw failure(started, stream) }
        defer { deflateEnd(&stream) }
        var output: [UInt8] = []
        var input = Input(bytes)
        var status = Z_OK
        while status == Z_OK {
            input.feed(&stream)
            let flush = input.isConsumed ? Z_FINISH : Z_NO_FLUSH
            status = fill(&output, &stream) { deflate(&$0, flush) }
        }
        guard status == Z_STREAM_END else { throw failure(status, stream) }
        return output
    }

    /// Compresses the bytes at a level of zlib's; see `compress` for a buffer.
    package static func compress(_ bytes: [UInt8], level: Int32 = 9) throws(GzipError) -> [UInt8] {
        try bytes.withUnsafeBytes { bytes in
            Result { () throws(GzipError) in try compress(bytes, level: level) }
        }.get()
    }

    /// Decompresses all members of the data; refuses to produce more than `limit` bytes.
    ///
    /// What follows the last member is ignored when it is only zeros, as archivers pad with them.
    package static func decompress(_ bytes: UnsafeRawBufferPointer, limit: Int) throws(GzipError) -> [UInt8] {
        guard isGzip(bytes) else { throw .notGzip }
        var stream = z_stream()
        let started = kw_gunzip_init(&stream)
        guard started == Z_OK else { throw failure(started, stream) }
        defer { inflateEnd(&stream) }
        var output: [UInt8] = []
        var input = Input(bytes)
        while true {
            try inflateMember(&stream, &input, &output, limit: limit)
            let rest = input.rest(stream)
            guard rest.contains(where: { $0 != 0 }) else { return output }
            guard isGzip(rest) else { throw .damaged("unexpected data after its end") }
            let reset = inflateReset(&stream)
            guard reset == Z_OK else { throw failure(reset, stream) }
        }
    }

    /// Decompresses all members of the data; see `decompress` for a buffer.
    package static func decompress(_ bytes: [UInt8], limit: Int) throws(GzipError) -> [UInt8] {
        try bytes.withUnsafeBytes { bytes in
            Result { () throws(GzipError) in try decompress(bytes, limit: limit) }
        }.get()
    }

    /// The bytes begin as gzip data does.
    package static func isGzip(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.starts(with: [0x1f, 0x8b, 0x08])
    }

    private static func inflateMember(
        _ stream: inout z_stream, _ input: inout Input, _ output: inout [UInt8], limit: Int
    ) throws(GzipError) {
        var status = Z_OK
        while status == Z_OK {
            input.feed(&stream)
            status = fill(&output, &stream) { inflate(&$0, Z_NO_FLUSH) }
            guard output.count <= limit else { throw .tooLong(limit: limit) }
        }
        switch status {
        case Z_STREAM_END: return
        case Z_BUF_ERROR: throw .truncated
        case Z_DATA_ERROR, Z_NEED_DICT: throw .damaged(message(stream) ?? "it cannot be decoded")
        default: throw failure(status, stream)
        }
    }

    /// Appends what one step of zlib gives.
    private static func fill(
        _ output: inout [UInt8], _ stream: inout z_stream, _ step: (inout z_stream) -> Int32
    ) -> Int32 {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: pieceSize) { piece in
            stream.next_out = piece.baseAddress
            stream.avail_out = UInt32(pieceSize)
            let status = step(&stream)
            output.append(contentsOf: UnsafeBufferPointer(rebasing: piece[..<(pieceSize - Int(stream.avail_out))]))
            return status
        }
    }

    private static func failure(_ status: Int32, _ stream: z_stream) -> GzipError {
        .failed(message(stream) ?? zError(status).map { String(cString: $0) } ?? "error \(status)")
    }

    private static func message(_ stream: z_stream) -> String? {
        stream.msg.map { String(cString: $0) }
    }
}

/// The input of a stream, handed to zlib in pieces that its counter can hold.
private struct Input {
    private static let maximumPiece = 1 << 30
    private let bytes: UnsafeRawBufferPointer
    private var handedOver = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// All bytes have been handed over.
    var isConsumed: Bool { handedOver == bytes.count }

    /// Hands over the next piece once the last one is used up.
    mutating func feed(_ stream: inout z_stream) {
        guard stream.avail_in == 0 else { return }
        let piece = UnsafeRawBufferPointer(rebasing: bytes[handedOver...].prefix(Self.maximumPiece))
        // zlib doesn't write to its input; its declaration predates const.
        stream.next_in = UnsafeMutablePointer(mutating: piece.bindMemory(to: UInt8.self).baseAddress)
        stream.avail_in = UInt32(piece.count)
        handedOver += piece.count
    }

    /// What zlib has not used yet.
    func rest(_ stream: z_stream) -> Slice<UnsafeRawBufferPointer> {
        bytes[(handedOver - Int(stream.avail_in))...]
    }
}
