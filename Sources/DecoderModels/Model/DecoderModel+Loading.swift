public import Foundation
import Storage
public import Torch

extension DecoderModel {
    /// Loads a Hugging Face folder (`AutoModelForCausalLM.from_pretrained`).
    ///
    /// - Parameter dtype: of the computation; float32 on a CPU (where bfloat16 is about 100 times
    ///   slower), bfloat16 on CUDA when nil. A file stored in that dtype is used without a copy.
    /// - Throws: `UsageError` for a folder that lacks something, `DataError` for content that is
    ///   wrong: an unknown architecture, a damaged file, tensors that are missing or of another
    ///   shape (all named at once), a weight that is no finite number.
    public static func load(
        _ folder: URL, device: Device = .cpu, dtype: DType? = nil
    ) throws -> DecoderModel {
        let configuration = try ModelConfiguration(folder: folder)
        let stored = try SafeTensorsFolder(folder)
        let names = try StoredNames(stored, configuration)
        try check(stored, names, configuration, folder)
        let type = dtype ?? (device == .cpu ? .float32 : .bfloat16)
        return try DecoderModel(configuration, device: device, dtype: type) { name in
            let tensor = try stored.tensor(names[name] ?? name).to(device).to(type)
            guard try tensor.isAllFinite() else {
                throw DataError(
                    "\(folder.path): \(name) has numbers that are not finite (NaN or infinite): the weights are damaged, or training diverged."
                )
            }
            return tensor
        }
    }

    /// Whether the weights of a folder are those that its configuration asks for, by their headers alone.
    ///
    /// - Throws: `DataError` naming tensors that are missing, of another shape, or of a type that is not
    ///   computed with.
    package static func check(
        _ folder: URL, _ configuration: ModelConfiguration, _ stored: SafeTensorsFolder
    ) throws {
        try check(stored, StoredNames(stored, configuration), configuration, folder)
    }

    static func check(
        _ stored: SafeTensorsFolder, _ names: StoredNames, _ configuration: ModelConfiguration,
        _ folder: URL
    ) throws {
        let floats = DType.allCases.filter(\.isFloating).map(\.storedName).joined(separator: ", ")
        var problems: [String] = []
        for (name, wanted) in WeightNames.all(configuration) {
            guard let found = names[name].flatMap(stored.info) else {
                problems.append(
                    name == WeightNames.lmHead
                        ? "\(name) is missing, the output layer: tie_word_embeddings is not true, so this is a base model or one for another task"
                        : "\(name) is missing")
                continue
            }
            if DType(stored: found.dtype)?.isFloating != true {
                problems.append(
                    "\(name) is stored as \(found.dtype), but supported are \(floats)")
            }
            if found.shape != wanted {
                problems.append(
                    "\(name) has shape \(found.shape) but config.json says \(wanted)")
            }
        }
        guard !problems.isEmpty else { return }
        let shown = problems.prefix(4).joined(separator: "; ")
        let rest = problems.count > 4 ? "; and \(problems.count - 4) more" : ""
        throw DataError("\(folder.path): \(shown)\(rest).")
    }

    /// A model of random weights: normal with deviation `scale`, norms 1, biases 0.
    ///
    /// The output of each block's branches is scaled down by √(2 layers), as in GPT-2, so that the
    /// residual stream does not grow with depth.
    /// - Throws: `TorchError` when the weights do not fit into memory.
    public static func random(
        _ configuration: ModelConfiguration, seed: UInt64, scale: Double = 0.02
    ) throws -> DecoderModel {
        let stream = try RandomStream(seed: seed)
        let shapes = Dictionary(WeightNames.all(configuration).map { ($0.name, $0.shape) }) {
            a, _ in a
        }
        return try DecoderModel(configuration, device: .cpu, dtype: .float32) { name in
            let size = shapes[name] ?? []
            if name.hasSuffix("norm.weight") { return try Tensor.ones(size) }
            if name.hasSuffix(".bias") { return try Tensor.zeros(size) }
            let isBranchEnd = name.hasSuffix("o_proj.weight") || name.hasSuffix("down_proj.weight")
            let deviation =
                isBranchEnd ? scale / (2 * Double(configuration.layers)).squareRoot() : scale
            return try Tensor.empty(size).normal_(deviation: deviation, stream)
        }
    }
}
