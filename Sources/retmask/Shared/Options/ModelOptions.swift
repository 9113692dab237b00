import ArgumentParser
import DecoderModels
import Foundation
import Numbers
import Pipeline
import Storage
import Torch

/// The model that a verb works with.
struct ModelOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A Hugging Face model folder, \"organism\" for the small model that comes with the tool, or the name of a folder in models/, such as smollm2.",
            valueName: "dir"))
    var model: String

    /// The same in fewer words, for verbs with options of their own.
    static let folderHelp =
        "A Hugging Face model folder, \"organism\", or the name of a folder in models/."

    @OptionGroup var engine: EngineOptions
    @OptionGroup var precision: PrecisionOptions

    /// Loads model and tokenizer.
    func open() throws -> LoadedModel {
        let type = try precision.type()
        return try LoadedModel(
            LoadedModel.folder(model), name: model, device: engine.start(), dtype: type)
    }

    /// Loads the model alone.
    func decoder() throws -> DecoderModel {
        let type = try precision.type()
        return try DecoderModel.load(
            LoadedModel.folder(model), device: engine.start(), dtype: type)
    }
}

/// Options of every verb that computes.
struct EngineOptions: ParsableArguments {
    static let defaultDevice = "cpu"

    @Option(
        Limits.threads,
        "CPU threads of one operator; OMP_NUM_THREADS, else the cores that this process may use, when left out.",
        valueName: "count")
    var threads: Int?

    @Option(help: ArgumentHelp("Where to compute: cpu, cuda or cuda:1.", valueName: "device"))
    var device = Self.defaultDevice

    /// Opens the engine and sets what the options say.
    func start() throws -> Device {
        guard let place = Device(device) else {
            throw UsageError("--device is \(device); give cpu, cuda or cuda:1.")
        }
        try Engine.load()
        try Engine.setThreads(threads ?? Engine.usableThreads())
        // Before there is a model that would be counted as well.
        _ = try Engine.memory()
        if case .cuda(let number) = place {
            let count = try Engine.cudaDevices()
            guard number < count else {
                throw UsageError(
                    "--device is \(device), but this libtorch sees \(count) CUDA devices; use cpu.")
            }
        }
        return place
    }
}

/// The type in which a model is held and computed.
struct PrecisionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Type of weights and sums: float32, bfloat16 or float16; when left out, float32 on a CPU and bfloat16 on CUDA.",
            valueName: "type"))
    var dtype: String?

    /// Nil for the device's own.
    func type() throws -> DType? {
        try dtype.map { name in
            guard let type = [DType.float32, .bfloat16, .float16].first(where: { "\($0)" == name })
            else {
                throw UsageError("--dtype is \(name); give float32, bfloat16 or float16.")
            }
            return type
        }
    }
}
