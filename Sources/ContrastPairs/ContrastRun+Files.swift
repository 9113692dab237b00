import Artifacts
import Foundation

extension ContrastRun {
    /// Writes the record of a new run, or checks that the files of an earlier one are of this run.
    func prepareRecord() throws {
        let files = FileManager.default
        if restarts {
            // The record goes last: a kill in between leaves a run that is restarted again.
            for file in [out, samplesFile, recordFile] where files.fileExists(atPath: file.path) {
                do { try files.removeItem(at: file) } catch {
                    throw UsageError(
                        "cannot remove \(file.path): \(error.localizedDescription)")
                }
            }
        }
        let record = try self.record()
        guard files.fileExists(atPath: recordFile.path) else {
            for file in [out, samplesFile] where files.fileExists(atPath: file.path) {
                throw UsageError(
                    "\(file.path) exists but \(recordFile.lastPathComponent) does not; give another --out, or --restart to write over it."
                )
            }
            try AtomicFile.write(json: record, to: recordFile)
            return
        }
        let earlier = try AtomicFile.read(json: ContrastRecord.self, from: recordFile)
        guard earlier == record else {
            let changes = earlier.changes(to: record).joined(separator: "; ")
            throw UsageError(
                "\(out.path) belongs to another run (\(changes)); give another --out, or --restart to begin again."
            )
        }
    }

    func record() throws -> ContrastRecord {
        ContrastRecord(
            model: model, mask: mask.sorted(), prompts: try Fingerprint.of(file: source.file),
            firstRow: source.range?.lowerBound ?? 0, rowLimit: source.range?.count,
            promptLimit: source.limit, sampling: options.sampling,
            sharesNoise: options.sharesNoise, batch: options.batch)
    }

    /// Filters all samples and writes the pairs at once.
    func writePairs(
        _ prompts: [ContrastPrompt], _ samples: [ContrastSample], resumed: Int
    ) throws -> ContrastSummary {
        var dropped: [DropReason] = prompts.compactMap(\.dropped)
        var pairs: [PreferencePair] = []
        for sample in samples {
            if let reason = options.filter.reason(chosen: sample.chosen, rejected: sample.rejected)
            {
                dropped.append(reason)
            } else {
                pairs.append(sample.pair)
            }
        }
        try JSONLines.write(pairs, to: out)
        return ContrastSummary(
            prompts: prompts.count, sampled: samples.count, resumed: resumed, kept: pairs.count,
            dropped: Dictionary(dropped.map { ($0.rawValue, 1) }, uniquingKeysWith: +),
            chosenTruncated: samples.count { $0.chosen.finishReason == "length" },
            rejectedTruncated: samples.count { $0.rejected.finishReason == "length" },
            chosenTokens: samples.reduce(0) { $0 + $1.chosen.tokens },
            rejectedTokens: samples.reduce(0) { $0 + $1.rejected.tokens })
    }
}
