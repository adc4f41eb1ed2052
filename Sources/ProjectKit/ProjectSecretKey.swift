package import PluginKit
package import ProjectRendering
internal import WerfProject

/// The secret key that a command line leads to, for what is kept in files.
package enum ProjectSecretKey {
    /// What closes and opens files, if a key is found: the flag's, the environment's, the project's or the user's.
    ///
    /// The project is the one of this folder where the flags don't name another; without one, this folder counts.
    ///
    /// - Throws: ``ProjectError`` for a key that is none.
    package static func seal(
        _ flags: ProjectValueFlags, _ project: ProjectFlags, _ environment: PluginEnvironment
    ) throws -> SecretSeal? {
        try SecretKey.search(
            flag: flags.secretKey, projectFolder: try folder(project, environment), environment.variables
        ).map(SecretSeal.init)
    }

    /// Where a key is looked for, for people.
    package static func places(_ project: ProjectFlags, _ environment: PluginEnvironment) throws -> [String] {
        SecretKey.places(try folder(project, environment), environment.variables)
    }

    private static func folder(_ project: ProjectFlags, _ environment: PluginEnvironment) throws -> String {
        let here = ProjectFiles.workingFolder
        return try ProjectLocation.find(project.choice(environment), from: here)?.folder ?? here
    }
}
