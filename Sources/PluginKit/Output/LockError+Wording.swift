internal import KubernetesClient
package import Shared

extension LockError: ExplainedError {
    package var explanation: String {
        switch self {
        case .held(let release, let namespace, let holder):
            "release \"\(release)\" in namespace \"\(namespace)\" is locked by \(holder)"
        case .lost(let release, let namespace, let holder):
            "the lock on release \"\(release)\" in namespace \"\(namespace)\" was lost to \(holder)"
        case .forbidden(let lockName, let cause): "\(lockName) can't be locked: \(ErrorWording.plain(cause))"
        case .noNamespace(let cause): ErrorWording.plain(cause)
        case .unavailable(let lockName, let cause): "\(lockName) can't be locked: \(ErrorWording.plain(cause))"
        }
    }

    package var advice: [String] {
        switch self {
        case .held: ["Wait until it is done, or let this command wait: --lock-wait 10m."]
        case .lost: ["Nothing more was begun. Run it again: what is done already is left as it is."]
        case .forbidden, .noNamespace, .unavailable: []
        }
    }
}
