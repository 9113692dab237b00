import Artifacts
import DecoderModels
import Foundation
import Storage

/// Log-probabilities of the reference that were captured while the pairs were sampled
/// (``ReferenceCapture``), found by all that they depend on.
struct CapturedReferences {
    private let rows: [String: CapturedReference]  // exact: hashes
    /// SHA-256 of the file.
    let fingerprint: String

    /// Everything that a value depends on beside the pair itself.
    struct Key {
        private let model: String
        private let dtype: String
        private let device: String

        init(_ model: DecoderModel, fingerprint: String) {
            self.model = fingerprint
            (dtype, device) = ("\(model.dtype)", "\(model.device)")
        }

        func of(_ pair: TokenizedPair) throws -> String {
            Fingerprint.of(
                Data("\(model) \(dtype) \(device) ".utf8) + (try JSONLines.line(pair)))
        }
    }

    /// - Returns: nil when there is no file beside the pairs.
    init?(beside pairs: URL) throws {
        let file = CapturedReference.file(beside: pairs)
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        rows = Dictionary(
            try JSONLines.read(CapturedReference.self, from: file).map { ($0.tokens, $0) }
        ) { first, _ in first }
        fingerprint = try Fingerprint.of(file: file)
    }

    /// Values of the pairs that have any, in their order.
    func values(of pairs: [TokenizedPair], _ key: Key) throws -> [ReferenceScores?] {
        try pairs.map { pair in
            try rows[key.of(pair)].map { .init(chosen: $0.chosen, rejected: $0.rejected) }
        }
    }

    /// Pairs of which the values are computed once more: eight at most, spread over all.
    static func sample(_ indices: [Int]) -> [Int] {
        let count = min(8, indices.count)
        return (0..<count).map { indices[$0 * indices.count / count] }
    }

    /// The first that is not what was computed, in a sentence; nil when all are but for rounding.
    static func problem(
        _ captured: [ReferenceScores], _ computed: [ReferenceScores],
        tolerance: Double
    ) -> String? {
        for (one, other) in zip(captured, computed) {
            for (mine, theirs) in [(one.chosen, other.chosen), (one.rejected, other.rejected)]
            where !(abs(mine - theirs) <= tolerance * max(abs(theirs), 1)) {
                return "a log-probability of \(theirs) was captured as \(mine)"
            }
        }
        return nil
    }
}
