internal import Documents

/// An amount as Kubernetes writes it (`500m`, `1Gi`, `2e3`), comparable whatever its spelling.
///
/// The value is `digits` times 2^`binary` times 10^`decimal`, with factors of ten taken out of the digits.
struct Quantity: Hashable {
    private var digits: Int64
    private var decimal: Int

    /// Reads a string or a number; nil for what isn't a quantity or needs more than 18 digits.
    init?(_ value: Value) {
        switch value {
        case .integer(let integer): self.init(digits: integer, decimal: 0, binary: 0)
        case .string(let text): self.init(text)
        default: return nil
        }
    }

    /// Reads a quantity as the API writes it.
    init?(_ text: String) {
        var bytes = Array(text.utf8)[...]
        var negative = false
        if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            negative = sign == UInt8(ascii: "-")
            bytes.removeFirst()
        }
        var digits: Int64 = 0
        var fraction: Int?
        var count = 0
        while let byte = bytes.first,
            byte == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        {
            bytes.removeFirst()
            if byte == UInt8(ascii: ".") {
                guard fraction == nil else { return nil }
                fraction = 0
                continue
            }
            count += 1
            guard count <= 18 else { return nil }
            digits = digits &* 10 &+ Int64(byte - UInt8(ascii: "0"))
            fraction = fraction.map { $0 + 1 }
        }
        guard count > 0, let scale = Self.scale(String(decoding: bytes, as: UTF8.self)) else { return nil }
        self.init(digits: negative ? -digits : digits, decimal: scale.decimal - (fraction ?? 0), binary: scale.binary)
    }

    private init?(digits: Int64, decimal: Int, binary: Int) {
        let (product, overflow) = digits.multipliedReportingOverflow(by: Int64(1) << Int64(binary))
        guard !overflow, binary < 62 else { return nil }
        self.digits = product
        self.decimal = product == 0 ? 0 : decimal
        while self.digits != 0, self.digits % 10 == 0 {
            self.digits /= 10
            self.decimal += 1
        }
    }

    private static func scale(_ suffix: String) -> (decimal: Int, binary: Int)? {
        switch suffix {
        case "": (0, 0)
        case "n": (-9, 0)
        case "u": (-6, 0)
        case "m": (-3, 0)
        case "k": (3, 0)
        case "M": (6, 0)
        case "G": (9, 0)
        case "T": (12, 0)
        case "P": (15, 0)
        case "E": (18, 0)
        case "Ki": (0, 10)
        case "Mi": (0, 20)
        case "Gi": (0, 30)
        case "Ti": (0, 40)
        case "Pi": (0, 50)
        case "Ei": (0, 60)
        default: exponent(suffix)
        }
    }

    private static func exponent(_ suffix: String) -> (decimal: Int, binary: Int)? {
        guard let mark = suffix.utf8.first, mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { return nil }
        return Int(suffix.dropFirst()).flatMap { (-18...18).contains($0) ? ($0, 0) : nil }
    }

    /// The names of maps of quantities in the built-in kinds.
    private static let maps: Set<String> = [
        "limits", "requests", "capacity", "allocatable", "hard", "overhead", "podFixed", "default", "defaultRequest",
        "max", "min", "maxLimitRequestRatio", "allocatedResources",
    ]
    /// The names of single quantities in the built-in kinds.
    private static let fields: Set<String> = ["sizeLimit", "averageValue", "value", "divisor"]

    /// The API versions in which a field of these names is a quantity.
    static let groups: Set<String> = [
        "v1", "apps/v1", "batch/v1", "batch/v1beta1", "autoscaling/v1", "autoscaling/v2", "autoscaling/v2beta1",
        "autoscaling/v2beta2", "policy/v1", "policy/v1beta1", "node.k8s.io/v1", "extensions/v1beta1",
    ]

    /// Whether the field at `path` of a built-in kind can be a quantity.
    static func mayStand(at path: [String]) -> Bool {
        guard let name = path.last else { return false }
        if let parent = path.dropLast().last, maps.contains(parent) { return true }
        return fields.contains(name) && (name != "value" || path.contains("metrics"))
    }
}
