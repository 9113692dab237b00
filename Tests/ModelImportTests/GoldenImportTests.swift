import DecoderModels
import Foundation
import Storage
import TestSupport
import Testing
import Torch

@testable import ModelImport

/// The golden models of transformers, by way of GGUF files that the Python package wrote
/// (Tests/Fixtures/gguf/make_imports.py).
@Suite struct GoldenImportTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    static let models = ["llama", "qwen2", "qwen3", "olmo3", "mistral"]

    func imported(_ name: String, as type: DType = .float32) throws -> URL {
        let out = folder.file("out")
        let file = name == "sharded" ? "sharded-00001-of-00003" : name
        let model = try GGUFImport(Fixture.url("gguf/models/\(file).gguf"))
        #expect(try model.write(to: out, as: type) == .written)
        return out
    }

    /// Every tensor has the bytes of the folder that the GGUF file was made from.
    private func expectSameWeights(_ one: URL, _ two: URL) throws {
        let (mine, theirs) = (try SafeTensorsFolder(one), try SafeTensorsFolder(two))
        #expect(Set(mine.names) == Set(theirs.names))
        for name in theirs.names {
            #expect(mine.info(name)?.shape == theirs.info(name)?.shape, "\(name)")
            #expect(mine.info(name)?.dtype == theirs.info(name)?.dtype, "\(name)")
            #expect(try mine.bytes(name).elementsEqual(theirs.bytes(name)), "\(name)")
        }
    }

    @Test(arguments: models) func everyTensorIsTheOriginal(_ name: String) throws {
        try expectSameWeights(imported(name), Fixture.url("models/\(name)"))
    }

    /// Three files, stored in bfloat16, which the same type keeps as it is.
    @Test func aModelInPartsInItsOwnType() throws {
        try expectSameWeights(
            imported("sharded", as: .bfloat16), Fixture.url("models/sharded"))
    }

    @Test(arguments: models) func configurationsAreEqual(_ name: String) throws {
        var mine = try ModelConfiguration(folder: imported(name))
        var theirs = try ModelConfiguration(folder: Fixture.url("models/\(name)"))
        if name == "qwen2" {
            // The convert script leaves Qwen2's windows out, as nearly every one of them has them off.
            theirs.slidingWindow = nil
            theirs.isSliding = [false, false]
        }
        if case .yarn(var yarn)? = theirs.rope.scaling {
            // What transformers computes where config.json is silent, and what this one says.
            #expect(yarn.attentionFactor == 0.1 * log(8.0) + 1)
            yarn.attentionFactor = nil
            theirs.rope.scaling = .yarn(yarn)
        }
        // Its scaling is found from the factors of four pairs of dimensions, none of them on the ramp.
        if name == "llama" {
            #expect(
                mine.rope.scaling == .llama3(factor: 8, low: 1, high: 4, original: 32))
        }
        #expect(mine == theirs)
        mine.layers += 1
        #expect(mine != theirs)
    }

    /// The logits that transformers has of the model from which the GGUF file was made.
    @Test(arguments: ["llama", "qwen3", "olmo3", "mistral", "sharded"])
    func logitsAreThoseOfTransformers(_ name: String) throws {
        let model = try DecoderModel.load(imported(name))
        let file = try SafeTensorsFile(
            Fixture.url("models/\(name)/expected.safetensors"))
        let ids = try file.tensor("tokens").ints()
        let expected = try file.tensor("logits").floats()
        let tokens = try Tensor(ids, shape: [2, ids.count / 2])
        let logits = try model.logits(model.hiddenStates(tokens)).floats()
        let shape = model.configuration
        let steps = Roundoff.steps(
            layers: shape.layers, hidden: shape.hiddenSize,
            queries: shape.heads * shape.headDim, headDim: shape.headDim,
            intermediate: shape.intermediateSize, columns: ids.count / 2)
        let largest = Roundoff.largest(expected.map(Double.init))
        let apart = zip(logits, expected).map { Double(abs($0 - $1)) }.max() ?? .infinity
        #expect(logits.count == expected.count)
        #expect(apart <= Roundoff.likely(steps: 2 * steps, scale: largest), "\(apart)")
    }

    @Test func everyTypeAsThePackageReadsIt() throws {
        let out = try imported("types")
        let digests = try JSONDecoder().decode(
            [String: String].self, from: Fixture.data("gguf/models/types.json"))
        let weights = try SafeTensorsFolder(out)
        #expect(Set(weights.names) == Set(digests.keys))
        for (name, digest) in digests {
            #expect(try Fingerprint.of(Data(weights.bytes(name))) == digest, "\(name)")
        }
    }

    @Test func whereItComesFromIsKept() throws {
        let out = try imported("llama")
        let url = out.appendingPathComponent("gguf.json")
        let origin = try JSONParser.parse(Data(contentsOf: url), name: "gguf.json")
        let file = try #require(origin["files"]?.array?.first)
        #expect(file["name"]?.string == "llama.gguf")
        let source = Fixture.url("gguf/models/llama.gguf")
        #expect(file["sha256"]?.string == (try Fingerprint.of(file: source)))
        #expect(origin["general"]?["license"]?.string == "apache-2.0")
        #expect(origin["types"]?["F32"]?.int == 35)
        #expect(origin["dtype"]?.string == "float32")
        let names = try FileManager.default.contentsOfDirectory(atPath: out.path).sorted()
        #expect(
            names == [
                "config.json", "generation_config.json", "gguf.json", "model.safetensors",
                "special_tokens_map.json", "tokenizer.json", "tokenizer_config.json",
            ])
    }
}
