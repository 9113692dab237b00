import Foundation

/// A verb whose `--restart` removes what an earlier run left.
protocol Restartable {
    var restart: Bool { get }
}

/// A last line when a signal ends the command. The status stays the signal's own.
enum SignalNote {
    /// A sentence that the handlers can reach: nothing may be allocated within a handler.
    private struct Sentence: @unchecked Sendable {
        let bytes: UnsafeMutablePointer<UInt8>
        let count: Int
        init(_ text: String) {
            let utf8 = Array("\n\(text)\n".utf8)
            bytes = .allocate(capacity: utf8.count)
            bytes.initialize(from: utf8, count: utf8.count)
            count = utf8.count
        }
    }

    private static let goesOn = Sentence(
        "retmask: stopped; what is done is kept, and the same command goes on from there.")
    private static let goesOnWithout = Sentence(
        "retmask: stopped; what is done is kept: run it again without --restart to go on from there."
    )
    private static let cutOff = Sentence(
        "retmask: a file became shorter, or its disk failed, while it was read; check the model's files."
    )

    /// Whether the command has `--restart`; written before the handlers are installed.
    private nonisolated(unsafe) static var restarts = false

    /// Ctrl-C and `kill` of a verb that resumes.
    ///
    /// - Parameter restarts: the command would remove what is done if it were given again as it is.
    static func onInterruption(restarts: Bool) {
        SignalNote.restarts = restarts
        // Made here: nothing may be allocated later.
        _ = restarts ? goesOnWithout : goesOn
        for number in [SIGINT, SIGTERM] {
            // Who started the command with the signal ignored wants it so (`nohup`, `&` in a script).
            let before = unsafeBitCast(signal(number, SIG_IGN), to: Int.self)
            if before == unsafeBitCast(SIG_IGN, to: Int.self) { continue }
            // A parent's thread that waits for signals elsewhere hands down that they are held back.
            var held = sigset_t()
            sigemptyset(&held)
            sigaddset(&held, number)
            sigprocmask(SIG_UNBLOCK, &held, nil)
            signal(number) { number in
                let note = SignalNote.restarts ? SignalNote.goesOnWithout : SignalNote.goesOn
                _ = write(STDERR_FILENO, note.bytes, note.count)
                signal(number, SIG_DFL)
                raise(number)
            }
        }
    }

    /// A mapped file that is cut off meanwhile: its pages are no longer there.
    static func onLostFile() {
        _ = cutOff
        signal(SIGBUS) { _ in
            _ = write(STDERR_FILENO, SignalNote.cutOff.bytes, SignalNote.cutOff.count)
            _exit(65)
        }
    }
}
