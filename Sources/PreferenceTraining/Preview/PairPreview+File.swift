import Artifacts
public import Foundation
public import Tokenization

extension PairPreview {
    /// One pair of a file as training with `options` would see it.
    ///
    /// - Parameters:
    ///   - number: from 1.
    ///   - positions: most tokens that the model can take.
    /// - Throws: `UsageError` when there is no such pair, and all that reading and tokenizing throw.
    public init(
        number: Int, of file: URL, text: ChatTokenizer, options: PreferenceOptions, positions: Int
    ) throws {
        try options.validate()
        let rows = try PairFile.rows(of: file).rows
        guard rows.indices.contains(number - 1) else {
            throw UsageError(
                "there is no pair \(number); \(file.path) has pairs 1 to \(rows.count).")
        }
        let tokens = try PreferenceTokens(text, mode: options.mode)
        // Without its weights when they do not fit, so that the preview can show how many it takes.
        let line = rows[number - 1].line
        var pair = rows[number - 1].pair
        var problem: String?
        let whole: TokenizedPair
        do { whole = try tokens.tokens(pair) } catch let error as DataError {
            (pair.chosenWeights, pair.rejectedWeights) = (nil, nil)
            problem = error.description
            do { whole = try tokens.tokens(pair) } catch let error as DataError {
                throw DataError("\(file.path):\(line): \(error.description)")
            }
        }
        self.init(whole, limits: Truncation(options, positions: positions)) {
            text.tokenizer.token($0) ?? "\($0)"
        }
        self.problem = problem
    }
}
