import Crypto
import CryptoExtras
import Dispatch
import Synchronization

/// New RSA keys, looked for on two threads at once.
///
/// How long the search for a key takes is chance, so the first of two comes sooner than one alone; and a template that
/// wants one key mostly wants a second (`genCA`, then `genSignedCert`), which by then is on its way.
final class RSAKeyRace: Sendable {
    private struct State {
        var found: [Result<_RSA.Signing.PrivateKey, any Error>] = []
        var searches = 0
    }

    private static let races = Mutex<[Int: RSAKeyRace]>([:])

    private let bits: Int
    private let state = Mutex(State())
    private let arrivals = DispatchSemaphore(value: 0)

    private init(bits: Int) { self.bits = bits }

    /// A key that nobody else has.
    static func key(bits: Int) throws -> _RSA.Signing.PrivateKey {
        let race = races.withLock { races in
            let race = races[bits] ?? RSAKeyRace(bits: bits)
            races[bits] = race
            return race
        }
        return try race.next()
    }

    private func next() throws -> _RSA.Signing.PrivateKey {
        let missing = state.withLock { state in
            let missing = max(0, 2 - state.searches - state.found.count)
            state.searches += missing
            return missing
        }
        for _ in 0..<missing { DispatchQueue.global().async { [self] in search() } }
        arrivals.wait()
        // Each arrival stands for one key that is there.
        guard let key = state.withLock({ $0.found.popLast() }) else { return try generate() }
        return try key.get()
    }

    private func search() {
        let key = Result { try generate() }
        state.withLock { state in
            state.found.append(key)
            state.searches -= 1
        }
        arrivals.signal()
    }

    private func generate() throws -> _RSA.Signing.PrivateKey {
        try _RSA.Signing.PrivateKey(keySize: .init(bitCount: bits))
    }
}
