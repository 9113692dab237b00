import Artifacts
import Foundation
import Storage

/// The outcome of one attempt at a request. No key is in it.
enum AttemptOutcome: Equatable {
    /// `repaired`: U+FFFD stands for bytes that were no text.
    case answer(Completion, repaired: Bool = false)
    /// Trying again may help. `after` is what the server asked to wait, in seconds.
    case retry(reason: String, after: Double?)
    /// This request will never be answered: the prompt is too long, for example.
    case refused(reason: String)
    /// No request will be: a wrong key, an unknown model.
    case fatal(reason: String)

    /// - Parameters:
    ///   - status: of HTTP.
    ///   - retryAfter: the header of that name.
    init(status: Int, body: Data, retryAfter: String?, key: APIKey? = nil, now: Date = Date()) {
        guard 200..<300 ~= status else {
            let words = ServerMessage.words(body, key: key)
            let said = words.isEmpty ? "status \(status)" : "status \(status): \(words)"
            let error = (try? JSONDecoder().decode(ServerMessage.self, from: body))?.error
            let isPaid = error?.code?.word != "insufficient_quota"
            self.init(
                status: status == 429 && !isPaid ? 402 : status, said: said,
                after: Self.seconds(retryAfter, now: now))
            return
        }
        let repair = RepairedJSON(body)
        self.init(
            answer: repair.data, status: status, repaired: repair.hasReplacements, key: key,
            after: Self.seconds(retryAfter, now: now))
    }

    /// The outcome of a status of 2xx.
    private init(answer body: Data, status: Int, repaired: Bool, key: APIKey?, after: Double?) {
        let message = try? JSONDecoder().decode(ServerMessage.self, from: body)
        do {
            if let error = message?.error {
                self.init(error, in: ServerMessage.words(body, key: key), status, after)
                return
            }
            let response = try JSONDecoder().decode(ChatResponseBody.self, from: body)
            if let error = response.choice?.error {
                let words = error.message.map { ServerMessage.line($0, key: key) } ?? ""
                self.init(error, in: words, status, after)
                return
            }
            guard var answer = response.completion else {
                self = .retry(reason: "an answer without choices", after: nil)
                return
            }
            guard !Self.brokenOff.contains(answer.finishReason) else {
                self = .retry(
                    reason: "an answer that the server broke off (\(answer.finishReason))",
                    after: nil)
                return
            }
            answer.text = key?.redactedAnswer(answer.text) ?? answer.text
            answer.finishReason = ServerMessage.line(answer.finishReason, key: key)
            self = .answer(answer, repaired: repaired)
        } catch {
            let words = ServerMessage.words(body, key: key)
            let problem = ServerMessage.line(DecodingProblem.sentence(error), key: key)
            self = .retry(
                reason: "an answer that is not one: \(problem)"
                    + (words.isEmpty ? "" : " The server says: \(words)"), after: nil)
        }
    }

    /// An error in a body whose status says that all is well; the status that it should have had
    /// decides, and where nothing tells, it is tried again.
    private init(
        _ error: ServerMessage.Detail, in words: String, _ status: Int, _ after: Double?
    ) {
        let name = error.status.map { " \($0)" } ?? ""
        let said =
            "status \(status) with an error\(name)" + (words.isEmpty ? "" : ": \(words)")
        self.init(status: error.status ?? 500, said: said, after: after)
    }

    private init(status: Int, said: String, after: Double?) {
        switch status {
        case 408, 409, 425, 429, ..<300, 500...: self = .retry(reason: said, after: after)
        case 300..<400:
            self = .fatal(
                reason: "\(said); it points to another address, which is not followed")
        // 402: an account without money.
        case 401, 402, 403, 404, 405, 407: self = .fatal(reason: said)
        default: self = .refused(reason: said)
        }
    }

    /// Finish reasons of vLLM and SGLang for a request that ended without the model's doing.
    private static let brokenOff: Set = ["abort", "error"]

    /// `Retry-After` is a number of seconds or a date (RFC 9110, section 10.2.3), whose three forms
    /// are those of section 5.6.7.
    static func seconds(_ header: String?, now: Date) -> Double? {
        guard let header else { return nil }
        if let seconds = Double(header), seconds.isFinite { return max(0, seconds) }
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "GMT")
        // A year of two digits that is more than 50 years ahead is one that is past.
        format.twoDigitStartDate = now.addingTimeInterval(-50 * 365.25 * 86_400)
        let words = header.split(separator: " ").joined(separator: " ")
        for form in [
            "EEE, dd MMM yyyy HH:mm:ss 'GMT'", "EEEE, dd-MMM-yy HH:mm:ss 'GMT'",
            "EEE MMM d HH:mm:ss yyyy",
        ] {
            format.dateFormat = form
            if let date = format.date(from: words) { return max(0, date.timeIntervalSince(now)) }
        }
        return nil
    }
}
