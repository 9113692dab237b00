import ContrastPairs
package import Foundation
import PreferenceTraining
import RetrievalHeads
package import Storage

/// The files that a run writes, and nothing else: a folder may hold a user's files as well.
extension RunFolder {
    /// The models that are evaluated, by the names of their answers.
    static let models = ["base", "ablated", "random", "RetMask", "supervised"]

    /// Folders that training makes.
    var modelFolders: [URL] { [retmask, supervised] }
    private var checkpoints: [URL] {
        modelFolders.map { URL(fileURLWithPath: $0.path + ".checkpoints") }
    }

    /// Every file but recipe, page and record, whether or not it is there.
    private var products: [URL] {
        let answers = Self.models.map { self.answers($0) }
        return HeadDetector.files(scores, [.copy]) + [mask, control, prompts]
            + PairSampler.files(pairs) + references + [contrast, suite] + answers
            + [results, differences]
            + ([pairs] + modelFolders + answers).map { JobRecord.place($0) }
    }

    /// The reference's log-probabilities, under names of their own.
    private var references: [URL] {
        OverwriteGuard.files(url) { $0.hasPrefix("\(pairs.lastPathComponent).reference-") }
            .dropFirst()
            .map { $0 }
    }

    /// All that a page is made of or that goes on from it.
    package var data: [URL] {
        products + [recipe, record]
            + modelFolders.flatMap { folder in
                OverwriteGuard.files(folder) { _ in true }.flatMap {
                    OverwriteGuard.files($0) { _ in true }
                }
            }
    }

    /// - Parameter source: the file with the recipe. It may be the run's own: that is never written
    ///   over by another.
    /// - Throws: `UsageError` when what is read would be written over.
    package func check(reading model: [URL], recipe source: URL?) throws {
        guard
            !exists(url) || (try? FileManager.default.contentsOfDirectory(atPath: url.path)) != nil
        else { throw UsageError("\(url.path) is no folder; give another --out.") }
        try JobFiles(
            reads: model, writes: products + [recipe, page, record],
            folders: modelFolders + checkpoints
        ).check()
        guard let source else { return }
        try JobFiles(
            reads: [source], writes: products + [page, record], folders: modelFolders + checkpoints
        ).check()
    }

    /// Keeps other processes out, and removes what killed ones left. The lock lies in the folder:
    /// whoever may write into it need not be allowed to write beside it.
    package func lock() throws -> OutputLock {
        try OutputLock(
            record,
            files: products + [recipe, page])
    }

    /// Removes what a run wrote, the record last: killed on the way, it can be cleared again. What
    /// else is in the folder stays, and so does the recipe that is asked for.
    ///
    /// - Throws: `UsageError` for a folder that is of no run, and when a model folder holds what
    ///   training did not write.
    package func clear(keeping source: URL?) throws {
        let written = (products + [page] + modelFolders + checkpoints).filter(exists)
        guard exists(record) else {
            if let file = written.first {
                throw UsageError(
                    "\(file.path) is there but no run.json beside it: \(url.path) is no run folder, so --restart removes nothing."
                )
            }
            return
        }
        for folder in modelFolders + checkpoints {
            guard let name = PreferenceTrainer.strangers(in: folder).min() else { continue }
            throw UsageError(
                "\(folder.path) holds \(name), which is not of this run and would go with it; move it away, or give another --out."
            )
        }
        let isOwn = source.map { Self.isSame($0, recipe) } ?? false
        for file in written + (isOwn ? [] : [recipe]) + [record] where exists(file) {
            do { try FileManager.default.removeItem(at: file) } catch {
                throw UsageError("cannot remove \(file.path): \(error.localizedDescription)")
            }
        }
    }

    /// A folder without a record is begun only where nothing of the same names is lost.
    ///
    /// - Throws: `UsageError` naming the file that is there.
    func refuseOthers(_ recipe: Recipe) throws {
        var others = (products + [page] + modelFolders + checkpoints).filter(exists)
        if exists(self.recipe), (try? Recipe.read(self.recipe)) != recipe {
            others.append(self.recipe)
        }
        guard let file = others.first else { return }
        throw UsageError(
            "\(file.path) exists but run.json does not, so it is not of a run; give another --out.")
    }

    private static func isSame(_ one: URL, _ two: URL) -> Bool {
        (try? OverwriteGuard.check([one], outputs: [two])) == nil
    }
}
