import DecoderModels
import Foundation
import PreferenceTraining
import RunReports
import Storage
import Tokenization

/// `prefer --preview`: what training would see of one pair.
struct PreferPreview {
    let number: Int
    let pairs: URL
    let folder: URL
    let options: PreferenceOptions

    func preview() throws -> PairPreview {
        try PairPreview(
            number: number, of: pairs, text: ChatTokenizer.load(folder), options: options,
            contextLength: ModelConfiguration(folder: folder).contextLength)
    }

    /// One line a token: place, what becomes of it, id, how the vocabulary spells it.
    static func text(_ preview: PairPreview, colour: Bool) -> String {
        let (chosen, rejected) = (preview.chosen, preview.rejected)
        // Each side has a prompt of its own, but only `keep_end` cuts them at different places.
        let isShared = chosen.prompt == rejected.prompt
        var parts: [String] = []
        if isShared { parts.append(block("prompt", chosen.prompt, from: 0, colour)) }
        for (name, side) in [("chosen", chosen), ("rejected", rejected)] {
            parts.append(
                block(
                    name, isShared ? side.answer : side.tokens,
                    from: isShared ? side.prompt.count : 0, colour))
        }
        for (name, side) in [("chosen", chosen), ("rejected", rejected)] {
            parts.append(
                "\(name): \(side.count(.scored)) of \(side.answer.count) tokens of the answer are scored; cut are \(side.count(.truncated, answer: false)) of the prompt and \(side.count(.truncated, answer: true)) of the answer"
            )
        }
        if let problem = preview.problem { parts.append("problem: \(VisibleText.line(problem))") }
        return parts.joined(separator: "\n")
    }

    private static func block(
        _ name: String, _ tokens: [PairPreview.Token], from start: Int, _ colour: Bool
    ) -> String {
        let lines = tokens.enumerated().map { offset, token in
            let weight = token.weight.map { "  weight \($0)" } ?? ""
            let cells =
                ["\(start + offset)", token.role.rawValue, "\(token.id)"]
                .map { $0.aligned(.right, width: 6) } + [VisibleText.line(token.text)]
            let line = cells.joined(separator: "  ") + weight
            return colour ? "\(code(token.role))\(line)\u{1B}[0m" : line
        }
        return ([name] + lines).joined(separator: "\n")
    }

    /// Given is dim, scored green, cut red; the word beside says the same.
    private static func code(_ role: PairPreview.TokenRole) -> String {
        switch role {
        case .context: "\u{1B}[2m"
        case .scored: "\u{1B}[32m"
        case .truncated: "\u{1B}[31m"
        }
    }
}
