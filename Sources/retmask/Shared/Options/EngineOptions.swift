import ArgumentParser
import Foundation
import Numbers
import Storage
import Torch

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
