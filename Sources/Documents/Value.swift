//! Documents: JSON and YAML as one value type.
//!
//! Purpose: text becomes a `Value` and a `Value` becomes text, with the readings and the spellings of the Go
//! libraries that Helm and Kubernetes use, so that what is stored or printed here matches theirs byte for byte. Types
//! of our own become documents by `Codable` (`Coding/`), so that no member is forgotten.
//! May import: CYAML.

/// A JSON or YAML document, or a part of one.
///
/// Integers stay apart from doubles, since Kubernetes and Helm tell them apart. Strings are valid UTF-8.
package enum Value: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case string(String)
    case array([Value])
    case object(Object)
}

extension Value {
    /// Strings are equal only if their bytes are: `String` also equates two spellings of the same characters.
    package static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.double(let left), .double(let right)): left == right
        case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }

    /// The value is `null`.
    package var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The boolean, if it is one.
    package var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    /// The integer, also when it was written as a double without a fraction (as Go's readers accept it).
    package var integer: Int64? {
        switch self {
        case .integer(let integer): integer
        case .double(let double): Int64(exactly: double)
        default: nil
        }
    }

    /// The number as a double, whichever kind of number it is.
    package var double: Double? {
        switch self {
        case .integer(let integer): Double(integer)
        case .double(let double): double
        default: nil
        }
    }

    /// The string, if it is one.
    package var string: String? {
        if case .string(let string) = self { string } else { nil }
    }

    /// The elements, if it is an array.
    package var array: [Value]? {
        if case .array(let array) = self { array } else { nil }
    }

    /// The members, if it is an object.
    package var object: Object? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The member `key`, or nil when this is no object or has no such member.
    package subscript(key: String) -> Value? {
        object?[key]
    }

    /// The element at `index`, or nil when this is no array or the index lies outside.
    package subscript(index: Int) -> Value? {
        guard case .array(let array) = self, array.indices.contains(index) else { return nil }
        return array[index]
    }

    /// The value found by following member names downwards, or nil when one is missing.
    package subscript(path path: [String]) -> Value? {
        var value = self
        for key in path {
            guard let next = value[key] else { return nil }
            value = next
        }
        return value
    }
}

extension Value: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(nilLiteral: ()) { self = .null }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(floatLiteral value: Double) { self = .double(value) }
    package init(stringLiteral value: String) { self = .string(value) }
    package init(arrayLiteral elements: Value...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, Value)...) {
        self = .object(Object(elements.map { Object.Member(key: $0.0, value: $0.1) }))
    }
}
