import ArgumentParser
import Artifacts
import Foundation
import ModelEndpoints

/// Servers that answer instead of a model loaded here.
struct EndpointOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "An OpenAI-compatible server of the normal model, such as http://host:8000/v1.",
            valueName: "url"))
    var endpoint: String?
    @Option(
        help: ArgumentHelp("The same of the model without the heads.", valueName: "url"))
    var ablatedEndpoint: String?
    @Option(
        help: ArgumentHelp(
            "The ablated model's name on its server; when left out, the only one it offers.",
            valueName: "name"))
    var ablatedModel: String?
    @Option(
        help: ArgumentHelp(
            "The environment variable that holds the servers' key.", valueName: "name"))
    var apiKeyEnv = "OPENAI_API_KEY"
    @Option(help: ArgumentHelp("Requests under way at once.", valueName: "count"))
    var concurrency = 32
    @Option(help: ArgumentHelp("Time for one answer.", valueName: "seconds"))
    var timeout = 600.0
    @Option(
        help: ArgumentHelp("Attempts at one request, the first included.", valueName: "count"))
    var attempts = 6
    @Option(
        help: ArgumentHelp(
            "Wait before the second attempt; it doubles, up to a minute.", valueName: "seconds"))
    var retryDelay = 1.0
    @Option(
        help: ArgumentHelp(
            "Fields to add to every request, a JSON object such as {\"top_k\": -1}.",
            valueName: "json"))
    var extraBody = "{}"

    /// Nil when no endpoint is named.
    ///
    /// - Parameter model: the normal model's name on its server, nil to ask the server.
    /// - Throws: `UsageError` for options that do not go together, `UnavailableError` when a server
    ///   whose model has no name here does not answer.
    func responder(model: String?) throws -> EndpointResponder? {
        guard let endpoint else {
            guard ablatedEndpoint == nil, ablatedModel == nil else {
                throw UsageError(
                    "--ablated-endpoint and --ablated-model go with --endpoint, the server of the normal model."
                )
            }
            return nil
        }
        guard ablatedEndpoint != nil || ablatedModel != nil else {
            throw UsageError(
                "--endpoint needs --ablated-endpoint, the server of the model without the heads (retmask mask makes its folder), or --ablated-model when one server offers both."
            )
        }
        let key = ProcessInfo.processInfo.environment[apiKeyEnv].flatMap { $0.isEmpty ? nil : $0 }
        guard key != nil || apiKeyEnv == "OPENAI_API_KEY" else {
            throw UsageError("--api-key-env is \(apiKeyEnv), but there is no such variable.")
        }
        var servers = try EndpointResponder(
            normal: ModelEndpoint(endpoint, model: model ?? "", key: key),
            ablated: ModelEndpoint(
                ablatedEndpoint ?? endpoint, model: ablatedModel ?? "", key: key),
            concurrency: concurrency, timeout: timeout,
            retries: RetryPolicy(attempts: attempts, delay: retryDelay),
            extra: ExtraFields(extraBody))
        servers.normal = try servers.normal.withServedModel()
        servers.ablated = try servers.ablated.withServedModel()
        guard servers.normal != servers.ablated else {
            throw UsageError(
                "both answers would come from \(servers.normal.name); give another --ablated-endpoint or --ablated-model."
            )
        }
        return servers
    }
}
