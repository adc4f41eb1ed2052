internal import Documents

/// What kubeconfig files say, merged into one.
struct Kubeconfig: Sendable {
    /// An entry of `clusters`.
    struct Cluster: Hashable, Sendable {
        var server = ""
        var serverName = ""
        var isInsecure = false
        var authorityPath = ""
        var authorityData = ""
        var proxyURL = ""
        var disablesCompression = false
        /// The extension that exec plugins are told, `client.authentication.k8s.io/exec`.
        var execConfiguration: Value?
    }

    /// An entry of `users`.
    struct User: Hashable, Sendable {
        var certificatePath = ""
        var certificateData = ""
        var keyPath = ""
        var keyData = ""
        var token = ""
        var tokenPath = ""
        var username = ""
        var password = ""
        var asUser = ""
        var asUID = ""
        var asGroups: [String] = []
        var asExtra: [ConfigurationOverrides.Pair] = []
        /// The name of an auth provider.
        var authProvider: String?
        var exec: Exec?
    }

    /// A user's `exec`.
    struct Exec: Hashable, Sendable {
        var apiVersion = ""
        var command = ""
        var arguments: [String] = []
        var environment: [ConfigurationOverrides.Pair] = []
        var installHint = ""
        var interactiveMode = ""
        var wantsCluster = false
    }

    /// An entry of `contexts`.
    struct Context: Hashable, Sendable {
        var cluster = ""
        var user = ""
        var namespace = ""
    }

    var clusters: [String: Cluster] = [:]
    var users: [String: User] = [:]
    var contexts: [String: Context] = [:]
    var currentContext = ""

    /// Nothing in it could reach a cluster.
    var isEmpty: Bool { clusters.isEmpty && users.isEmpty && contexts.isEmpty && currentContext.isEmpty }

    /// Takes in a file that comes after the ones before: what they name stays as they say it.
    mutating func merge(_ later: Kubeconfig) {
        clusters.merge(later.clusters) { first, _ in first }
        users.merge(later.users) { first, _ in first }
        contexts.merge(later.contexts) { first, _ in first }
        if currentContext.isEmpty { currentContext = later.currentContext }
    }
}
