import Foundation
import Storage
public import Torch

/// Finds a decoder's parameters in a checkpoint, whatever wrapper its names tell of.
///
/// Read are names without `model.` (a base model's, as transformers reads them) and those that
/// `torch.compile`, data parallelism, FSDP and merged PEFT models leave: `_orig_mod.`, `module.`,
/// `_fsdp_wrapped_module.`, `_checkpoint_wrapped_module.`, `base_model.model.`.
public struct StoredNames {
    private var stored: [String: String]

    /// - Throws: `DataError` for two tensors that would be the same parameter, and for adapters that
    ///   are not merged.
    public init(_ weights: SafeTensorsFolder) throws {
        var stored: [String: String] = [:]
        for name in weights.names {
            if let part = [".lora_A.", ".lora_B.", ".base_layer."].first(where: name.contains) {
                throw DataError(
                    "\(weights.path): \(name) has \(part.dropFirst().dropLast()) in its name: the weights hold an adapter that is not merged; merge it (PEFT's merge_and_unload) and save the model again."
                )
            }
            let plain = Self.plain(name)
            if let other = stored.updateValue(name, forKey: plain) {
                throw DataError(
                    "\(weights.path): the weights have \(other) and \(name), which both would be \(plain)."
                )
            }
        }
        self.stored = stored
    }

    /// For a model of this configuration: where embedding and output layer are tied, one of them is enough.
    ///
    /// - Throws: `DataError` also when both are there and differ: transformers 5 then uses the output
    ///   layer, transformers 4 does not.
    init(_ weights: SafeTensorsFolder, _ configuration: ModelConfiguration) throws {
        try self.init(weights)
        guard configuration.tiesEmbeddings, let lmHead = stored[WeightNames.lmHead] else { return }
        guard let embedding = stored[WeightNames.embedding] else {
            stored[WeightNames.embedding] = lmHead
            return
        }
        guard try Self.areEqual(weights.bytes(lmHead), weights.bytes(embedding)) else {
            throw DataError(
                "\(weights.path): tie_word_embeddings is true, but \(lmHead) and \(embedding) differ: transformers 5 uses the first for the output, transformers 4 the second; set tie_word_embeddings to false, or remove \(lmHead)."
            )
        }
    }

    /// Byte by byte, gigabytes at the speed of memory.
    private static func areEqual(
        _ one: UnsafeRawBufferPointer, _ two: UnsafeRawBufferPointer
    ) -> Bool {
        guard one.count == two.count else { return false }
        guard let first = one.baseAddress, let second = two.baseAddress else { return true }
        return memcmp(first, second, one.count) == 0
    }

    /// The name in the checkpoint of the parameter that transformers calls `name`; nil when it is not there.
    public subscript(_ name: String) -> String? { stored[name] }

    /// As transformers calls a parameter.
    static func plain(_ name: String) -> String {
        let wrappers: Set<Substring> = [
            "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module", "_forward_module",
        ]
        var parts = name.split(separator: ".", omittingEmptySubsequences: false)
            .filter { !wrappers.contains($0) }[...]
        while true {
            if parts.first == "module" {
                parts = parts.dropFirst()
            } else if parts.starts(with: ["base_model", "model"]) {
                parts = parts.dropFirst(2)
            } else if parts.starts(with: ["model", "model"])
                || parts.starts(with: ["model", "lm_head"])
            {
                parts = parts.dropFirst()
            } else {
                break
            }
        }
        if let first = parts.first, ["embed_tokens", "layers", "norm"].contains(first) {
            parts = ["model"] + parts
        }
        return parts.joined(separator: ".")
    }
}
