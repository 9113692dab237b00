import ContrastPairs
package import Foundation
import PreferenceTraining
import RetrievalHeads
package import Storage

/// The files that a run writes, and nothing else: a folder may hold a user's files as well.
extension RunFolder {
    /// A recipe of unnamed stages, whose files any run folder may have.
    private static var usual: Recipe {
        var recipe = Recipe.firstLight
        recipe.ablateCurve = [Recipe.AblateCurve()]
        return recipe
    }

    /// The recipes whose files may be there: the folder's own, that of an unnamed run where it has none that can be
    /// read, and one that is about to be run.
    private func recipes(_ recipe: Recipe?) -> [Recipe] {
        [(try? Recipe.read(own: self.recipe, world: .organism)) ?? Self.usual]
            + [recipe].compactMap { $0 }
    }

    /// Folders that training makes.
    func modelFolders(_ recipe: Recipe?) -> [URL] {
        Self.unique(
            recipes(recipe).flatMap { recipe in
                recipe.subjects.compactMap { name, subject in
                    switch subject {
                    case .trained(let part), .rival(let part):
                        model(name, isNamed: !part.name.isEmpty)
                    default: nil
                    }
                }
            })
    }

    private func checkpoints(_ folders: [URL]) -> [URL] {
        folders.map { URL(fileURLWithPath: $0.path + ".checkpoints") }
    }

    /// Bytes of the checkpoints that are there.
    func checkpointBytes(_ recipe: Recipe) -> Int {
        var bytes = 0
        for folder in checkpoints(modelFolders(recipe)) {
            let files = FileManager.default.enumerator(
                at: folder, includingPropertiesForKeys: [.fileSizeKey])
            while let file = files?.nextObject() as? URL {
                bytes += (try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
            }
        }
        return bytes
    }

    /// Every file but recipe, page and record, whether or not it is there.
    private func products(_ recipe: Recipe?) -> [URL] {
        var files: [URL] = []
        for recipe in recipes(recipe) {
            for part in recipe.detect {
                files += HeadDetector.files(scores(part.name), part.detectors)
            }
            for part in recipe.select { files.append(mask(part.name)) }
            files.append(control)
            for part in recipe.ablateCurve { files += curveFiles(part.name) }
            for part in recipe.contrast { files += contrastFiles(part.name) }
            for set in recipe.evaluate {
                files += evaluationFiles(set.name, models: recipe.subjects.map(\.name))
            }
        }
        files += modelFolders(recipe).map { JobRecord.place($0) }
        return Self.unique(files)
    }

    private func curveFiles(_ name: String) -> [URL] {
        let curve = curve(name)
        return [curve, curvePage(name), AblationCurve.pointsURL(of: curve), JobRecord.place(curve)]
    }

    private func contrastFiles(_ name: String) -> [URL] {
        let pairs = pairs(name)
        var files = [prompts(name)]
        files += PairSampler.files(pairs)
        files += references(pairs)
        return files + [contrast(name), JobRecord.place(pairs)]
    }

    private func evaluationFiles(_ set: String, models: [String]) -> [URL] {
        var files = [suite(set), results(set), differences(set)]
        for model in models {
            let answers = answers(model, set: set)
            files += [answers, JobRecord.place(answers)]
        }
        return files
    }

    private static func unique(_ files: [URL]) -> [URL] {
        var seen: Set<URL> = []
        return files.filter { seen.insert($0).inserted }
    }

    /// The reference's log-probabilities, under names of their own.
    private func references(_ pairs: URL) -> [URL] {
        OverwriteGuard.files(pairs.deletingLastPathComponent()) {
            $0.hasPrefix("\(pairs.lastPathComponent).reference-")
        }.dropFirst().map { $0 }
    }

    /// All that a page is made of or that goes on from it.
    package var data: [URL] {
        products(nil) + [recipe, record]
            + modelFolders(nil).flatMap { folder in
                OverwriteGuard.files(folder) { _ in true }.flatMap {
                    OverwriteGuard.files($0) { _ in true }
                }
            }
    }

    /// - Parameters:
    ///   - inputs: the model, and files that the recipe names.
    ///   - source: the file with the recipe. It may be the run's own: that is never written
    ///     over by another.
    /// - Throws: `UsageError` when what is read would be written over.
    package func check(reading inputs: [URL], recipe: Recipe, source: URL?) throws {
        guard
            !exists(url) || (try? FileManager.default.contentsOfDirectory(atPath: url.path)) != nil
        else { throw UsageError("\(url.path) is no folder; give another --out.") }
        let (products, folders) = (products(recipe), modelFolders(recipe))
        try JobFiles(
            reads: inputs, writes: products + [self.recipe, page, record],
            folders: folders + checkpoints(folders)
        ).check()
        guard let source else { return }
        try JobFiles(
            reads: [source], writes: products + [page, record],
            folders: folders + checkpoints(folders)
        ).check()
    }

    /// Keeps other processes out, and removes what killed ones left. The lock lies in the folder:
    /// whoever may write into it need not be allowed to write beside it.
    package func lock(_ recipe: Recipe) throws -> OutputLock {
        try OutputLock(record, files: products(recipe) + [self.recipe, page])
    }

    /// Removes what a run wrote, the record last: killed on the way, it can be cleared again. What
    /// else is in the folder stays, and so does the recipe that is asked for.
    ///
    /// - Throws: `UsageError` for a folder that is of no run, and when a model folder holds what
    ///   training did not write.
    package func clear(keeping source: URL?) throws {
        let folders = modelFolders(nil) + checkpoints(modelFolders(nil))
        let written = (products(nil) + [page] + folders).filter(exists)
        guard exists(record) else {
            if let file = written.first {
                throw UsageError(
                    "\(file.path) is there but no run.json beside it: \(url.path) is no run folder, so --restart removes nothing."
                )
            }
            return
        }
        for folder in folders {
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
    func refuseOthers(_ recipe: Recipe, world: Recipe.World) throws {
        let folders = modelFolders(recipe)
        var others = (products(recipe) + [page] + folders + checkpoints(folders)).filter(exists)
        if exists(self.recipe), (try? Recipe.read(own: self.recipe, world: world)) != recipe {
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
