import Foundation
import Storage

/// Standard input, output and error as the command was started with them.
enum StandardStreams {
    /// Those that were closed, before anything else is opened in their place.
    private static let closed: Set<Int32> = Set(
        [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO].filter {
            fcntl($0, F_GETFD) == -1 && errno == EBADF
        })

    /// Puts something on those that are closed; called first in `main`. The next file that is opened
    /// would get their number, and what is meant for the terminal would be written into it.
    ///
    /// Input is empty and the words on standard error are lost, as with `/dev/null`; standard output
    /// is opened for reading, so that writing results there fails and is not taken for done.
    static func open() {
        for (stream, mode) in [
            (STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY),
        ] where closed.contains(stream) {
            // The lowest free number, which is this one.
            _ = Foundation.open("/dev/null", mode)
        }
    }

    static func wasClosed(_ descriptor: Int32) -> Bool { closed.contains(descriptor) }

    /// The system's error, 0 when everything was written.
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        var place = 0
        while place < bytes.count {
            let count = bytes.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress! + place, bytes.count - place)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return errno }
            place += count
        }
        return 0
    }

    /// Text for standard error. Where that is closed or full the text is lost without a word: a note
    /// is not worth a job.
    static func tell(_ text: String) { _ = write(Array(text.utf8), to: STDERR_FILENO) }

    /// All of standard input.
    ///
    /// - Throws: `UsageError` where it is closed, a folder or cannot be read.
    static func input() throws -> Data {
        func fail(_ code: Int32) -> UsageError {
            UsageError("cannot read standard input: \(String(cString: strerror(code))).")
        }
        guard !wasClosed(STDIN_FILENO) else { throw fail(EBADF) }
        var data = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count == 0 { return data }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw fail(errno) }
            data.append(contentsOf: buffer[..<count])
        }
    }
}
