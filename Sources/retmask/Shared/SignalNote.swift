import Foundation

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
    private static let cutOff = Sentence(
        "retmask: a file became shorter, or its disk failed, while it was read; check the model's files."
    )

    /// Ctrl-C and `kill` of a verb that resumes.
    static func onInterruption() {
        _ = goesOn
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
                _ = write(STDERR_FILENO, SignalNote.goesOn.bytes, SignalNote.goesOn.count)
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
