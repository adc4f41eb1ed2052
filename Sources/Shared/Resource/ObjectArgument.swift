package import KubernetesClient

/// An object as a command line names it: `deployments.apps/web`, with its namespace `deployments.apps/shop/web`.
package struct ObjectArgument: Hashable, Sendable {
    /// The type in any of the words that kubectl takes.
    package var type: String
    /// Nil leaves it to the command.
    package var namespace: String?
    package var name: String

    package init(type: String, namespace: String?, name: String) {
        self.type = type
        self.namespace = namespace
        self.name = name
    }

    /// The argument that names an object to a command that works in `namespace`.
    package init(_ reference: ObjectReference, in namespace: String) {
        let place = reference.type.isNamespaced && reference.namespace != namespace ? reference.namespace : nil
        self.init(type: reference.type.qualifiedName, namespace: place, name: reference.name)
    }

    /// Reads an argument; nil when it names no object.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }), let type = parts.first,
            let name = parts.last
        else { return nil }
        self.init(type: type, namespace: parts.count == 3 ? parts[1] : nil, name: name)
    }

    package var text: String { ([type] + (namespace.map { [$0] } ?? []) + [name]).joined(separator: "/") }
}

/// Command lines for people to copy.
package enum ShellText {
    /// The words as one line that a POSIX shell takes apart again.
    package static func line(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }

    private static func quoted(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.utf8.allSatisfy(isPlain)
        return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"),
            UInt8(ascii: ":"), UInt8(ascii: "_"), UInt8(ascii: "@"), UInt8(ascii: "%"), UInt8(ascii: ","):
            true
        default: false
        }
    }
}
