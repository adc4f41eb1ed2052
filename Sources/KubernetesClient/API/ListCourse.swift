/// Which page of a list is read next; knows nothing of sockets.
struct ListCourse: Hashable, Sendable {
    /// What one request asks for.
    struct Page: Hashable, Sendable {
        /// 0: everything.
        var limit: Int
        var continueToken: String?
        var resourceVersion: String?
        var resourceVersionMatch: String?
    }

    /// The next page; nil when the list is complete.
    private(set) var next: Page?
    /// The list began anew: what came before doesn't count.
    ///
    /// True until the next page has come.
    private(set) var restarted = false
    /// Objects are handed over as they come, so that a list can't begin anew.
    private let handsOver: Bool
    private var recoveries = 0

    /// Times that a list may lose its place before the loss is told.
    private static let maximumRecoveries = 3

    init(_ options: ListOptions, handsOver: Bool = false) {
        self.handsOver = handsOver
        next = Page(
            limit: options.pageSize, resourceVersion: options.resourceVersion,
            resourceVersionMatch: options.resourceVersionMatch)
    }

    /// A page came, with the token of the one after it.
    ///
    /// From then on a resource version isn't allowed.
    mutating func received(continueToken: String?) {
        restarted = false
        let token = continueToken.flatMap { $0.isEmpty ? nil : $0 }
        next = token.map { Page(limit: next?.limit ?? 0, continueToken: $0) }
    }

    /// A page didn't come; returns whether `next` is another way to go on.
    mutating func failed(_ error: ClientError) -> Bool {
        guard error.isExpired, let page = next, page.continueToken != nil, recoveries < Self.maximumRecoveries else {
            return false
        }
        recoveries += 1
        if handsOver {
            // What was handed over can't be taken back: go on where the server now stands.
            guard let token = error.status?.continueToken, !token.isEmpty else { return false }
            next = Page(limit: page.limit, continueToken: token)
        } else {
            // One answer can't lose its place.
            next = Page(limit: 0)
            restarted = true
        }
        return true
    }
}
