import Artifacts
import ContrastPairs
import Foundation
import Haystacks
import RetrievalHeads
import Storage

/// What each stage has to do, counted before it begins.
extension RunPipeline {
    func amount(_ step: RunStep) throws -> RunAmount {
        switch step.work {
        case .detect(let part): try probes(part)
        case .select(let parts): selections(parts)
        case .ablateCurve(let part): try curve(part)
        case .contrast(let part): try contrastAmount(part)
        case .train(let part, _, let isRival): try training(part, isRival: isRival)
        case .evaluate(let part): try evaluation(part)
        }
    }

    private func probes(_ part: Recipe.Detect) throws -> RunAmount {
        let (lengths, depths, needles, answer): ([Int], Int, Int, Int)
        let tokens: Int
        if part.mode == .paper {
            let stage = try paperStage(part)
            let file = stage.haystack.appendingPathComponent("needles.jsonl")
            (lengths, depths) = (stage.lengths, stage.depths.count)
            (needles, answer) = (try Needle.read(file).count, 50)
            tokens = part.batchTokens ?? 65_536
        } else {
            let stage = detectStage(part)
            (lengths, depths) = (stage.lengths, stage.depths.count)
            needles = try stage.source.chosenNeedles().count
            answer = part.detectors.contains(.copy) ? stage.options.maxTokens : 1
            tokens = stage.options.batchTokens
        }
        return grid(
            lengths, probes: depths * needles, answer: answer, batchTokens: tokens, sets: 1,
            words: "probes")
    }

    private func grid(
        _ lengths: [Int], probes: Int, answer: Int, batchTokens: Int, sets: Int, words: String
    ) -> RunAmount {
        var amount = RunAmount()
        for length in lengths {
            let count = Double(probes * sets)
            amount.reading.append(.init(count: count, tokens: Double(length)))
            amount.writing.append(
                .init(
                    tokens: count * Double(answer),
                    rows: Double(min(max(batchTokens / max(length, 1), 1), 32, probes)),
                    context: Double(length)))
        }
        amount.words = "\(probes * lengths.count) \(words)\(Self.span(lengths))"
        return amount
    }

    static func span(_ lengths: [Int]) -> String {
        guard let low = lengths.min(), let high = lengths.max() else { return "" }
        return low == high ? " of \(low) tokens" : " of \(low) to \(high) tokens"
    }

    private func selections(_ parts: [Recipe.Select]) -> RunAmount {
        var amount = RunAmount()
        let names = parts.map(\.name).filter { !$0.isEmpty }
        amount.words =
            names.isEmpty ? "heads, and as many random ones" : names.joined(separator: ", ")
        return amount
    }

    private func curve(_ part: Recipe.AblateCurve) throws -> RunAmount {
        let stage = ablateStage(part)
        let needles = try stage.source.chosenNeedles().count
        let sets = 1 + part.counts.count * (1 + part.randomSets)
        var amount = grid(
            stage.lengths, probes: stage.depths.count * needles, answer: part.maxTokens,
            batchTokens: stage.options.batchTokens, sets: sets, words: "probes")
        amount.words = "\(sets) sets of heads, \(amount.words) each"
        return amount
    }

    private func contrastAmount(_ part: Recipe.Contrast) throws -> RunAmount {
        let (count, tokens) = try promptSize(part)
        let options = contrastOptions(part)
        let answers = Double(2 * count * options.samples)
        var amount = RunAmount()
        // Both answers of a prompt, read with and without the heads.
        amount.reading = [.init(count: answers, tokens: tokens)]
        let most = options.sampling.maxTokens
        amount.writing = [
            .init(
                tokens: answers * Double(most), rows: min(Double(2 * options.batch), answers),
                context: tokens + Double(most) / 2)
        ]
        amount.words = "\(count) prompts, answers of up to \(most) tokens"
        return amount
    }

