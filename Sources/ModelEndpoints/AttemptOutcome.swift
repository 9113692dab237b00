import Artifacts
import Foundation

/// What one attempt at a request came to.
enum AttemptOutcome: Equatable {
    case answer(Completion)
    /// Trying again may help. `after` is what the server asked to wait, in seconds.
    case again(reason: String, after: Double?)
    /// This request will never be answered: the prompt is too long, for example.
    case refused(reason: String)
    /// No request will be: a wrong key, an unknown model.
    case hopeless(reason: String)

    /// - Parameters:
    ///   - status: of HTTP.
    ///   - retryAfter: the header of that name.
    init(status: Int, body: Data, retryAfter: String?, now: Date = Date()) {
        let words = ServerMessage.words(body)
        let said = words.isEmpty ? "status \(status)" : "status \(status): \(words)"
        let code = (try? JSONDecoder().decode(ServerMessage.self, from: body))?.code
        switch status {
        case 200..<300:
            do {
                let response = try JSONDecoder().decode(ChatResponseBody.self, from: body)
                guard let answer = response.completion else {
                    self = .again(reason: "an answer without choices", after: nil)
                    return
                }
                guard !Self.brokenOff.contains(answer.finishReason) else {
                    self = .again(
                        reason: "an answer that the server broke off (\(answer.finishReason))",
                        after: nil)
                    return
                }
                self = .answer(answer)
            } catch {
                self = .again(
                    reason: "an answer that is not one: \(DecodingProblem.sentence(error))",
                    after: nil)
            }
        case 429 where code == "insufficient_quota": self = .hopeless(reason: said)
        case 408, 425, 429, 500...:
            self = .again(reason: said, after: Self.seconds(retryAfter, now: now))
        case 300..<400:
            self = .hopeless(
                reason: "\(said); it points to another address, which is not followed")
        case 401, 403, 404, 405: self = .hopeless(reason: said)
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
