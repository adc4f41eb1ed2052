internal import Adoption
internal import ArgumentParser
internal import Deployment
internal import Documents
internal import KubernetesClient
internal import Shared

/// What the command line selects, before the cluster is asked.
struct Selection: Sendable {
    var objects: [ObjectArgument] = []
    var kinds: [String] = []
    var selector: String?
    var manifests: [SourceDocument] = []
    /// Objects and owners from which may be taken.
    var takenObjects: [ObjectArgument] = []
    var takenOwners: [String] = []

    /// - Parameter arguments: what is named beside the release.
    init(_ flags: SelectionFlags, _ arguments: [String]) throws {
        for argument in arguments {
            if let object = ObjectArgument(argument) {
                objects.append(object)
            } else if argument.utf8.contains(UInt8(ascii: "/")) {
                throw ValidationError("invalid argument \"\(argument)\": an object is KIND/NAME or KIND/NAMESPACE/NAME")
            } else {
                kinds += argument.utf8.split(separator: UInt8(ascii: ",")).map { String(Substring($0)) }
            }
        }
        selector = flags.selector
        if let selector {
            do { _ = try LabelSelector(selector) } catch {
                throw ValidationError("invalid value \"\(selector)\" for --selector: \(error)")
            }
            guard !kinds.isEmpty else {
                throw ValidationError(
                    "--selector needs kinds: kubectl werf-adopt NAME -l \(selector) deployments,services")
            }
        } else if let kind = kinds.first {
            throw ValidationError("\"\(kind)\" names no object: write KIND/NAME, or select by --selector")
        }
        manifests = try flags.manifests.flatMap(Self.documents)
        for text in flags.takeFrom {
            if let object = ObjectArgument(text) { takenObjects.append(object) } else { takenOwners.append(text) }
        }
        if flags.fromNamespace != nil, flags.fromRelease == nil {
            throw ValidationError("--from-namespace needs --from-release")
        }
    }

    /// Nothing is selected.
    var isEmpty: Bool { objects.isEmpty && selector == nil && manifests.isEmpty }

    private static func documents(in path: String) throws -> [SourceDocument] {
        let source = path == "-" ? "standard input" : path
        let bytes = try InputFile.read(path)
        do throws(DocumentError) {
            return try YAML.readAll(bytes).filter { !$0.isNull }.map { SourceDocument(source: source, object: $0) }
        } catch {
            throw AdoptionError(.request, "\(source): \(error.message)")
        }
    }
}
