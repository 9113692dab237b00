/// An error that a person can act on: one sentence, and the exit code of the command that met it.
///
/// Every error type of the package that can be caused by a user's input conforms to this, so that
/// the command line prints `retmask: <sentence>` and nothing else.
public protocol ToolError: Error, CustomStringConvertible {
    /// One sentence that names the bad value and, where there are any, the accepted ones.
    var description: String { get }
    /// The exit code of the command.
    var exitCode: ToolExit { get }
}

/// Exit codes of every verb.
public enum ToolExit: Int32, Sendable {
    /// The request cannot be carried out as asked: a bad option, a missing folder, a full disk.
    case usage = 2
    /// A file exists but its content is not what it should be (`EX_DATAERR`).
    case data = 65
    /// Some answers are not there: of a server, which may give them later, or to prompts that do not
    /// fit into the model (`EX_UNAVAILABLE`).
    case unavailable = 69
}

/// A request that cannot be carried out as asked; exit code 2.
public struct UsageError: ToolError, Equatable {
    /// One sentence that names the bad value and, where there are any, the accepted ones.
    public let description: String
    /// ``ToolExit/usage``: 2.
    public var exitCode: ToolExit { .usage }
    /// An error of one sentence.
    public init(_ description: String) { self.description = description }
}

/// A file whose content is malformed or unsupported; exit code 65.
public struct DataError: ToolError, Equatable {
    /// One sentence that names the file and, where it is known, the line or field.
    public let description: String
    /// ``ToolExit/data``: 65.
    public var exitCode: ToolExit { .data }
    /// An error of one sentence.
    public init(_ description: String) { self.description = description }
}

/// Some answers are not there; what was done is kept, and the same command goes on. Exit code 69.
public struct UnavailableError: ToolError, Equatable {
    /// One sentence that says which answers are missing, and why.
    public let description: String
    /// ``ToolExit/unavailable``: 69.
    public var exitCode: ToolExit { .unavailable }
    /// An error of one sentence.
    public init(_ description: String) { self.description = description }
}
