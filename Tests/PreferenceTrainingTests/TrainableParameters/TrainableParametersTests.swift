import Artifacts
import DecoderModels
import Foundation
import Storage
import TestSupport
import Testing
import Tokenization
import Torch

@testable import PreferenceTraining

/// Training of less than all weights, on the recorded rows.
@Suite(.serialized) struct TrainableParametersTests {
    struct Kill: Error {}

    let folder: TemporaryFolder
    let file: URL

    init() throws { (folder, file) = try Golden.copiedPairs() }

    static let lora = TrainableParameters.lora(LoRASettings(rank: 4, alpha: 8))
    /// Two heads of layer 0 that one key/value head serves, and one of layer 1.
    static let heads = TrainableParameters.heads(["0-2", "0-3", "1-0"].compactMap { HeadID($0) })

    /// The options of `make_preference_lora.py`.
    func options(_ part: TrainableParameters) -> PreferenceOptions {
        var options = PreferenceOptions()
        options.trained = part
        options.schedule.learningRate = 5e-3
        options.schedule.kind = .linear
        options.schedule.warmup = 0
        options.schedule.epochs = 4
        options.schedule.microBatchSize = 4
        options.schedule.shuffle = false
        return options
    }

    @discardableResult
    func train(
        _ options: PreferenceOptions, _ name: String, _ model: DecoderModel? = nil,
        adapters: LoRAAdapters? = nil, events: PreferenceTrainer.Events = .init()
    ) throws -> TrainingReport? {
        let dataset = try PairDataset(
            try Golden.training().rows.map(\.pair), file: file, options: options,
            contextLength: 256)
        var trainer = PreferenceTrainer(
            model: try model ?? Golden.loaded(), text: try ChatTokenizer.load(Golden.model),
            fingerprint: "fixture", options: options)
        trainer.adapters = adapters
        return try trainer.train(
            dataset, source: Golden.model, to: folder.file(name), events: events)
    }

    func log(_ name: String) throws -> [TrainingStep] {
        try JSONLines.read(TrainingStep.self, from: folder.file("\(name)/training.jsonl"))
    }

    func weights(_ model: DecoderModel) throws -> [[Float]] {
        try model.parameters.map { try $0.tensor.floats() }
    }

    @Test func eightStepsOfLoRAEqualTRLOverPEFT() throws {
        let model = try Golden.loaded()
        let before = try weights(model)
        let adapters = try LoRAAdapters(model, folder: Fixture.url("preference/adapter"))
        try train(options(.lora(adapters.settings)), "out", model, adapters: adapters)
        let steps = try JSONDecoder().decode(
            [[String: Double]].self, from: Fixture.data("preference/lora.json"))
        let rows = try log("out")
        #expect(rows.count == 8)
        try Golden.expectEqual(rows, steps)
        // The adapters that PEFT ended with, and the weights of the model as they were.
        let theirs = try LoRAAdapters(model, folder: Fixture.url("preference/trained"))
        let ours = try LoRAAdapters(model, folder: folder.file("out/adapter"))
        for (one, other) in zip(ours.parameters, theirs.parameters) {
            let distance = try (one.tensor - other.tensor).norm().item()
            // Three bits more: numbers whose gradient is rounding itself move by whole steps of Adam, either way.
            let bound =
                8
                * Roundoff.likely(
                    steps: 6 * Golden.roundings * 8, scale: try other.tensor.norm().item())
            #expect(Roundoff.holds(distance, bound, "trained \(one.name)"), "\(one.name)")
        }
        #expect(try weights(model) == before)
    }

    @Test func theFolderHasTheAdaptersMergedAndByThemselves() throws {
        try train(options(Self.lora), "out")
        let model = try Golden.loaded()
        let adapters = try LoRAAdapters(model, folder: folder.file("out/adapter"))
        #expect(adapters.settings == LoRASettings(rank: 4, alpha: 8))
        let merged = try weights(adapters.merged(into: model))
        #expect(try weights(DecoderModel.load(folder.file("out"))) == merged)
        #expect(try weights(model) != merged)
        let report = try AtomicFile.read(
            json: TrainingReport.self, from: folder.file("out/preference.json"))
        #expect(report.options.trained == Self.lora)
    }

    /// Flags of the numbers that heads 0-2, 0-3 and 1-0 own, told apart by hand: 4 heads of 16,
    /// two key/value heads, 32 wide.
    func owned(_ name: String, _ count: Int) -> [Bool] {
        func rows(_ rows: Range<Int>) -> [Bool] { (0..<count).map { rows.contains($0 / 32) } }
        func columns(_ columns: Range<Int>) -> [Bool] {
            (0..<count).map { columns.contains($0 % 64) }
        }
        return switch name {
        case "model.layers.0.self_attn.q_proj.weight": rows(32..<64)
        case "model.layers.0.self_attn.k_proj.weight", "model.layers.0.self_attn.v_proj.weight":
            rows(16..<32)
        case "model.layers.0.self_attn.o_proj.weight": columns(32..<64)
        case "model.layers.1.self_attn.q_proj.weight": rows(0..<16)
        case "model.layers.1.self_attn.k_proj.weight", "model.layers.1.self_attn.v_proj.weight":
            rows(0..<16)
        case "model.layers.1.self_attn.o_proj.weight": columns(0..<16)
        default: Array(repeating: false, count: count)
        }
    }