    /// The number of prompts and the mean of their tokens, of the first hundred.
    func promptSize(_ part: Recipe.Contrast) throws -> (count: Int, tokens: Double) {
        if let known = promptSizes[part.name] { return known }
        let rows: [ChatMessage]
        let count: Int
        switch part.prompts {
        case .count(let number):
            count = min(number, part.limit ?? .max, part.range?.count ?? .max)
            rows = try world.prompts(
                count: min(number, 100), lengths: part.lengths, seed: part.seed ?? recipe.seed,
                of: model
            ).compactMap(\.question)
        case .files(let files):
            var messages: [ChatMessage] = []
            var total = 0
            for file in files {
                let source = PromptSource(
                    file: file, range: files.count == 1 ? part.range : nil, limit: part.limit)
                let read = try source.read().prompts.filter { $0.dropped == nil }
                total += read.count
                messages += read.prefix(100).map(\.message)
            }
            (rows, count) = (messages, min(total, part.limit ?? .max, part.range?.count ?? .max))
        }
        let tokens = try rows.reduce(0) {
            try $0 + model.chat.ids([$1], generationPrompt: true, inputs: .none).count
        }
        let size = (count, Double(tokens) / Double(max(rows.count, 1)))
        promptSizes[part.name] = size
        return size
    }

    private func training(_ part: Recipe.Prefer, isRival: Bool) throws -> RunAmount {
        let options = part.options
        guard let contrast = recipe.pairs(part.pairs) else { return RunAmount() }
        let prompt = try promptSize(contrast)
        var pairs = Double(prompt.count * contrast.options.samples)
        var answers = Double(2 * contrast.options.sampling.maxTokens)
        var most = "up to "
        // What is known once they are sampled.
        let counts = folder.contrast(contrast.name)
        if has(counts),
            let known = try? AtomicFile.read(json: ContrastSummary.self, from: counts)
        {
            (pairs, most) = (Double(known.kept), "")
            answers =
                Double(known.chosenTokens + known.rejectedTokens) / Double(max(known.sampled, 1))
        }
        if isRival || options.loss.objective == .supervised { answers /= 2 }
        let tokens = prompt.tokens + answers
        let batch = options.schedule.microBatchSize * options.schedule.gradientAccumulationSteps
        let epochs = Double(options.schedule.epochs)
        let steps = (pairs / Double(batch)).rounded(.up) * epochs
        var amount = RunAmount()
        amount.reading = [.init(count: pairs, tokens: tokens)]
        amount.training = [.init(passes: pairs * epochs, tokens: tokens, steps: steps)]
        amount.words = "\(most)\(Int(pairs)) pairs, \(Int(steps)) steps"
        return amount
    }

    private func evaluation(_ part: Recipe.Evaluate) throws -> RunAmount {
        let examples = try examples(part)
        let models = recipe.subjects(of: part).count
        var amount = RunAmount()
        // The organism's questions are read each by itself, as in its published runs.
        let shares =
            world.kind == .organism
            ? examples.map { _ in 1 } : EvaluationExample.sharesToRead(examples)
        let byLength = Dictionary(grouping: zip(examples, shares)) {
            max($0.0.length, $0.0.tokens?.count ?? 1)
        }
        for (length, read) in byLength.sorted(by: { $0.key < $1.key }) {
            let group = read.map(\.0)
            let count = read.reduce(0) { $0 + $1.1 } * Double(models)
            amount.reading.append(.init(count: count, tokens: Double(length)))
            let written = group.filter { $0.tokens == nil }.reduce(0) { $0 + $1.maxTokens }
            amount.writing.append(
                .init(
                    tokens: Double(written * models), rows: Double(min(part.batch, group.count)),
                    context: Double(length)))
        }
        amount.words =
            "\(examples.count) questions\(Self.span(examples.map(\.length).filter { $0 > 0 })) to \(models) \(models == 1 ? "model" : "models")"
        return amount
    }
}
