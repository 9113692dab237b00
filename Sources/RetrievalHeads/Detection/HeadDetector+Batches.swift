public import DecoderModels
import Haystacks

extension HeadDetector {
    /// A prompt and the cells that ask for it; at small lengths several depths share a boundary.
    struct Probe {
        let haystack: Haystack
        var cells: [HaystackGrid.Cell]
    }

    /// Prompts of one call.
    typealias Batch = [Probe]

    /// The most memory that a batch of the grid takes, predicted before anything is run; nil when the
    /// model does not say.
    public var memory: MemoryEstimate? {
        grid.lengths.compactMap { length in
            let rows = options.batchSize(length: length)
            // A prompt that others share, and one fork for what detectors read.
            let copies = 1 + (options.detectors.contains { $0.detector != nil } ? rows : 0)
            return model.languageModel.memory(
                rows: rows, tokens: length + options.answerTokens, copies: copies)
        }.max { $0.total < $1.total }
    }

    /// The different prompts of a group in the order of their tokens, in batches.
    func batches(_ cells: some Sequence<HaystackGrid.Cell>) throws -> [Batch] {
        var probes: [Probe] = []
        var known: [[Int]: Int] = [:]
        for cell in cells {
            let haystack = try procedure.haystack(cell, of: grid)
            try check(haystack, cell)
            if let index = known[haystack.ids], probes[index].haystack.span == haystack.span {
                probes[index].cells.append(cell)
            } else {
                known[haystack.ids] = probes.count
                probes.append(Probe(haystack: haystack, cells: [cell]))
            }
        }
        probes.sort { $0.haystack.ids.lexicographicallyPrecedes($1.haystack.ids) }
        let longest = probes.map(\.haystack.ids.count).max() ?? 1
        let size = options.batchSize(length: longest)
        return stride(from: 0, to: probes.count, by: size).map {
            Array(probes[$0..<min($0 + size, probes.count)])
        }
    }
}
