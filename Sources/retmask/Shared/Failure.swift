import ArgumentParser
import Artifacts
import Foundation

/// Maps any error to what the user sees and how the command exits.
struct Failure {
    let message: String
    let status: Int32

    init(_ error: any Error) {
        switch error {
        case let known as any ToolError:
            (message, status) = (
                "retmask: \(VisibleText.line(known.description))", known.exitCode.rawValue
            )
        default:
            // Help, version and everything the argument parser rejects. It would exit with 64;
            // every verb of this tool says 2 for a request it cannot carry out.
            let code = RetMask.exitCode(for: error)
            message = VisibleText.text(RetMask.fullMessage(for: error))
            status = code == .success ? 0 : ToolExit.usage.rawValue
        }
    }

    func exit() -> Never {
        if status == 0, !message.isEmpty { print(message) }
        Output.flush()
        if status != 0, !message.isEmpty { StandardStreams.tell(message + "\n") }
        Foundation.exit(status)
    }
}
