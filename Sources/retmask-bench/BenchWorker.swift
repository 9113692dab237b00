import DecoderModels
import Foundation
import Optimization
import Tokenization
import Torch

/// Our side of a benchmark: loads a model folder, then answers one JSON request a line.
///
///     retmask-bench FOLDER THREADS
///     {"work": "prefill", "tokens": 1024}  ->  {"seconds": 0.123}
///
/// `Benchmarks/bench.py` drives it in turn with `Benchmarks/peer.py`, which speaks the same.
@main
struct BenchWorker {
    struct Request: Decodable {
        var work: String
        var tokens: Int?
        var rows: Int?
        var prompt: Int?
        var steps: Int?
        var text: String?
    }

    let folder: URL
    let model: DecoderModel
    let tokenizer: Tokenizer
    /// Made by the first step: its moments are twice the weights.
    var optimizer: AdamW?

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let threads = Int(arguments[2]) else {
            FileHandle.standardError.write(Data("usage: retmask-bench FOLDER THREADS\n".utf8))
            exit(2)
        }
        try Engine.setThreads(threads)
        var worker = try BenchWorker(URL(fileURLWithPath: arguments[1]))
        say(#"{"ready": true}"#)
        while let line = readLine() {
            do {
                let request = try JSONDecoder().decode(Request.self, from: Data(line.utf8))
                say("{\"seconds\": \(try worker.seconds(request))}")
            } catch {
                let text = "\(error)".replacing("\"", with: "'")
                say("{\"error\": \"\(text)\"}")
            }
        }
    }

    static func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    init(_ folder: URL) throws {
        self.folder = folder
        model = try DecoderModel.load(folder)
        tokenizer = try Tokenizer.load(folder)
    }

    /// The same ids as the Python side: (31 i + 7 row) mod vocabulary; [rows, count].
    func ids(_ rows: Int, _ count: Int) throws -> Tensor {
        let size = model.configuration.vocabularySize
        let list = (0..<rows).flatMap { row in (0..<count).map { (31 * $0 + 7 * row) % size } }
        return try Tensor(list, shape: [rows, count])
    }

    func timed(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        return (ContinuousClock.now - start) / .seconds(1)
    }

    mutating func seconds(_ request: Request) throws -> Double {
        switch request.work {
        case "gemm":
            let square = try Tensor.ones([1024, 1024])
            return try timed { _ = try square.matmul(square) }
        case "copy":
            let source = try Tensor.ones([32 << 20])
            let target = try Tensor.ones([32 << 20])
            // 128 MB are read and 128 MB written.
            return try timed { try target.copy_(source) }
        case "prefill": return try prefill(request.tokens ?? 256)
        case "decode":
            return try decode(
                rows: request.rows ?? 1, prompt: request.prompt ?? 256, steps: request.steps ?? 64)
        case "train": return try train(rows: request.rows ?? 8, tokens: request.tokens ?? 256)
        case "encode":
            let text = try String(contentsOfFile: request.text ?? "", encoding: .utf8)
            return try timed { _ = try tokenizer.encode(text, addSpecialTokens: false) }
        case "load": return try timed { _ = try DecoderModel.load(folder) }
        default: throw TorchError(reason: "there is no work \(request.work)")
        }
    }

    func prefill(_ count: Int) throws -> Double {
        let input = try ids(1, count)
        return try inferenceMode {
            try timed {
                _ = try model.logits(model.hiddenStates(input, lastTokenOnly: true).select(1, 0))
                    .floats()
            }
        }
    }

    /// Greedy steps after a prompt; only the steps are timed.
    func decode(rows: Int, prompt: Int, steps: Int) throws -> Double {
        let input = try ids(rows, prompt)
        return try inferenceMode {
            let cache = KeyValueCache(
                padding: Array(repeating: 0, count: rows), capacity: prompt + steps)
            var last = try model.hiddenStates(input, cache: cache).select(1, prompt - 1)
            return try timed {
                for _ in 0..<steps {
                    let next = try model.logits(last).argmax(-1, keepDim: true)
                    last = try model.hiddenStates(next, cache: cache).select(1, 0)
                }
                _ = try last.floats()
            }
        }
    }

    /// Forward, cross-entropy of every token, backward, clipping, AdamW.
    mutating func train(rows: Int, tokens count: Int) throws -> Double {
        let optimizer = try self.optimizer ?? AdamW(model.parameters)
        self.optimizer = optimizer
        let input = try ids(rows, count)
        let leaves = model.parameters.map(\.tensor)
        for leaf in leaves { try leaf.setRequiresGrad(true) }
        defer { for leaf in leaves { try? leaf.setRequiresGrad(false) } }
        return try timed {
            let logits = try model.logits(
                model.hiddenStates(input).narrow(1, start: 0, length: count - 1))
            let size = logits.size(-1)
            let targets = try input.narrow(1, start: 1, length: count - 1).reshape([-1])
            let loss = try logits.reshape([-1, size]).crossEntropy(targets: targets)
            let gradients = try Tensor.gradients(of: loss, for: leaves)
            _ = try GradientClipping.clip(gradients, to: 1)
            try optimizer.step(gradients, learningRate: 1e-6)
        }
    }
}
