/// The pods of a namespace, and the ReplicaSets between them and their Deployments.
struct PodRoom: Sendable {
    private var pods: [String: PodStatus] = [:]
    private var byOwner: [String: Set<String>] = [:]
    private(set) var replicaSets: [String: PodRevision.ReplicaSet] = [:]

    /// Puts a pod in its place.
    mutating func put(_ pod: PodStatus) {
        remove(pod.name)
        pods[pod.name] = pod
        if let owner = pod.owner { byOwner[owner, default: []].insert(pod.name) }
    }

    mutating func remove(_ name: String) {
        guard let owner = pods.removeValue(forKey: name)?.owner else { return }
        byOwner[owner]?.remove(name)
        if byOwner[owner]?.isEmpty == true { byOwner[owner] = nil }
    }

    mutating func put(_ set: PodRevision.ReplicaSet) { replicaSets[set.uid] = set }
    mutating func remove(replicaSet uid: String) { replicaSets[uid] = nil }

    mutating func removeAllPods() { (pods, byOwner) = ([:], [:]) }
    mutating func removeAllReplicaSets() { replicaSets = [:] }

    func pod(named name: String) -> PodStatus? { pods[name] }

    /// The pods of a revision, the oldest first.
    func pods(of revision: PodRevision) -> [PodStatus] {
        let names = revision.owner.flatMap { byOwner[$0] } ?? []
        return names.compactMap { pods[$0] }.filter(revision.includes)
            .sorted { ($0.created, $0.name) < ($1.created, $1.name) }
    }

    /// Every pod's name.
    var names: [String] { Array(pods.keys) }
}
