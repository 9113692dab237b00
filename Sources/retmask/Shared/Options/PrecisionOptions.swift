import ArgumentParser
import Storage
import Torch

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
