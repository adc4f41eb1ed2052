internal import GoTime

/// Dates as HTTP writes them.
enum HTTPDate {
    /// The notation of today, and the two older ones that readers must know.
    private static let layouts = [
        "Mon, 02 Jan 2006 15:04:05 GMT", "Monday, 02-Jan-06 15:04:05 GMT", "Mon Jan _2 15:04:05 2006",
    ]

    /// Seconds since 1970, or nil when the text is no date.
    static func seconds(_ text: String) -> Int64? {
        layouts.lazy.compactMap { try? GoTime.parse(layout: $0, text, in: .utc) }.first?.seconds
    }

    /// The seconds of now.
    static var now: Int64 { GoTime.now(zone: .utc).seconds }
}
