import ArgumentParser
import DecoderModels
import Foundation
import Pipeline
import Storage
import Tokenization

struct Score: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Log-probability, rank and arg-max of every token of a text.",
        discussion: """
            One entry per token after the first; natural logarithms.

              retmask score --model DIR --text 'The capital of France is Paris.'
              retmask score --model DIR --tokens 1,2,3 --heads heads.json --top 8 --json
              retmask score --model DIR --tokens 1,2,3 --heads 2-3,4-0 --gate uniform --json
            """)

    @OptionGroup var source: ModelOptions

    @Option(
        help: ArgumentHelp(
            "A text, tokenized with the tokens that the tokenizer adds.", valueName: "text"))
    var text: String?

    @Option(help: ArgumentHelp("Token ids, with commas.", valueName: "list"))
    var tokens: String?

    @OptionGroup var heads: HeadOptions

    @Flag(help: "Print {\"logprobs\", \"argmax\", \"rank\"}.")
    var json = false

    struct Result: Encodable {
        var logprobs: [Double]
        var argmax: [Int]
        var rank: [Int]
    }

    func run() throws {
        guard (text == nil) != (tokens == nil) else {
            throw UsageError("give one of --text and --tokens.")
        }
        let ablation = try heads.ablation()
        let model = try source.decoder()
        try model.check(ablation.heads, of: source.model)
        // Ids with --json need no tokenizer, so a folder without one will do; the text of means does.
        let isPlain = tokens != nil && json && heads.gate != .mean
        let words = isPlain ? nil : try ChatTokenizer.load(LoadedModel.folder(source.model))
        let ids =
            try tokens.map { try Self.ids($0, model) } ?? words?.tokenizer.encode(text ?? "") ?? []
        guard ids.count > 1 else {
            throw UsageError("there are \(ids.count) tokens; scores need at least 2.")
        }
        let means =
            try heads.gate == .mean
            ? words.map {
                try HeadMeans(
                    of: model, over: heads.source.known(to: source.model).text(tokens: 512),
                    $0.tokenizer)
            } : nil
        let scores = try ModelScorer(model: model, means: means?.outputs)
            .scores(of: [ids], ablation: ablation)[0]
        guard let words, !json else {
            return try Output.json(
                Result(
                    logprobs: scores.logProbabilities, argmax: scores.argmax, rank: scores.ranks))
        }
        print("token      log-prob   rank  best")
        for (index, id) in ids.dropFirst().enumerated() {
            let piece = words.tokenizer.decode([id], skipSpecialTokens: false)
            let best = words.tokenizer.decode([scores.argmax[index]], skipSpecialTokens: false)
            print(
                String(
                    format: "%6d  %10.4f  %6d  ", id, scores.logProbabilities[index],
                    scores.ranks[index])
                    + "\(piece.debugDescription) <- \(best.debugDescription)")
        }
        let mean = scores.logProbabilities.reduce(0, +) / Double(scores.logProbabilities.count)
        print(String(format: "mean %.4f, perplexity %.3f", mean, exp(-mean)))
    }

    static func ids(_ list: String, _ model: DecoderModel) throws -> [Int] {
        let size = model.configuration.vocabularySize
        return try list.split(separator: ",").map { part in
            guard let id = Int(part.trimming()), 0..<size ~= id else {
                throw UsageError("token \"\(part)\" is not an id from 0 to \(size - 1).")
            }
            return id
        }
    }
}
