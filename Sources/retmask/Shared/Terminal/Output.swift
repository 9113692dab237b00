import Foundation
import Storage

/// The output of a verb: a short human summary, or with `--json` one JSON object.
enum Output {
    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        exact(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n")
    }

    /// A line for the person, on standard error, so that standard output stays clean for results.
    static func note(_ text: String) { StandardStreams.tell(VisibleText.line(text) + "\n") }

    /// A question before a line of input.
    static func prompt(_ text: String) { StandardStreams.tell(text) }

    /// Text of a model as it comes: line breaks and tabs pass, other controls are shown.
    static func stream(_ text: String) {
        exact(VisibleText.text(text))
        flush()
    }

    /// Bytes as they are: JSON, and text that this tool has put colours into.
    ///
    /// Output that is lost ends the command: whoever reads it must not take its status for success.
    static func exact(_ text: String) {
        guard !StandardStreams.wasClosed(STDOUT_FILENO) else { fail(EBADF) }
        waiting.append(contentsOf: text.utf8)
        if waiting.count >= 1 << 16 || isTerminal { flush() }
    }

    /// Sends what was kept for a larger write.
    static func flush() {
        let code = send()
        if code != 0 { fail(code) }
    }

    /// The same for a command that ends with another error already: the system's, 0 when all was sent.
    static func send() -> Int32 {
        let bytes = waiting
        waiting = []
        return StandardStreams.write(bytes, to: STDOUT_FILENO)
    }

    // The command prints from its main thread alone.
    private nonisolated(unsafe) static var waiting: [UInt8] = []
    private static let isTerminal = isatty(STDOUT_FILENO) == 1

    private static func fail(_ code: Int32) -> Never {
        Failure(
            UsageError("cannot write to standard output: \(String(cString: strerror(code))).")
        ).exit()
    }
}

/// Stands in for Swift's `print` in all of the command, so that no verb can forget what a terminal
/// must not be sent, nor that a disk may be full.
func print(_ text: String, terminator: String = "\n") {
    Output.exact(VisibleText.text(text) + terminator)
}
