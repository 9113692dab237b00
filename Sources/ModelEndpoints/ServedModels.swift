import Artifacts
import Foundation

extension ModelEndpoint {
    /// The endpoint with the one model that its server offers (`GET /v1/models`); as it is when the
    /// model has a name already.
    ///
    /// - Throws: `UnavailableError` when the server does not answer, `UsageError` when it offers
    ///   none or several.
    public func withServedModel(timeout: Double = 30) throws -> ModelEndpoint {
        guard model.isEmpty else { return self }
        let mailbox = Mailbox<HTTPExchange.Reply>()
        let exchange = HTTPExchange(timeout: timeout)
        exchange.get(models, key: key) { mailbox.put($0) }
        let address = models.absoluteString
        switch mailbox.next() {
        case .response(200, let body, _):
            let names = (try? JSONDecoder().decode(List.self, from: body))?.data.map(\.id) ?? []
            let list = ServerMessage.line(names.joined(separator: ", "), key: key)
            guard let name = names.first, names.count == 1 else {
                throw UsageError(
                    names.isEmpty
                        ? "\(address) names no model; say which one to ask."
                        : "\(address) offers several models (\(list)); say which one to ask."
                )
            }
            // It goes into the run's record.
            guard list == name else {
                throw UsageError(
                    "\(address) offers a model with a name that cannot be recorded (\(list)); say which one to ask."
                )
            }
            var named = self
            named.model = name
            return named
        case .response(let status, let body, _):
            throw UsageError(
                "\(address) says status \(status): \(ServerMessage.words(body, key: key)); if the server has no such list, say which model to ask."
            )
        case .failed(let reason):
            throw UnavailableError(
                "\(address) does not answer: \(ServerMessage.line(reason, key: key)).")
        case .impossible(let sentence): throw UsageError(sentence)
        }
    }

    private struct List: Decodable {
        struct Model: Decodable { let id: String }
        let data: [Model]
    }
}
