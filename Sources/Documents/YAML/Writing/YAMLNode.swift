/// Go values as goyaml.v3 writes them, where JSON's kinds of values aren't enough.
package indirect enum YAMLNode {
    case value(Value)
    /// A scalar without quotes whatever it looks like, such as a time.
    case word(String)
    case sequence([YAMLNode])
    /// A map, written with its keys sorted.
    case mapping([Member])
    /// A struct, whose fields keep their order.
    case structure([Member])

    /// A key with its node.
    package struct Member {
        package var key: String
        package var node: YAMLNode

        package init(key: String, node: YAMLNode) {
            self.key = key
            self.node = node
        }
    }
}
