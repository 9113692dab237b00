import ArgumentParser
import Foundation
import ModelEndpoints
import Numbers
import Storage

/// Servers that answer instead of a model loaded here.
struct EndpointOptions: ParsableArguments {
    private static let defaultKey = "OPENAI_API_KEY"
    private static let defaultConcurrency = 32
    private static let defaultTimeout = 600.0

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
    var apiKeyEnv = Self.defaultKey
    @Option(Limits.concurrency, "Requests under way at once.", valueName: "count")
    var concurrency = Self.defaultConcurrency
    @Option(Limits.timeout, "Time for one answer.", valueName: "seconds")
    var timeout = Self.defaultTimeout
    @Option(Limits.attempts, "Attempts at one request, the first included.", valueName: "count")
    var attempts = RetryPolicy().attempts
    @Option(
        Limits.delay, "Wait before the second attempt; it doubles, up to a minute.",
        valueName: "seconds")
    var retryDelay = RetryPolicy().delay
    @Option(
        help: ArgumentHelp(
            "Fields to add to every request, a JSON object such as {\"top_k\": -1}.",
            valueName: "json"))
    var extraBody = "{}"

    /// Refuses options that would do nothing without a server, so that no one waits for their effect.
    private func checkIdle() throws {
        let plain = [
            ("--api-key-env", apiKeyEnv, Self.defaultKey), ("--extra-body", extraBody, "{}"),
            ("--concurrency", "\(concurrency)", "\(Self.defaultConcurrency)"),
            ("--timeout", "\(timeout)", "\(Self.defaultTimeout)"),
            ("--attempts", "\(attempts)", "\(RetryPolicy().attempts)"),
            ("--retry-delay", "\(retryDelay)", "\(RetryPolicy().delay)"),
        ]
        for (name, value, usual) in plain where value != usual {
            throw UsageError("\(name) is \(value) but there is no --endpoint that it is for.")
        }
    }

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
            try checkIdle()
            return nil
        }
        guard ablatedEndpoint != nil || ablatedModel != nil else {
            throw UsageError(
                "--endpoint needs --ablated-endpoint, the server of the model without the heads (retmask mask makes its folder), or --ablated-model when one server offers both."
            )
        }
        let key = try ProcessInfo.processInfo.environment[apiKeyEnv].flatMap {
            try APIKey($0, source: "$\(apiKeyEnv)")
        }
        guard key != nil || apiKeyEnv == Self.defaultKey else {
            throw UsageError(
                "--api-key-env is \(apiKeyEnv), but there is no such variable, or nothing in it.")
        }
        var servers = try EndpointResponder(
            normal: ModelEndpoint(endpoint, model: model ?? "", key: key),
            ablated: ModelEndpoint(
                ablatedEndpoint ?? endpoint, model: ablatedModel ?? "", key: key),
            concurrency: concurrency, timeout: timeout,
            retries: RetryPolicy(attempts: attempts, delay: retryDelay),
            extra: ExtraFields(extraBody))
        servers.normal = try servers.normal.withServedModel(retries: servers.retries)
        servers.ablated = try servers.ablated.withServedModel(retries: servers.retries)
        guard servers.normal != servers.ablated else {
            throw UsageError(
                "both answers would come from \(servers.normal.name); give another --ablated-endpoint or --ablated-model."
            )
        }
        return servers
    }
}
