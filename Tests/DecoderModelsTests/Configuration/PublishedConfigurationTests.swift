import Foundation
import Storage
import TestSupport
import Testing

@testable import DecoderModels

/// config.json as published with the five families, fields that decide something.
@Suite struct PublishedConfigurationTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    func read(_ json: String) throws -> ModelConfiguration {
        try Data(json.utf8).write(to: folder.file("config.json"))
        return try ModelConfiguration(folder: folder.url)
    }

    func message(_ json: String) -> String {
        do {
            _ = try read(json)
            return "no error"
        } catch { return error is DataError ? "\(error)" : "not a DataError: \(error)" }
    }

    /// Shape fields that every family needs, with more of them appended.
    func small(_ type: String, _ more: String = "") -> String {
        """
        {"model_type": "\(type)", "rope_theta": 500000, "vocab_size": 64, "hidden_size": 32, "intermediate_size": 48,
         "num_hidden_layers": 4, "num_attention_heads": 4\(more.isEmpty ? "" : ", ")\(more)}
        """
    }

    @Test func llama31HasSeveralEndsOfTurn() throws {
        let shape = try read(
            """
            {"architectures": ["LlamaForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
             "bos_token_id": 128000, "eos_token_id": [128001, 128008, 128009], "hidden_act": "silu",
             "hidden_size": 4096, "initializer_range": 0.02, "intermediate_size": 14336,
             "max_position_embeddings": 131072, "mlp_bias": false, "model_type": "llama",
             "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 8,
             "pretraining_tp": 1, "rms_norm_eps": 1e-05, "rope_scaling": {"factor": 8.0,
             "low_freq_factor": 1.0, "high_freq_factor": 4.0,
             "original_max_position_embeddings": 8192, "rope_type": "llama3"},
             "rope_theta": 500000.0, "tie_word_embeddings": false, "torch_dtype": "bfloat16",
             "use_cache": true, "vocab_size": 128256}
            """)
        #expect(shape.headDim == 128 && shape.keyValueHeads == 8 && !shape.tiesEmbeddings)
        #expect(shape.rope.scaling == .llama3(factor: 8, low: 1, high: 4, original: 8192))
    }

    struct Expected: Sendable {
        var name: String
        var theta: Double
        var scaling: RopeScaling?
        var contextLength: Int
        var window: Int?
        var sliding = 0
    }

    static func yarn(_ factor: Double, _ original: Int) -> RopeScaling.Yarn {
        RopeScaling.Yarn(factor: factor, original: original)
    }

    static var published: [Expected] {
        func llama3(_ factor: Double) -> RopeScaling {
            .llama3(factor: factor, low: 1, high: 4, original: 8192)
        }
        var olmo = yarn(8, 8192)
        (olmo.attentionFactor, olmo.betaFast, olmo.betaSlow) = (1.2079441541679836, 32, 1)
        return [
            Expected(
                name: "Llama-3.1-8B-Instruct", theta: 5e5, scaling: llama3(8),
                contextLength: 131_072),
            Expected(name: "Llama-3.2-1B", theta: 5e5, scaling: llama3(32), contextLength: 131_072),
            Expected(name: "Qwen2.5-7B-Instruct", theta: 1e6, contextLength: 32_768),
            Expected(name: "Qwen2.5-7B-Instruct-1M", theta: 1e7, contextLength: 262_144),
            Expected(name: "Qwen3-8B", theta: 1e6, contextLength: 40_960),
            Expected(
                name: "DeepSeek-R1-0528-Qwen3-8B", theta: 1e6, scaling: .yarn(yarn(4, 32_768)),
                contextLength: 131_072),
            Expected(
                name: "Olmo-3-7B-Think", theta: 5e5, scaling: .yarn(olmo), contextLength: 65_536,
                window: 4096, sliding: 24),
            Expected(
                name: "Mistral-7B-v0.1", theta: 1e4, contextLength: 32_768, window: 4096,
                sliding: 32),
            Expected(name: "Mistral-7B-v0.3", theta: 1e6, contextLength: 32_768),
            Expected(name: "SmolLM2-135M-Instruct", theta: 1e5, contextLength: 8192),
            Expected(
                name: "DeepSeek-R1-Distill-Llama-8B", theta: 5e5, scaling: llama3(8),
                contextLength: 131_072),
            // No rope_theta: transformers' 10000.
            Expected(
                name: "Yarn-Llama-2-7b-64k", theta: 1e4, scaling: .yarn(yarn(16, 4096)),
                contextLength: 65_536),
            // Its 16384 are scaled already; linear scaling takes them for the number before.
            Expected(
                name: "deepseek-coder-6.7b", theta: 1e5, scaling: .linear(factor: 4),
                contextLength: 65_536),
        ]
    }

    /// Whole files, by the names of their models (Tests/Fixtures/configurations/published.json).
    @Test func publishedFilesAreRead() throws {
        let data = try Fixture.data("configurations/published.json")
        let files = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(Set(files.keys) == Set(Self.published.map(\.name)))
        for expected in Self.published {
            let file = try #require(files[expected.name])
            try JSONSerialization.data(withJSONObject: file).write(to: folder.file("config.json"))
            let shape = try ModelConfiguration(folder: folder.url)
            let name = expected.name
            #expect(
                shape.rope == RotarySettings(theta: expected.theta, scaling: expected.scaling),
                "\(name)")
            // Olmo3's sliding layers rotate plainly.
            let isOlmo = shape.architecture.name == "olmo3"
            #expect(
                shape.slidingRope
                    == (isOlmo ? RotarySettings(theta: expected.theta) : shape.rope), "\(name)")
            #expect(shape.contextLength == expected.contextLength, "\(name)")
            #expect(shape.slidingWindow == expected.window, "\(name)")
            #expect(shape.isSliding.count { $0 } == expected.sliding, "\(name)")
        }
    }

    @Test func qwen3HasHeadsWiderThanItsStream() throws {
        let shape = try read(
            """
            {"attention_bias": false, "eos_token_id": 151645, "head_dim": 128, "hidden_act": "silu",
             "hidden_size": 1024, "intermediate_size": 3072, "max_position_embeddings": 40960,
             "max_window_layers": 28, "model_type": "qwen3", "num_attention_heads": 16,
             "num_hidden_layers": 28, "num_key_value_heads": 8, "rms_norm_eps": 1e-06,
             "rope_scaling": null, "rope_theta": 1000000, "sliding_window": null,
             "tie_word_embeddings": true, "use_sliding_window": false, "vocab_size": 151936}
            """)
        #expect(shape.headDim == 128 && shape.heads * shape.headDim == 2 * shape.hiddenSize)
        #expect(shape.slidingWindow == nil && !shape.isSliding.contains(true))
        #expect(try read(small("qwen3")).headDim == 128)
    }

    @Test func absentAndNullWindowsDiffer() throws {
        // Mistral 0.1 has a window by default, 0.2 and later write null.
        #expect(try read(small("mistral")).slidingWindow == 4096)
        #expect(try read(small("mistral")).isSliding == [true, true, true, true])
        #expect(try read(small("mistral", "\"sliding_window\": null")).slidingWindow == nil)
        #expect(try read(small("olmo3")).isSliding == [true, true, true, false])
        #expect(try read(small("olmo3")).rmsNormEpsilon == 1e-5)
        #expect(try read(small("qwen2")).slidingWindow == nil)
        let late = "\"use_sliding_window\": true, \"max_window_layers\": 2"
        #expect(try read(small("qwen2", late)).isSliding == [false, false, true, true])
        #expect(try read(small("qwen2", late)).slidingWindow == 4096)
    }

    @Test func newerFilesKeepRotationInOneField() throws {
        let rope =
            "\"rope_parameters\": {\"rope_type\": \"linear\", \"factor\": 2, \"rope_theta\": 5e5}"
        let shape = try read(small("llama", rope))
        #expect(shape.rope.theta == 500_000 && shape.rope.scaling == .linear(factor: 2))
    }

    @Test func whatCannotBeComputedIsRefused() {
        let quantized = message(
            small("llama", "\"quantization_config\": {\"quant_method\": \"awq\"}"))
        #expect(quantized.contains("awq") && quantized.contains("BF16"))
        let layers =
            "\"layer_types\": [\"full_attention\", \"full_attention\", \"full_attention\", "
            + "\"sliding_attention\"]"
        #expect(message(small("qwen3", layers)).contains("use_sliding_window"))
        #expect(
            message(small("olmo3", layers + ", \"sliding_window\": null")).contains("no sliding"))
        #expect(message(small("olmo3", "\"sliding_window\": 0")).contains("sliding_window is 0"))
        #expect(message(small("olmo3", "\"layer_types\": [\"linear\"]")).contains("1 entries"))
        #expect(
            message(small("llama").replacingOccurrences(of: "500000", with: "0")).contains(
                "rope_theta is 0"))
    }
}
