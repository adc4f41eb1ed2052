internal import Documents

/// The images that a build made, as `werf build --save-build-report` wrote them down.
package enum BuildReport {
    /// Reads the report; what its name ends in tells its form, `.env` or JSON.
    ///
    /// - Throws: a `buildReport` error that names what is missing.
    package static func read(_ path: String) throws(ProjectError) -> [BuiltImage] {
        let text: [UInt8]
        do throws(ProjectError) {
            text = try ProjectFiles.read(path)
        } catch {
            throw ProjectError(
                .buildReport, "build report: \(error.description)",
                advice: ["werf build --save-build-report --build-report-path \(path) makes one."])
        }
        do throws(ProjectError) {
            return try path.utf8.suffix(4).elementsEqual(".env".utf8) ? images(inVariables: text) : images(inJSON: text)
        } catch {
            throw ProjectError(.buildReport, "build report \(path): \(error.description)", advice: error.advice)
        }
    }

    // MARK: JSON

    /// The images of a report in JSON, by name.
    static func images(inJSON text: [UInt8]) throws(ProjectError) -> [BuiltImage] {
        let report: Value
        do throws(DocumentError) {
            report = try JSON.read(text)
        } catch {
            throw ProjectError(.buildReport, error.message)
        }
        let records = (report["Images"]?.object ?? Object()).sortedByKey()
        if records.isEmpty { throw ProjectError(.buildReport, "build report contains no images") }
        return try records.map { member throws(ProjectError) in try image(member.key, member.value) }
    }

    private static func image(_ key: String, _ record: Value) throws(ProjectError) -> BuiltImage {
        // The image without a name is the only one whose name may be empty.
        for field in ["WerfImageName", "DockerImageName", "DockerRepo", "DockerTag", "DockerImageID"]
        where record[field]?.string?.isEmpty ?? true {
            if field == "WerfImageName", key.isEmpty { continue }
            throw ProjectError(.buildReport, "image \(quoted(key)) has empty \(field)")
        }
        for stage in record["Stages"]?.array ?? [] {
            for field in ["Name", "DockerImageName", "DockerImageID"] where stage[field]?.string?.isEmpty ?? true {
                throw ProjectError(.buildReport, "image \(quoted(key)) has a stage with empty \(field)")
            }
        }
        return try BuiltImage(
            name: record["WerfImageName"]?.string ?? "", address: record["DockerImageName"]?.string ?? "",
            digest: record["DockerImageDigest"]?.string ?? "")
    }

    // MARK: Variables

    private static let endings = [
        "_DOCKER_IMAGE_NAME", "_DOCKER_IMAGE_ID", "_DOCKER_IMAGE_DIGEST", "_DOCKER_REPO", "_DOCKER_TAG",
        "_WERF_IMAGE_NAME", "_FINAL",
    ]

    /// The images of a report of variables, by the variables' prefixes.
    static func images(inVariables text: [UInt8]) throws(ProjectError) -> [BuiltImage] {
        var records: [String: [String: String]] = [:]
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (number, bytes) in lines.enumerated() {
            let line = String(decoding: bytes.last == 0x0D ? bytes.dropLast() : bytes, as: UTF8.self)
            if line.isEmpty { continue }
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, let name = parts.first, !name.isEmpty else {
                throw ProjectError(.buildReport, "malformed env line \(number + 1): \(quoted(line))")
            }
            guard let ending = endings.first(where: { name.utf8.suffix($0.utf8.count).elementsEqual($0.utf8) }) else {
                continue
            }
            records[String(name.dropLast(ending.count)), default: [:]][ending] = parts[1]
        }
        if records.isEmpty { throw ProjectError(.buildReport, "build report contains no images") }
        return try records.keys.sorted().map { prefix throws(ProjectError) in try image(prefix, records[prefix] ?? [:])
        }
    }

    private static func image(_ prefix: String, _ record: [String: String]) throws(ProjectError) -> BuiltImage {
        let name = record["_WERF_IMAGE_NAME"] ?? ""
        let required = [
            ("_WERF_IMAGE_NAME", "WerfImageName"), ("_DOCKER_IMAGE_NAME", "DockerImageName"),
            ("_DOCKER_REPO", "DockerRepo"), ("_DOCKER_TAG", "DockerTag"), ("_DOCKER_IMAGE_ID", "DockerImageID"),
        ]
        for (ending, field) in required where record[ending]?.isEmpty ?? true {
            if field == "WerfImageName", prefix == "WERF" { continue }
            throw ProjectError(.buildReport, "image \(quoted(name.isEmpty ? prefix : name)) has empty \(field)")
        }
        return try BuiltImage(
            name: name, address: record["_DOCKER_IMAGE_NAME"] ?? "", digest: record["_DOCKER_IMAGE_DIGEST"] ?? "")
    }
}
