import ArgumentParser
import Foundation
import Storage

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
        case EncodingError.invalidValue(let value, let context):
            // JSON has no NaN and no infinity.
            let place = context.codingPath.map(\.stringValue).joined(separator: ".")
            message = "retmask: the result \(place) is \(value), which JSON cannot hold."
            status = ToolExit.data.rawValue
        default:
            // Help and version, or everything that the argument parser rejects. It would exit with 64
            // and show all options; this tool says 2 and what is wrong, as of any other request.
            let isHelp = RetMask.exitCode(for: error) == .success
            let sentence = VisibleText.line(
                RetMask.message(for: error).split(whereSeparator: \.isNewline)
                    .joined(separator: " "))
            message =
                isHelp
                ? RetMask.fullMessage(for: error)
                : sentence.isEmpty ? "" : "retmask: \(sentence)\(Self.help(error))"
            status = isHelp ? 0 : ToolExit.usage.rawValue
        }
    }

    /// ` (see retmask detect --help)`, as the argument parser names the verb.
    private static func help(_ error: any Error) -> String {
        let text = RetMask.fullMessage(for: error)
        guard let see = text.range(of: "See '", options: .backwards),
            let end = text[see.upperBound...].firstIndex(of: "'")
        else { return "" }
        return " (see \(text[see.upperBound..<end]))"
    }

    func exit() -> Never {
        if status == 0 {
            if !message.isEmpty { print(message) }
            Output.flush()
        } else {
            // What was printed before comes first, but that it is lost does not hide why.
            _ = Output.send()
            if !message.isEmpty { StandardStreams.tell(message + "\n") }
        }
        Foundation.exit(status)
    }
}
