import FoundationEssentials
import Glibc

/// Runs a program and gives what it prints.
enum Shell {
    static func output(of words: [String], in folder: String) throws -> String {
        let file = "\(folder)/output-\(UUID().uuidString)"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        let command = ["/bin/sh", "-c", #"cd "$0" && exec "$@""#, folder] + words
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var variables: [UnsafeMutablePointer<CChar>?] = [strdup("PATH=/usr/bin:/bin"), nil]
        defer { for variable in variables { free(variable) } }
        var child = pid_t()
        guard posix_spawn(&child, command[0], &actions, nil, &arguments, &variables) == 0 else {
            throw ShellError(words: words)
        }
        var status: Int32 = 0
        waitpid(child, &status, 0)
        return String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
    }
}

struct ShellError: Error {
    var words: [String]
}
