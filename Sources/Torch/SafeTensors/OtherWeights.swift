public import Foundation

/// What a folder has in place of the weights that are read here.
public enum OtherWeights {
    /// For example: `it has pytorch_model.bin (PyTorch's pickle format), …`; nil for a folder with nothing of the kind.
    public static func sentence(_ folder: URL) -> String? {
        let names =
            (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?.sorted() ?? []
        if names.contains("adapter_config.json") {
            let base = adapterBase(folder.appendingPathComponent("adapter_config.json"))
            return
                "it has an adapter\(base.map { " of \($0)" } ?? "") only: merge it into that model (PEFT's merge_and_unload) and give the merged folder"
        }
        if names.contains("snapshots"), names.contains("blobs") {
            return
                "it is a model's folder in the Hugging Face cache: give one of the folders in its snapshots"
        }
        for (ending, format) in formats {
            guard let name = names.first(where: { $0.lowercased().hasSuffix(ending) }) else {
                continue
            }
            return
                "it has \(name) (\(format)), which is not read: save the model as safetensors, as transformers' save_pretrained does"
        }
        return nil
    }

    private static let formats = [
        (".safetensors", "safetensors under another name than model.safetensors"),
        (".gguf", "llama.cpp's format"), (".ggml", "llama.cpp's format"),
        (".bin", "PyTorch's pickle format"), (".pt", "PyTorch's pickle format"),
        (".pth", "PyTorch's pickle format"), (".ckpt", "PyTorch's pickle format"),
        (".h5", "TensorFlow's format"), (".msgpack", "Flax's format"), (".onnx", "ONNX"),
        (".npz", "NumPy's format"),
    ]

    /// Whether a file of this name holds weights in any format, those that are read included, or lists them.
    public static func areWeights(_ name: String) -> Bool {
        let name = name.lowercased()
        return name.hasSuffix(".index.json") || formats.contains { name.hasSuffix($0.0) }
    }

    private static func adapterBase(_ file: URL) -> String? {
        struct Adapter: Decodable {
            var base: String?
            enum CodingKeys: String, CodingKey { case base = "base_model_name_or_path" }
        }
        guard let data = try? Data(contentsOf: file) else { return nil }
        return try? JSONDecoder().decode(Adapter.self, from: data).base
    }
}
