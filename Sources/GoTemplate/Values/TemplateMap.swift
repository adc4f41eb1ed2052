/// A Go map with string keys: shared by everyone who holds it, changed in place by `set`, `unset` and `merge`.
///
/// The entries are kept sorted by the bytes of their keys, the order in which Go prints and ranges over maps.
package final class TemplateMap {
    /// What the map's values are declared as in Go.
    package enum Element: UInt8, Sendable {
        /// `map[string]interface {}`
        case any
        /// `map[string]string`
        case string
        /// `map[string][]uint8`
        case bytes
    }

    /// One key with its value.
    package struct Entry {
        package let key: TemplateKey
        package var value: TemplateValue

        package init(key: TemplateKey, value: TemplateValue) {
            self.key = key
            self.value = value
        }
    }

    package let element: Element
    /// The map is Go's nil map: empty, and an error to write to.
    package let isNil: Bool
    /// The entries, sorted by key; a copy of this array is a snapshot.
    package private(set) var entries: [Entry]

    package init(element: Element = .any, isNil: Bool = false) {
        self.element = element
        self.isNil = isNil
        entries = []
    }

    /// A map of the given entries; of entries with equal keys the last one stays.
    package init(_ unsorted: some Sequence<(TemplateString, TemplateValue)>, element: Element = .any) {
        self.element = element
        isNil = false
        entries = []
        entries.reserveCapacity(unsorted.underestimatedCount)
        for (key, value) in unsorted { self[TemplateKey(key)] = value }
    }

    private init(sorted entries: [Entry], element: Element) {
        self.element = element
        isNil = false
        self.entries = entries
    }

    package var count: Int { entries.count }
    package var isEmpty: Bool { entries.isEmpty }

    /// The value of `key`, or nil when the map has no such key; setting nil removes the key.
    package subscript(key: TemplateKey) -> TemplateValue? {
        get {
            find(key).map { entries[$0].value }
        }
        set {
            let at = position(of: key)
            switch (at < entries.count && entries[at].key == key, newValue) {
            case (true, let value?): entries[at].value = value
            case (true, nil): entries.remove(at: at)
            case (false, let value?): entries.insert(Entry(key: key, value: value), at: at)
            case (false, nil): break
            }
        }
    }

    /// The value of `key`, or nil when the map has no such key; setting nil removes the key.
    @_disfavoredOverload
    package subscript(key: TemplateString) -> TemplateValue? {
        get { self[TemplateKey(key)] }
        set { self[TemplateKey(key)] = newValue }
    }

    /// A new map with the same entries; the values themselves are shared.
    package func shallowCopy() -> TemplateMap {
        TemplateMap(sorted: entries, element: element)
    }

    /// What Go yields for a key that isn't there.
    package var zeroElement: TemplateValue {
        switch element {
        case .any: .null
        case .string: .string(TemplateString([]))
        case .bytes: .bytes([])
        }
    }

    /// The place of `key`, if it is there.
    ///
    /// Nearly always the keys' first bytes, compared as numbers, decide.
    private func find(_ key: TemplateKey) -> Int? {
        entries.withUnsafeBufferPointer { entries in
            var low = 0
            var high = entries.count
            while low < high {
                let middle = (low &+ high) >> 1
                let prefix = entries[middle].key.prefix
                if prefix == key.prefix {
                    if entries[middle].key == key { return middle }
                    if entries[middle].key < key { low = middle &+ 1 } else { high = middle }
                } else if prefix < key.prefix {
                    low = middle &+ 1
                } else {
                    high = middle
                }
            }
            return nil
        }
    }

    /// The place of the first entry whose key isn't below `key`.
    private func position(of key: TemplateKey) -> Int {
        var low = 0
        var high = entries.count
        // New keys often arrive in order.
        if let last = entries.last, last.key < key { return high }
        while low < high {
            let middle = (low &+ high) >> 1
            if entries[middle].key < key { low = middle &+ 1 } else { high = middle }
        }
        return low
    }
}
