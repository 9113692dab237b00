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
            (message, status) = ("retmask: \(known.description)", known.exitCode.rawValue)
        case EncodingError.invalidValue(let value, let context):
            // JSON has no NaN and no infinity.
            let place = context.codingPath.map(\.stringValue).joined(separator: ".")
            message = "retmask: the result \(place) is \(value), which JSON cannot hold."
            status = ToolExit.data.rawValue
        default:
            // Help, version and everything the argument parser rejects. It would exit with 64;
            // every verb of this tool says 2 for a request it cannot carry out.
            let code = RetMask.exitCode(for: error)
            message = RetMask.fullMessage(for: error)
            status = code == .success ? 0 : ToolExit.usage.rawValue
        }
    }

    func exit() -> Never {
        let stream: FileHandle = status == 0 ? .standardOutput : .standardError
        if !message.isEmpty { try? stream.write(contentsOf: Data((message + "\n").utf8)) }
        Foundation.exit(status)
    }
}
