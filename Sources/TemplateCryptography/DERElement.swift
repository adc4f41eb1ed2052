/// The head of a DER element, to tell as Go does what is wrong with data that isn't what it should be.
struct DERElement {
    var tag: UInt8
    /// The length of the contents.
    var count: Int
    /// The length of tag and length together.
    private var headSize: Int

    /// nil when the data doesn't begin with a whole element.
    init?(firstIn data: [UInt8]) {
        guard let head = DERElement(headOf: data), head.count <= data.count - head.headSize else { return nil }
        self = head
    }

    private init?(headOf data: [UInt8]) {
        guard data.count >= 2 else { return nil }
        tag = data[0]
        guard data[1] & 0x80 != 0 else {
            (count, headSize) = (Int(data[1]), 2)
            return
        }
        let size = Int(data[1] & 0x7F)
        guard (1...4).contains(size), data.count >= 2 + size else { return nil }
        count = data[2..<(2 + size)].reduce(0) { $0 << 8 | Int($1) }
        headSize = 2 + size
    }

    var isSequence: Bool { tag == 0x30 }

    /// The words of Go's encoding/asn1 for data that isn't the struct of the given name.
    static func problem(in data: [UInt8], of structure: String) -> String {
        guard let head = DERElement(headOf: data) else { return "asn1: syntax error: truncated tag or length" }
        if head.isSequence {
            return head.count > data.count - head.headSize
                ? "asn1: syntax error: data truncated" : "asn1: structure error: the data is no such key"
        }
        let found =
            "{class:\(head.tag >> 6) tag:\(head.tag & 0x1F) length:\(head.count) "
            + "isCompound:\(head.tag & 0x20 != 0)}"
        let wanted =
            "{optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> "
            + "stringType:0 timeType:0 set:false omitEmpty:false}"
        return "asn1: structure error: tags don't match (16 vs \(found)) \(wanted) \(structure) @\(head.headSize)"
    }
}
