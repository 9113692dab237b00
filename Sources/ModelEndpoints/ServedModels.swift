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
        let exchange = HTTPExchange(connections: 1, timeout: timeout)
        exchange.get(models, key: key) { mailbox.put($0) }
        let address = models.absoluteString
        switch mailbox.next() {
        case .response(200, let body, _):
            let names = (try? JSONDecoder().decode(List.self, from: body))?.data.map(\.id) ?? []
            guard let name = names.first, names.count == 1 else {
                throw UsageError(
                    names.isEmpty
                        ? "\(address) names no model; say which one to ask."
                        : "\(address) offers several models (\(names.joined(separator: ", "))); say which one to ask."
                )
            }
            var named = self
            named.model = name
            return named
        case .response(let status, let body, _):
            throw UsageError(
                "\(address) says status \(status): \(ServerMessage.words(body)); if the server has no such list, say which model to ask."
            )
        case .failed(let reason):
            throw UnavailableError("\(address) does not answer: \(reason)")
        }
    }

    private struct List: Decodable {
        struct Model: Decodable { let id: String }
        let data: [Model]
    }
}
