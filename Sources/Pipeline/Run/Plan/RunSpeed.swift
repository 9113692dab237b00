import Artifacts
import DecoderModels
import Foundation

/// How fast a model is on this machine, measured in some seconds.
///
/// A token that is read takes `a + b · length` seconds, since it attends to the ones before it; a step in
/// which every row of a batch gets a token takes `c + rows · (d + e · context)`.
struct RunSpeed {
    private(set) var read = (token: 0.0, attention: 0.0)
    private(set) var step = (pass: 0.0, row: 0.0, column: 0.0)
    /// Numbers that an optimiser's step goes through.
    private let parameters: Double
    /// The longest prompt that was measured.
    private(set) var longest = 0

    /// Tokens of the short prompt, rows of the batch, tokens of an answer.
    private static let (short, rows, answer) = (64, 8, 6)
    /// Longer prompts are foretold from this one.
    private static let most = 1024

    /// Measures: a batch of short prompts, one short prompt, and one as long as they get.
    ///
    /// - Throws: as `Generator`.
    init(_ model: LoadedModel, longest wanted: Int) throws {
        parameters = model.decoder.parameters.reduce(0) {
            $0 + Double($1.tensor.shape.reduce(1, *))
        }
        let positions = model.decoder.configuration.contextLength
        let room = max(2, positions - Self.answer)
        longest = min(max(wanted, 2 * Self.short), Self.most, room)
        let ids = try model.chat.tokenizer.encode("The spare key lies under the third stone. ")
        let short = min(Self.short, room / 2)
        func measure(rows: Int, tokens: Int) throws -> (read: Double, step: Double) {
            let prompt = (0..<tokens).map { ids[$0 % ids.count] }
            return try Self.time(model, prompt, rows: rows)
        }
        _ = try measure(rows: 1, tokens: short)
        let one = try measure(rows: 1, tokens: short)
        let many = try measure(rows: Self.rows, tokens: short)
        let long = try measure(rows: 1, tokens: longest)
        let shortToken = many.read / Double(Self.rows * short)
        let longToken = long.read / Double(longest)
        read.attention = max(0, (longToken - shortToken) / Double(max(longest - short, 1)))
        read.token = max(0, longToken - read.attention * Double(longest))
        step.row = max(0, (many.step - one.step) / Double(Self.rows - 1))
        step.column = max(0, (long.step - one.step) / Double(max(longest - short, 1)))
        step.pass = max(0, one.step - step.row)
    }

    /// Seconds until the first token of a batch of equal prompts, and between the ones after it.
    private static func time(
        _ model: LoadedModel, _ prompt: [Int], rows: Int
    ) throws -> (read: Double, step: Double) {
        // No token ends an answer.
        let generator = Generator(model: model.decoder, stopIDs: [])
        let request = GenerationRequest(prompt: prompt, sampling: .greedy(maxTokens: answer))
        let start = ContinuousClock.now
        var first: ContinuousClock.Instant?
        _ = try generator.generate(batch: Array(repeating: request, count: rows)) { _, _ in
            first = first ?? ContinuousClock.now
            return true
        }
        let end = ContinuousClock.now
        let began = first ?? end
        return ((began - start) / .seconds(1), (end - began) / .seconds(1) / Double(answer - 1))
    }

    /// A pair is read once for the reference; then a pass forward, and a pass back that takes twice that.
    private static let trainingPasses = 3.0
    /// Bytes of weight, gradient and AdamW's two means that a step moves, and bytes a second of memory: of a
    /// common desktop, and small beside the passes.
    private static let (stepBytes, memorySpeed) = (28.0, 6e9)

    /// Seconds to read a prompt.
    func reading(_ tokens: Double) -> Double {
        tokens * (read.token + read.attention * tokens)
    }

    /// Seconds for all of a stage.
    func seconds(_ amount: RunAmount) -> Double {
        let read = amount.reading.reduce(0) { $0 + $1.count * reading($1.tokens) }
        let written = amount.writing.reduce(0) { sum, part in
            let rows = max(part.rows, 1)
            return sum + part.tokens / rows
                * (step.pass + rows * (step.row + step.column * part.context))
        }
        let trained = amount.training.reduce(0) { sum, part in
            sum + part.passes * Self.trainingPasses * reading(part.tokens)
                + part.steps * parameters * Self.stepBytes / Self.memorySpeed
        }
        return read + written + trained
    }

    /// Tokens a second: read in prompts of the longest that was measured, written in the batch.
    var words: String {
        let reads = 1 / max(read.token + read.attention * Double(longest), 1e-9)
        let rows = Double(Self.rows)
        let writes = rows / max(step.pass + rows * step.row, 1e-9)
        return String(
            format: "reads %.0f tokens a second at a length of %d, writes %.0f in %d rows", reads,
            longest, writes, Self.rows)
    }
}
