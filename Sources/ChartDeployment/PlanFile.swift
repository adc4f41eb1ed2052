internal import Documents
internal import Gzip
internal import PluginKit
internal import ProjectRendering
internal import WerfProject

/// The file that keeps a plan: gzip of a JSON document, its content closed with the secret key where there is one.
package struct PlanFile: Sendable {
    private static let apiVersion = "kubectl-werf/v1"
    private static let kind = "Plan"
    /// What werf writes itself has this version.
    private static let werfsVersion = "v1"

    package let path: String
    /// The most that the plan may come to, and the document around it; more is neither written nor read.
    private let largest: Int

    package init(path: String, largest: Int = 256 << 20) {
        self.path = path
        self.largest = largest
    }

    /// Writes the plan, for the file's owner alone.
    ///
    /// - Parameter seal: closes it; without one the rendered chart lies in the file as it is, its Secrets included.
    /// - Throws: ``PlanFileError``; what was in the file stays then.
    func write(_ plan: SavedPlan, seal: SecretSeal?) throws {
        let content = JSON.write(try Value(encoding: plan))
        try refuseLarge(content)
        var root = Object()
        root["apiVersion"] = .string(Self.apiVersion)
        root["kind"] = .string(Self.kind)
        root["encrypted"] = .bool(seal != nil)
        if let seal {
            // Packed before it is closed: nothing can be saved on what is encrypted.
            let sealed = try seal.sealed(Gzip.compress(content))
            root["code"] = .string(String(decoding: sealed.code, as: UTF8.self))
            root["data"] = .string(String(decoding: sealed.text, as: UTF8.self))
        } else {
            root["digest"] = .string(String(decoding: SecretSeal.digest(content), as: UTF8.self))
            root["data"] = .string(String(decoding: content, as: UTF8.self))
        }
        let document = JSON.write(.object(root))
        try refuseLarge(document)
        if let reason = PrivateFile.write(try Gzip.compress(document), to: path, former: .replaced) {
            throw PlanFileError(path: path, reason: "it can't be written: \(reason)", isRemedied: false)
        }
    }

    /// Refuses to write what wouldn't be read again.
    private func refuseLarge(_ bytes: [UInt8]) throws {
        guard bytes.count <= largest else {
            throw PlanFileError(
                path: path, reason: "the plan is too large for a file: it is longer than \(largest) bytes",
                isRemedied: false)
        }
    }

    /// Reads the plan.
    ///
    /// - Parameters:
    ///   - seal: finds what opens an encrypted plan; where it finds something, no other plan is taken.
    ///   - places: where a key is looked for, for people.
    /// - Throws: ``PlanFileError`` when there is no plan of ours in the file, or it can't be opened.
    func read(seal: () throws -> SecretSeal?, places: () throws -> [String]) throws -> SavedPlan {
        let root = try document()
        guard let data = root["data"]?.string, let isEncrypted = root["encrypted"]?.bool else {
            throw fault("it is damaged")
        }
        let content =
            isEncrypted ? try opened(data, root, seal: seal, places: places) : try checked(data, root, seal: seal)
        guard let value = try? JSON.read(content) else { throw fault("it is damaged: its content is no JSON") }
        do {
            let plan = try value.decoded(as: SavedPlan.self)
            if let reason = plan.fault { throw fault("it is damaged: \(reason)") }
            return plan
        } catch let error as DecodingError {
            throw fault(Self.reason(error, value))
        }
    }

    private static func reason(_ error: DecodingError, _ value: Value) -> String {
        if let program = value["program"]?.string, program != PluginMain.version {
            return "it was made by version \(program), which this one (\(PluginMain.version)) doesn't understand"
        }
        return "it is damaged at \(error.place)"
    }

    private func document() throws -> Value {
        let bytes: [UInt8]
        do {
            bytes = try ProjectFiles.read(path)
        } catch {
            throw PlanFileError(path: path, reason: "it can't be read: \(error.description)", isRemedied: false)
        }
        let text: [UInt8]
        do {
            text = try Gzip.decompress(bytes, limit: largest)
        } catch GzipError.notGzip {
            throw fault("it is no plan of kubectl werf plan")
        } catch {
            throw fault("it is damaged: \(error.description)")
        }
        guard let root = try? JSON.read(text) else { throw fault("it is no plan of kubectl werf plan") }
        switch root["apiVersion"]?.string {
        case Self.apiVersion where root["kind"]?.string == Self.kind: return root
        case Self.werfsVersion where root["dataRaw"] != nil:
            throw fault("werf plan made it, whose plans only werf can run")
        case let version? where version.hasPrefix("kubectl-werf/") && version != Self.apiVersion:
            throw fault("it has the form \(version), which this version of the program doesn't know")
        default: throw fault("it is no plan of kubectl werf plan")
        }
    }

    /// The content of a plan without a seal, which anybody could have written: who has a key would have sealed it.
    private func checked(_ data: String, _ root: Value, seal: () throws -> SecretSeal?) throws -> [UInt8] {
        guard try seal() == nil else {
            throw fault("the plan isn't sealed by the project's key, which is found here: anybody may have written it")
        }
        let content = Array(data.utf8)
        guard let digest = root["digest"]?.string, digest.utf8.elementsEqual(SecretSeal.digest(content)) else {
            throw fault("it was changed after it had been written")
        }
        return content
    }

    private func opened(
        _ data: String, _ root: Value, seal: () throws -> SecretSeal?, places: () throws -> [String]
    ) throws -> [UInt8] {
        guard let seal = try seal() else {
            throw PlanFileError(
                path: path,
                reason: "the plan is encrypted, and no secret key was found: "
                    + "looked in \(try places().joined(separator: ", "))",
                isRemedied: false)
        }
        guard let packed = seal.opened(Array(data.utf8), code: Array((root["code"]?.string ?? "").utf8)) else {
            throw fault("the secret key isn't the one it was encrypted with, or it was changed since")
        }
        do {
            return try Gzip.decompress(packed, limit: largest)
        } catch {
            throw fault("it is damaged: \(error.description)")
        }
    }

    private func fault(_ reason: String) -> PlanFileError { PlanFileError(path: path, reason: reason) }
}

/// A plan that can't be kept or run.
package struct PlanFileError: ExplainedError {
    let path: String
    let reason: String
    /// Another plan would help.
    var isRemedied = true

    package var explanation: String { "plan \(path): \(reason)" }

    package var advice: [String] { isRemedied ? [SavedPlan.remedy(path)] : [] }
}

extension SavedPlan {
    /// What to do when a plan is of no use.
    static func remedy(_ path: String) -> String { "Make the plan anew: kubectl werf plan … --save-plan \(path)" }
}
