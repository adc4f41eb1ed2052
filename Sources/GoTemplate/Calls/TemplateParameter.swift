/// A Swift type that stands for a parameter's Go type in a function's closure.
package protocol TemplateParameter: SendableMetatype {
    static var kind: ParameterKind { get }

    /// The argument as this type. The evaluator has checked it against `kind`, so this throws only when a function
    /// is called past that check.
    static func argument(_ value: TemplateValue) throws -> Self
}

extension TemplateParameter {
    static func mismatch(_ value: TemplateValue) -> FunctionError {
        FunctionError("wrong type for value; expected \(kind.goTypeName); got \(value.goTypeName)")
    }
}

extension TemplateValue: TemplateParameter {
    package static var kind: ParameterKind { .any }
    package static func argument(_ value: TemplateValue) -> TemplateValue { value }
}

extension TemplateString: TemplateParameter {
    package static var kind: ParameterKind { .string }
    package static func argument(_ value: TemplateValue) throws -> TemplateString {
        guard case .string(let string) = value else { throw mismatch(value) }
        return string
    }
}

extension Bool: TemplateParameter {
    package static var kind: ParameterKind { .bool }
    package static func argument(_ value: TemplateValue) throws -> Bool {
        guard case .bool(let bool) = value else { throw mismatch(value) }
        return bool
    }
}

extension Int: TemplateParameter {
    package static var kind: ParameterKind { .int }
    package static func argument(_ value: TemplateValue) throws -> Int {
        guard case .int(let int) = value else { throw mismatch(value) }
        return int
    }
}

extension Int64: TemplateParameter {
    package static var kind: ParameterKind { .int64 }
    package static func argument(_ value: TemplateValue) throws -> Int64 {
        guard case .int64(let int) = value else { throw mismatch(value) }
        return int
    }
}

extension UInt32: TemplateParameter {
    package static var kind: ParameterKind { .uint32 }
    package static func argument(_ value: TemplateValue) throws -> UInt32 {
        guard case .uint64(let int) = value, let number = UInt32(exactly: int) else { throw mismatch(value) }
        return number
    }
}

extension Double: TemplateParameter {
    package static var kind: ParameterKind { .double }
    package static func argument(_ value: TemplateValue) throws -> Double {
        guard case .double(let double) = value else { throw mismatch(value) }
        return double
    }
}

extension TemplateMap: TemplateParameter {
    package static var kind: ParameterKind { .map }
    package static func argument(_ value: TemplateValue) throws -> TemplateMap {
        guard case .map(let map) = value else { throw mismatch(value) }
        return map
    }
}

extension TemplateList: TemplateParameter {
    package static var kind: ParameterKind { .list }
    package static func argument(_ value: TemplateValue) throws -> TemplateList {
        guard case .list(let list) = value else { throw mismatch(value) }
        return list
    }
}

/// A Swift type that a function's closure may return.
package protocol TemplateResult: SendableMetatype {
    var templateValue: TemplateValue { get }
}

extension TemplateValue: TemplateResult {
    package var templateValue: TemplateValue { self }
}

extension TemplateString: TemplateResult {
    package var templateValue: TemplateValue { .string(self) }
}

extension String: TemplateResult {
    package var templateValue: TemplateValue { .string(TemplateString(self)) }
}

extension Bool: TemplateResult {
    package var templateValue: TemplateValue { .bool(self) }
}

extension Int: TemplateResult {
    package var templateValue: TemplateValue { .int(self) }
}

extension Int64: TemplateResult {
    package var templateValue: TemplateValue { .int64(self) }
}

extension Double: TemplateResult {
    package var templateValue: TemplateValue { .double(self) }
}

extension TemplateMap: TemplateResult {
    package var templateValue: TemplateValue { .map(self) }
}

extension TemplateList: TemplateResult {
    package var templateValue: TemplateValue { .list(self) }
}
