import DecoderModels
import Foundation
import Storage
import TestSupport
import Testing

/// Fields of config.json that are refused, and those that do not matter.
@Suite struct ConfigurationFieldsTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// A folder of this family with some members of config.json.
    func message(_ type: String, _ more: String) -> String {
        do {
            let json = """
                {"model_type": "\(type)", "rope_theta": 10000.0, "vocab_size": 64, "hidden_size": 32,
                 "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4, \(more)}
                """
            try Data(json.utf8).write(to: folder.file("config.json"))
            _ = try ModelConfiguration(folder: folder.url)
            return "no error"
        } catch { return error is DataError ? "\(error)" : "not a DataError: \(error)" }
    }

    @Test(arguments: [
        (#""attention_multiplier": 0.0156"#, "attention_multiplier is 0.0156"),
        (#""logits_scaling": 8.0"#, "logits_scaling is 8"),
        (#""logit_scale": 0.25"#, "logit_scale is 0.25"),
        (#""residual_multiplier": 0.22"#, "residual_multiplier is 0.22"),
        (#""attn_logit_softcapping": 50.0"#, "attn_logit_softcapping is 50"),
        (#""final_logit_softcapping": 30.0"#, "final_logit_softcapping is 30"),
        (#""partial_rotary_factor": 0.5"#, "partial_rotary_factor is 0.5"),
        (#""rotary_pct": 0.25"#, "rotary_pct is 0.25"),
        (#""rope_interleaved": true"#, "rope_interleaved is true"),
        (#""rope_local_base_freq": 10000.0"#, "rope_local_base_freq is 10000"),
        (#""no_rope_layers": [1, 0]"#, "no_rope_layers is a list"),
        (#""clip_qkv": 8.0"#, "clip_qkv is 8"),
        (#""use_qk_norm": true"#, "use_qk_norm is true"),
        (#""use_bidirectional_attention": true"#, "use_bidirectional_attention is true"),
        (#""is_causal": false"#, "is_causal is false"),
        (#""use_rms_norm": false"#, "use_rms_norm is false, which may change"),
        (#""norm_eps": 1e-5, "rms_norm_eps": 1e-6"#, "norm_eps is 1e-05"),
        (#""rotary_emb_base": 500000.0"#, "rotary_emb_base is 500000"),
        (#""num_local_experts": 8"#, "num_local_experts is 8"),
        (#""attention_chunk_size": 8192"#, "attention_chunk_size is 8192"),
        (#""position_embedding_type": "alibi""#, "position_embedding_type is \"alibi\""),
        (#""hidden_activation": "gelu""#, "hidden_activation is \"gelu\""),
        (#""quantization": {"group_size": 64, "bits": 4}"#, "quantization is an object"),
        (#""compression_config": {"format": "pack"}"#, "compression_config is an object"),
        (#""quantization_config": {"quant_method": "fp8"}"#, "quantized (fp8)"),
        (#""quantization_config": {"load_in_4bit": true}"#, "unknown method"),
        (
            #""layer_types": ["full_attention", "sliding_attention"], "sliding_window": 4"#,
            "llama does not have"
        ),
        (#""hidden_act": "gelu""#, "hidden_act is \"gelu\""),
        (#""rms_norm_eps": -1e-6"#, "rms_norm_eps is -1e-06"),
        (#""rope_theta": 5.0"#, "rope_theta stands there twice"),
        (#""vocab_size": 64"#, "vocab_size stands there twice"),
    ])
    func whatDecidesAndIsNotReadIsNamed(_ field: String, _ said: String) {
        let text = message("llama", field)
        #expect(text.contains(said), "\(text)")
    }

    @Test(arguments: [
        // As in published folders and as other tools write them.
        #""attention_dropout": 0.1, "attn_pdrop": 0.1, "initializer_range": 0.02, "use_cache": false"#,
        #""_attn_implementation_autoset": true, "unsloth_version": "2025.1", "unsloth_fixed": true"#,
        #""pretraining_tp": 8, "max_sequence_length": 2048, "is_llama_config": true"#,
        #""rope_interleaved": false, "use_mrope": false, "output_attentions": false"#,
        #""attn_logit_softcapping": null, "quantization_config": null, "logit_scale": 1.0"#,
        #""rotary_pct": 1.0, "no_rope_layers": [], "use_qk_norm": false, "is_causal": true"#,
        #""embedding_multiplier": 1, "num_local_experts": 0, "position_embedding_type": "rope""#,
        #""auto_map": {"AutoConfig": "x.py"}, "architectures": ["LlamaForCausalLM"]"#,
        #""bos_token_id": 1, "eos_token_id": [2, 3], "pad_token_id": null, "dtype": "bfloat16""#,
        #""torch_dtype": "float16", "transformers_version": "5.23.0", "task_specific_params": {}"#,
        #""sliding_window": 4096, "use_sliding_window": false, "max_window_layers": 28"#,
        #""layer_types": ["full_attention", "full_attention"]"#,
        #""use_rms_norm": true, "attention_softmax_in_fp32": true, "attention_type": "sdpa""#,
        #""activation_checkpointing": true, "norm_eps": 1e-5, "rms_norm_eps": 1e-5"#,
        #""quantization_config": {}, "rotary_emb_base": 10000, "dual_chunk_attention_config": null"#,
    ])
    func whatDoesNotMatterIsRead(_ fields: String) {
        #expect(message("llama", fields) == "no error")
    }

    @Test func familiesThatHaveItAreNotAsked() {
        #expect(message("qwen3", #""use_qk_norm": true"#) == "no error")
        #expect(message("qwen3", #""use_qk_norm": false"#).contains("use_qk_norm is false"))
        #expect(message("qwen2", #""attention_bias": true"#) == "no error")
        #expect(message("mistral", #""attention_bias": true"#).contains("no such biases"))
        #expect(message("qwen3", #""mlp_bias": true"#).contains("mlp_bias is true"))
        #expect(message("llama", #""mlp_bias": true"#) == "no error")
        let window = message("mistral", #""sliding_window": 8, "use_sliding_window": false"#)
        #expect(window.contains("set sliding_window to null"))
        // As Mistral's own files have it, one entry a layer.
        let list = message("mistral", #""sliding_window": [null, 4096]"#)
        #expect(list.contains("sliding_window is a list but should be a whole number"))
    }

    @Test func foldersWithoutConfigurationSayWhatTheyAre() throws {
        func message() -> String {
            let error = #expect(throws: UsageError.self) {
                try ModelConfiguration(folder: folder.url)
            }
            return error?.description ?? ""
        }
        #expect(message().hasSuffix("has no config.json."))
        try Data("x".utf8).write(to: folder.file("model-q4.gguf"))
        #expect(message().contains("model-q4.gguf (llama.cpp's format)"))
        for name in ["snapshots", "blobs"] {
            try FileManager.default.createDirectory(
                at: folder.file(name), withIntermediateDirectories: true)
        }
        #expect(message().contains("one of the folders in its snapshots"))
        try Data(#"{"base_model_name_or_path": "org/base"}"#.utf8)
            .write(to: folder.file("adapter_config.json"))
        #expect(message().contains("an adapter of org/base only"))
    }
}
