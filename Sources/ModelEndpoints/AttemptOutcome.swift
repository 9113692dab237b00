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
                self = .answer(answer)
            } catch {
                self = .again(
                    reason: "an answer that is not one: \(DecodingProblem.sentence(error))",
                    after: nil)
            }
        case 429 where code == "insufficient_quota": self = .hopeless(reason: said)
        case 408, 425, 429, 500...:
            self = .again(reason: said, after: Self.seconds(retryAfter, now: now))
        case 401, 403, 404, 405, 300..<400: self = .hopeless(reason: said)
        default: self = .refused(reason: said)
        }
    }

    /// `Retry-After` is a number of seconds or a date (RFC 9110, section 10.2.3).
    static func seconds(_ header: String?, now: Date) -> Double? {
        guard let header else { return nil }
        if let seconds = Double(header), seconds.isFinite { return max(0, seconds) }
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "GMT")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.date(from: header).map { max(0, $0.timeIntervalSince(now)) }
    }
}
