/// Splits a JSON list that arrives in pieces into its elements, holding only the element at hand.
///
/// Each element of the top-level array `items` is handed over as the complete bytes of one JSON value, not yet read;
/// the other members (apiVersion, metadata) are kept and returned as the envelope.
package struct JSONItemsReader {
    /// A reader of the elements of the top-level member `key`.
    package init(key: String = "items") {
    }

    /// Takes the next piece of the text; calls `item` for each element that is complete.
    ///
    /// The bytes handed over are valid only during the call.
    package mutating func consume(
        _ chunk: UnsafeRawBufferPointer, _ item: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
    }

    /// Ends the text and returns the list without its elements (the member `items` becomes an empty array).
    package mutating func finish() throws(DocumentError) -> Value {
        .null
    }
}