    @Test func onlyTheSlicesOfTheHeadsChange() throws {
        let model = try Golden.loaded()
        try train(options(Self.heads), "out", model)
        for trained in [model, try DecoderModel.load(folder.file("out"))] {
            for (new, old) in zip(trained.parameters, try Golden.loaded().parameters) {
                let (after, before) = (try new.tensor.floats(), try old.tensor.floats())
                let changed = zip(after, before).map { $0.bitPattern != $1.bitPattern }
                let owned = owned(new.name, changed.count)
                let wrong = zip(changed, owned).count { $0 != $1 }
                #expect(wrong == 0, "\(new.name)")
            }
        }
    }

    /// Adapters add nothing before the first step, and heads are as they were.
    @Test(arguments: LossType.allCases, [lora, heads])
    func everyLossBeginsAsWithAllWeights(loss: LossType, part: TrainableParameters) throws {
        var options = options(part)
        options.loss.type = loss
        options.schedule.epochs = 2
        if loss == .robust { options.loss.labelSmoothing = 0.2 }
        try train(options, "part")
        options.trained = .all
        try train(options, "all")
        let (own, all) = (try log("part"), try log("all"))
        #expect(own.count == 4 && own[0].loss == all[0].loss)
        #expect(own[0].gradNorm > 0 && own[0].gradNorm < all[0].gradNorm)
        // The pairs of the first step come again in the third.
        #expect(own[2].loss < own[0].loss)
    }

    @Test func theirGradientsAreThoseOfAllWeights() throws {
        var options = options(Self.heads)
        try train(options, "heads")
        options.trained = .all
        let dataset = try PairDataset(
            try Golden.training().rows.map(\.pair), file: file, options: options,
            contextLength: 256)
        let model = try Golden.loaded()
        for (_, leaf) in model.trained { try leaf.setRequiresGrad(true) }
        let golden = try Golden.training()
        let batch = PairPass(
            pairs: Array(dataset.pairs[0..<4]),
            references: golden.references[0..<4].map { .init(chosen: $0[0], rejected: $0[1]) })
        let gradients = GradientAccumulator()
        _ = try batch.gradients(
            SequenceLogProbability(model: model, layout: .padded), options, lossScale: 1,
            into: gradients)
        var sum = 0.0
        for (parameter, gradient) in zip(
            model.parameters, try gradients.gradients(for: model.trained))
        {
            let values = try gradient.floats()
            for (value, isOwned) in zip(values, owned(parameter.name, values.count)) where isOwned {
                sum += Double(value) * Double(value)
            }
        }
        let logged = try log("heads")[0].gradNorm
        #expect(Golden.agree("grad_norm", sum.squareRoot(), logged, step: 1))
    }

    @Test(arguments: [lora, heads])
    func killedAnywhereItEndsTheSame(part: TrainableParameters) throws {
        var options = options(part)
        options.schedule.checkpointSteps = 3
        options.memory.checkpointsActivations = true
        options.memory.batchTokens = 150
        options.validation.size = 2
        options.validation.evaluationSteps = 2
        try train(options, "whole")
        for death in [2, 4, 7] {
            var events = PreferenceTrainer.Events()
            events.afterStep = { if $0 == death { throw Kill() } }
            #expect(throws: Kill.self) { try train(options, "killed", events: events) }
        }
        // Only what is trained.
        let checkpoints = folder.file("killed.checkpoints")
        let names = try FileManager.default.contentsOfDirectory(atPath: checkpoints.path)
            .filter { $0.hasSuffix(".safetensors") }
        #expect(!names.isEmpty)
        for name in names {
            let saved = try SafeTensorsFile(checkpoints.appendingPathComponent(name)).names
            #expect(!saved.contains { $0.contains("mlp") || $0.contains("embed") })
            #expect(
                saved.contains { $0.hasPrefix("adamw.exp_avg.model.layers.0.self_attn.q_proj") })
        }
        #expect(try train(options, "killed")?.steps == 8)
        var files = ["training.jsonl", "model.safetensors", "preference.json"]
        if part == Self.lora { files.append("adapter/adapter_model.safetensors") }
        for name in files {
            #expect(
                try Data(contentsOf: folder.file("whole/\(name)"))
                    == Data(contentsOf: folder.file("killed/\(name)")), "\(name)")
        }
    }

    @Test(arguments: [
        TrainableParameters.all, lora, heads,
        .lora(LoRASettings(rank: 8, alpha: 1.5, targets: ["up_proj"])),
    ])
    func readsWhatItWrites(part: TrainableParameters) throws {
        let data = try JSONEncoder().encode([part])
        #expect(try JSONDecoder().decode([TrainableParameters].self, from: data) == [part])
    }

    @Test func anotherPartIsAnotherRun() throws {
        var options = options(Self.heads)
        options.schedule.epochs = 1
        try train(options, "out")
        options.trained = .all
        #expect {
            try train(options, "out")
        } throws: {
            "\($0)".contains("trained part the slices of heads 0-2, 0-3, 1-0, now all weights")
        }
    }

    @Test func whatCannotBeIsNamed() throws {
        func message(_ part: TrainableParameters) -> String {
            let error = #expect(throws: UsageError.self) { try train(options(part), "out") }
            return error.map { "\($0)" } ?? ""
        }
        let head = HeadID(layer: 2, head: 0)
        #expect(message(.heads([head])).contains("head 2-0 does not exist"))
        #expect(message(.heads([])).contains("empty list of heads"))
        #expect(message(.heads([head, head])).contains("head 2-0 twice"))
        #expect(message(.lora(LoRASettings(rank: 0))).contains("LoRA rank is 0"))
        #expect(message(.lora(LoRASettings(targets: ["qkv"]))).contains("\"qkv\""))
    }
}
