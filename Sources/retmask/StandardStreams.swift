import Foundation

/// Standard input, output and error as the caller left them.
enum StandardStreams {
    /// Puts something on those that are closed: the next file that is opened would get their number,
    /// and what is meant for the terminal would be written into it.
    ///
    /// Input is empty and the words on standard error are lost, as with `/dev/null`; standard output
    /// is opened for reading, so that writing results there fails and is not taken for done.
    static func openClosed() {
        for (stream, mode) in [
            (STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY),
        ]
        where fcntl(stream, F_GETFD) == -1 && errno == EBADF {
            // The lowest free number, which is this one.
            _ = open("/dev/null", mode)
        }
    }
}
