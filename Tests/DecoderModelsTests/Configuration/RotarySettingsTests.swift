import DecoderModels
import Foundation
import Storage
import TestSupport
import Testing

/// The spellings of rotary embeddings in config.json, those of transformers 4 and 5.
@Suite struct RotarySettingsTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    func read(_ type: String, _ more: String) throws -> ModelConfiguration {
        let json = """
            {"model_type": "\(type)", "vocab_size": 64, "hidden_size": 32, "intermediate_size": 48,
             "num_hidden_layers": 4, "num_attention_heads": 4, "max_position_embeddings": 64, \(more)}
            """
        try Data(json.utf8).write(to: folder.file("config.json"))
        return try ModelConfiguration(folder: folder.url)
    }

    func message(_ type: String, _ more: String) -> String {
        do {
            _ = try read(type, more)
            return "no error"
        } catch { return error is DataError ? "\(error)" : "not a DataError: \(error)" }
    }

    static let yarn =
        #""rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32"#

    @Test func oldAndNewSpellingsAreTheSameModel() throws {
        let old = try read(
            "qwen2", "\"rope_theta\": 5e5, \"rope_scaling\": {\(Self.yarn)}")
        let new = try read(
            "qwen2", "\"rope_parameters\": {\(Self.yarn), \"rope_theta\": 5e5}")
        let both = try read(
            "qwen2",
            "\"rope_theta\": 5e5, \"rope_scaling\": {\(Self.yarn)}, \"rope_parameters\": {\(Self.yarn), \"rope_theta\": 5e5}"
        )
        #expect(old == new && old == both)
        #expect(old.rope.theta == 500_000 && old.rope == old.slidingRope)
        let inner = try read(
            "llama", "\"rope_scaling\": {\"type\": \"linear\", \"factor\": 2, \"rope_theta\": 5e5}")
        #expect(inner.rope == RotarySettings(theta: 500_000, scaling: .linear(factor: 2)))
        #expect(try read("llama", "\"rope_parameters\": {}").rope == RotarySettings())
        // A converter that leaves the old field null.
        #expect(
            try read("llama", #""rope_theta": null, "rope_parameters": {"rope_theta": 1e6}"#).rope
                == RotarySettings(theta: 1_000_000))
        #expect(
            try read("llama", "\"rope_scaling\": {\"type\": \"linear\", \"factor\": 2}").rope.theta
                == 10_000)
    }

    @Test func layerTypesHaveSettingsOfTheirOwn() throws {
        let shape = try read(
            "olmo3",
            "\"rope_parameters\": {\"sliding_attention\": {\"rope_type\": \"default\", \"rope_theta\": 1e4}, \"full_attention\": {\(Self.yarn), \"rope_theta\": 5e5}}"
        )
        #expect(shape.slidingRope == RotarySettings(theta: 10_000))
        #expect(shape.rope.theta == 500_000 && shape.rope.scaling != nil)
        #expect(shape.contextLength == 128)
        // Earlier releases of transformers 5, and 4: one section, which full layers alone scale by.
        let flat = try read("olmo3", "\"rope_parameters\": {\(Self.yarn), \"rope_theta\": 5e5}")
        #expect(flat.slidingRope == RotarySettings(theta: 500_000))
        #expect(flat.rope == shape.rope)
    }

    @Test func spellingsThatDifferAreRefused() {
        let theta = message(
            "llama", "\"rope_theta\": 10000.0, \"rope_parameters\": {\"rope_theta\": 500000.0}")
        #expect(
            theta.contains("rope_theta is 10000.0 but rope_parameters.rope_theta is 500000.0"))
        #expect(
            message("llama", "\"rope_theta\": 1e4, \"rope_scaling\": {\"rope_theta\": 5e5}")
                .contains("rope_scaling.rope_theta is 500000.0"))
        #expect(
            message(
                "llama",
                "\"rope_theta\": 1e4, \"rope_scaling\": {\"type\": \"linear\", \"factor\": 2}, \"rope_parameters\": {\(Self.yarn)}"
            ).contains("say different things"))
        #expect(
            message("llama", "\"rope_scaling\": {\"type\": \"linear\", \(Self.yarn)}")
                .contains("rope_type \"yarn\" but type \"linear\""))
        #expect(
            message(
                "olmo3",
                "\"rope_theta\": 1e4, \"rope_parameters\": {\"full_attention\": {\"rope_theta\": 5e5}, \"sliding_attention\": {\"rope_theta\": 1e4}}"
            ).contains("full_attention.rope_theta is 500000.0"))
    }

    /// transformers 5 puts it over the section's own, transformers 4 does not read it.
    @Test func originalPositionsBesideTheSection() throws {
        func outer(_ number: Int, _ section: String) -> String {
            "\"original_max_position_embeddings\": \(number), \"rope_theta\": 1e4, \"rope_scaling\": {\(section)}"
        }
        #expect(
            message("llama", outer(16, Self.yarn))
                .contains("transformers 4 reads 32, transformers 5 reads 16"))
        #expect(try read("llama", outer(32, Self.yarn)).contextLength == 128)
        // Without its own, transformers 4 takes max_position_embeddings.
        let bare = #""type": "yarn", "factor": 4.0"#
        #expect(
            message("llama", outer(16, bare))
                .contains("transformers 4 reads 64, transformers 5 reads 16"))
        #expect(try read("llama", outer(64, bare)).contextLength == 256)
        let llama3 =
            #""rope_type": "llama3", "factor": 8, "low_freq_factor": 1, "high_freq_factor": 4"#
        #expect(
            try read("llama", outer(16, llama3)).rope.scaling
                == .llama3(factor: 8, low: 1, high: 4, original: 16))
        #expect(message("llama", outer(16, #""type": "linear", "factor": 2"#)) == "no error")
    }

    /// transformers 4 and 5 warn about it and compute with 0.1 ln(factor) + 1.
    @Test func attnFactorIsNotRead() throws {
        let plain = try read("qwen3", "\"rope_theta\": 1e6, \"rope_scaling\": {\(Self.yarn)}")
        let more = try read(
            "qwen3",
            "\"rope_theta\": 1e6, \"rope_scaling\": {\(Self.yarn), \"attn_factor\": 0.8782488562869419}"
        )
        #expect(plain == more)
    }

    @Test func dualChunksEndThePositions() throws {
        let chunks = #""chunk_size": 24, "local_size": 8, "original_max_position_embeddings": 20"#
        func contextLength(_ section: String) throws -> Int {
            try read("qwen2", "\"dual_chunk_attention_config\": \(section)").contextLength
        }
        #expect(try contextLength("{\(chunks)}") == 20)
        #expect(try contextLength(#"{"chunk_size": 100}"#) == 64)
        #expect(
            message("qwen2", #""dual_chunk_attention_config": {"local_size": 8}"#)
                .contains("neither chunk_size nor"))
        #expect(
            message("qwen2", #""dual_chunk_attention_config": {"chunk_size": 0}"#)
                .contains("a length of 0"))
    }

    @Test func aMissingThetaIsNotGuessed() {
        #expect(
            message("llama", "\"rope_parameters\": {\"rope_type\": \"default\"}")
                .contains("rope_parameters has no rope_theta"))
        #expect(message("olmo3", "\"use_cache\": true").contains("rope_theta is missing"))
        let half = "\"rope_parameters\": {\"full_attention\": {\"rope_theta\": 5e5}"
        #expect(message("olmo3", half + "}").contains("no section sliding_attention"))
        #expect(
            message("olmo3", half + ", \"sliding_attention\": {\"rope_type\": \"default\"}}")
                .contains("rope_parameters.sliding_attention has no rope_theta"))
        #expect(message("llama", half + "}").contains("which llama does not read"))
        #expect(
            message("olmo3", half + ", \"chunked_attention\": {\"rope_theta\": 5e5}}")
                .contains("chunked_attention"))
    }

    @Test func scalingExtendsTheContext() throws {
        func contextLength(_ rope: String) throws -> Int {
            try read("qwen2", "\"rope_theta\": 1e6, \"rope_scaling\": {\(rope)}").contextLength
        }
        #expect(try contextLength(Self.yarn) == 128)
        // Qwen's way: the section is added and nothing else is changed.
        #expect(
            try contextLength(
                #""type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64"#) == 256)
        #expect(try contextLength(#""type": "yarn", "factor": 4.0"#) == 256)
        // Never less than the file says.
        #expect(
            try contextLength(
                #""type": "yarn", "factor": 1.5, "original_max_position_embeddings": 32"#) == 64)
        #expect(try contextLength(#""type": "linear", "factor": 2.5"#) == 160)
        #expect(try contextLength(#""type": "dynamic", "factor": 4.0"#) == 64)
        #expect(
            try contextLength(
                #""rope_type": "llama3", "factor": 8, "low_freq_factor": 1, "high_freq_factor": 4, "original_max_position_embeddings": 16"#
            ) == 64)
        #expect(try contextLength(#""type": "yarn", "factor": 1000000"#) == 64_000_000)
    }

    @Test func lengthScalingIsPlainWithinThePositions() throws {
        let shape = try read(
            "llama", #""rope_theta": 1e6, "rope_scaling": {"type": "dynamic", "factor": 4.0}"#)
        #expect(shape.rope == RotarySettings(theta: 1_000_000))
    }

    @Test func fieldsThatATypeDoesNotReadAreNamed() {
        func section(_ text: String) -> String {
            message("llama", "\"rope_theta\": 1e4, \"rope_scaling\": {\(text)}")
        }
        #expect(
            section(#""type": "dynamic", "factor": 2.0, "alpha": 1000.0"#)
                .contains("of type dynamic has alpha, not read there"))
        #expect(section(#""rope_type": "default", "factor": 2.0"#).contains("has factor"))
        #expect(section(#""rope_type": "default", "factor": 2.0"#).contains("has no settings"))
        // Says nothing, or is left unread by transformers 4 and 5.
        #expect(section(#""rope_type": "default", "factor": 1.0"#) == "no error")
        for type in [#""rope_type": "default""#, #""type": "linear", "factor": 2"#] {
            #expect(section(type + #", "original_max_position_embeddings": 32"#) == "no error")
        }
        #expect(section(Self.yarn + #", "finetuned": true, "alpha": null"#) == "no error")
        #expect(section(Self.yarn + #", "partial_rotary_factor": 0.5"#).contains("is 0.5"))
        #expect(section(Self.yarn + #", "partial_rotary_factor": 1.0"#) == "no error")
        #expect(section(#""rope_type": "longrope""#).contains("default, dynamic, linear"))
        #expect(section(#""type": "su""#).contains("\"su\""))
        #expect(section(#""type": "linear""#).contains("has no factor"))
        #expect(section(#""type": "linear", "factor": -1"#).contains("factor is -1"))
        #expect(section(#""type": "yarn", "factor": 4, "beta_fast": 0"#).contains("beta_fast is 0"))
    }
}
