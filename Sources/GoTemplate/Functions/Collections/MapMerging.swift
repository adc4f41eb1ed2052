/// `merge` and its variants, as the library mergo does it.
enum MapMerging {
    static let functions: [TemplateFunction] = [
        merging("merge", overwriting: false), merging("mustMerge", overwriting: false),
        merging("mergeOverwrite", overwriting: true), merging("mustMergeOverwrite", overwriting: true),
    ]

    private static func merging(_ name: String, overwriting: Bool) -> TemplateFunction {
        TemplateFunction(variadic: name) { (target: TemplateMap, sources: [TemplateMap]) -> TemplateMap in
            for source in sources { try merge(source, into: target, overwriting: overwriting, depth: 0) }
            return target
        }
    }

    private static let maximumDepth = 1000

    /// Adds what `target` lacks or has empty; when overwriting, everything but empty maps.
    private static func merge(
        _ source: TemplateMap, into target: TemplateMap, overwriting: Bool, depth: Int
    ) throws {
        if source === target { return }
        guard depth < maximumDepth else { throw FunctionError("the maps to merge contain themselves") }
        for entry in source.entries {
            if isNil(entry.value) {
                if overwriting { target[entry.key] = entry.value }
                continue
            }
            let old = target[entry.key]
            if let inner = entry.value.map, let oldInner = old?.map {
                try merge(inner, into: oldInner, overwriting: overwriting, depth: depth + 1)
                if !oldInner.isEmpty { continue }
            }
            if overwriting || old.map(DeepComparison.isEmpty) ?? true { target[entry.key] = entry.value }
        }
    }

    /// Nil itself, or a nil map or list.
    private static func isNil(_ value: TemplateValue) -> Bool {
        switch value {
        case .null: true
        case .list(let list): list.isNil
        case .map(let map): map.isNil
        default: false
        }
    }
}
