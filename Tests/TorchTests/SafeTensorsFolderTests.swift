import Foundation
import Storage
import TestSupport
import Testing
import Torch

/// Which files of a folder are its weights, decided as transformers decides.
@Suite struct SafeTensorsFolderTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    func write(_ name: String, _ tensors: [(String, Float)]) throws {
        try SafeTensorsWriter.write(
            tensors.map { ($0.0, try Tensor([$0.1], shape: [1])) }, to: folder.file(name))
    }

    func index(_ map: [String: String]) throws {
        try JSONSerialization.data(withJSONObject: ["weight_map": map])
            .write(to: folder.file("model.safetensors.index.json"))
    }

    func message() -> String {
        do {
            _ = try SafeTensorsFolder(folder.url)
            return "no error"
        } catch { return (error as? any ToolError)?.description ?? "\(error)" }
    }

    @Test func theSingleFileComesBeforeAStaleIndex() throws {
        try write("model.safetensors", [("w", 1)])
        try index(["w": "model-00001-of-00001.safetensors"])
        #expect(try SafeTensorsFolder(folder.url).tensor("w").floats() == [1])
        try write("model-00001-of-00001.safetensors", [("w", 2)])
        let model = try SafeTensorsFolder(folder.url)
        #expect(try model.tensor("w").floats() == [1] && model.files.count == 1)
        #expect(!model.isIndexed)
        try FileManager.default.removeItem(at: folder.file("model.safetensors"))
        #expect(try SafeTensorsFolder(folder.url).tensor("w").floats() == [2])
        #expect(try SafeTensorsFolder(folder.url).isIndexed)
    }

    @Test func aTensorInTwoShardsMustBeTheSame() throws {
        try write("a.safetensors", [("w", 1), ("x", 3)])
        try write("b.safetensors", [("w", 1), ("y", 4)])
        try index(["w": "a.safetensors", "x": "a.safetensors", "y": "b.safetensors"])
        let model = try SafeTensorsFolder(folder.url)
        #expect(model.names.sorted() == ["w", "x", "y"])
        #expect(try model.tensor("w").floats() == [1])
        try write("b.safetensors", [("w", 2), ("y", 4)])
        #expect(
            message().hasSuffix(
                "a.safetensors and b.safetensors both have w, with different numbers."))
    }

    @Test func anOverlayThatTheIndexNamesSupersedesTheShardsBefore() throws {
        try write("model-00001-of-00001.safetensors", [("w", 1), ("x", 3)])
        try write("model-overlay-00001.safetensors", [("w", 2)])
        try index([
            "w": "model-overlay-00001.safetensors", "x": "model-00001-of-00001.safetensors",
        ])
        let model = try SafeTensorsFolder(folder.url)
        #expect(try model.tensor("w").floats() == [2] && model.tensor("x").floats() == [3])
    }

    @Test func aWrongIndexSaysWhereTheTensorIs() throws {
        try write("a.safetensors", [("w", 1)])
        try write("b.safetensors", [("y", 4)])
        try index(["w": "b.safetensors", "y": "b.safetensors", "x": "a.safetensors"])
        #expect(message().hasSuffix("b.safetensors has w, but it does not; a.safetensors does."))
        try index(["w": "a.safetensors", "y": "b.safetensors", "x": "a.safetensors"])
        #expect(message().hasSuffix("a.safetensors has x, but it does not."))
    }

    @Test func foldersOfOtherWeightsSayWhatIsThere() throws {
        for (name, said) in [
            ("pytorch_model.bin", "pickle"), ("model.gguf", "llama.cpp"),
            ("tf_model.h5", "TensorFlow"), ("consolidated.safetensors", "another name"),
            ("model.fp16.safetensors", "another name"),
        ] {
            try Data("x".utf8).write(to: folder.file(name))
            let text = message()
            #expect(text.contains(name) && text.contains(said), "\(text)")
            #expect(text.contains("expected model.safetensors"))
            try FileManager.default.removeItem(at: folder.file(name))
        }
        try Data(#"{"base_model_name_or_path": "org/base"}"#.utf8)
            .write(to: folder.file("adapter_config.json"))
        try write("adapter_model.safetensors", [("w", 1)])
        #expect(message().contains("an adapter of org/base only: merge it"))
    }
}
