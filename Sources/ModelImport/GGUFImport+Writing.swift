import DecoderModels
public import Foundation
import GGUF
public import Storage
import Tokenization
public import Torch

extension GGUFImport {
    /// The result of writing.
    public enum Outcome: Sendable, Equatable {
        case written
        /// The folder was there already, whole and of this file.
        case existed
    }

    /// Writes the folder; it is whole or absent, whenever the program is killed.
    ///
    /// - Parameters:
    ///   - type: of the weights: float32, bfloat16 or float16.
    ///   - overwrite: replace an import that is there.
    ///   - tool: program and version, for the record.
    /// - Throws: `UsageError` for an output that exists or cannot be written; `DataError` for a number that is
    ///   not finite or outside the range of the type.
    @discardableResult
    public func write(
        to folder: URL, as type: DType = .float32, overwrite: Bool = false,
        tool: String = "RetMask",
        progress: @escaping (ProgressReport) throws -> Void = { _ in }
    ) throws -> Outcome {
        guard StoredFloats.types.contains(type) else {
            throw UsageError(
                "weights as \(type) are not written; give float32, bfloat16 or float16.")
        }
        // Where a link leads, so that the last rename stays within one file system.
        let target = try OutputPlace.folder(folder.standardizedFileURL)
        try JobFiles(reads: parts.files.map(\.url), folders: [target]).check()
        let work = target.deletingLastPathComponent()
            .appendingPathComponent(".\(target.lastPathComponent).importing")
        let lock = try OutputLock(target, files: Self.names.map(work.appendingPathComponent))
        defer { lock.release() }
        let origin = try Origin(
            parts, type: type, tool: tool, notes: notes, progress: reading(progress))
        let staging = try FolderStaging(target, filledAt: work)
        staging.recover()
        if try isFinished(target, origin) {
            // Of a run that was killed right after its last rename.
            try? FileManager.default.removeItem(at: work)
            return .existed
        }
        let replaces = try Self.replaces(target, overwrite: overwrite)
        do {
            try fill(work, origin, type, progress)
        } catch let problem as DataError {
            // What is wrong with the file stays wrong. After a full disk the same command goes on.
            try? FileManager.default.removeItem(at: work)
            throw problem
        }
        try commit(staging, work, replaces: replaces)
        return .written
    }

    /// Gives the folder its name, or leaves it as it was, so that the same command has only this to do again.
    private func commit(_ staging: FolderStaging, _ work: URL, replaces: Bool) throws {
        let place = work.appendingPathComponent(WeightWriter.placeName)
        let all = try AtomicFile.read(place)
        try? FileManager.default.removeItem(at: place)
        do { try staging.commit(replaces: replaces) } catch {
            try? AtomicFile.write(all, to: place)
            throw error
        }
    }

    /// The files that are written in one piece, of which a kill may leave parts.
    private static let names = [
        Origin.name, "config.json", "generation_config.json", "tokenizer.json",
        "tokenizer_config.json", "special_tokens_map.json", WeightWriter.placeName,
        "model.safetensors.index.json",
    ]

    private func reading(
        _ progress: @escaping (ProgressReport) throws -> Void
    ) -> (Int) throws -> Void {
        let total = parts.files.reduce(0) { $0 + $1.size }
        var done = 0
        return { bytes in
            done += bytes
            let all = max(1, total >> 20)
            try progress(
                ProgressReport(
                    label: "reading (MiB)", done: done >= total ? all : min(done >> 20, all - 1),
                    total: all))
        }
    }

    /// Fills the folder of this import, or goes on with it.
    private func fill(
        _ work: URL, _ origin: Origin, _ type: DType, _ progress: (ProgressReport) throws -> Void
    ) throws {
        let manager = FileManager.default
        if !origin.isThat(of: work) { try? manager.removeItem(at: work) }
        try AtomicFile.createFolder(work)
        let ids = texts.ids(all: false)
        for (name, text) in [
            (Origin.name, origin.json.lines),
            ("config.json", model.text(type: type, tokens: ids)),
            ("generation_config.json", texts.generation), ("tokenizer.json", texts.tokenizer),
            ("tokenizer_config.json", texts.configuration),
            ("special_tokens_map.json", texts.specialTokens),
        ] {
            try AtomicFile.write(text, to: work.appendingPathComponent(name))
        }
        _ = try ModelConfiguration(folder: work)
        _ = try ChatTokenizer.load(work)
        try WeightWriter(
            parts: parts, tensors: plan.tensors, floats: StoredFloats(type: type),
            maxShardBytes: maxShardBytes, syncBytes: syncBytes
        ).write(to: work, progress: progress)
    }

    /// Whether the folder is an import of this very file whose weights and tokenizer are there.
    private func isFinished(_ folder: URL, _ origin: Origin) throws -> Bool {
        guard origin.isThat(of: folder) else { return false }
        do {
            try DecoderModel.check(
                folder, ModelConfiguration(folder: folder), SafeTensorsFolder(folder))
            _ = try ChatTokenizer.load(folder)
            return true
        } catch is any ToolError { return false }
    }

    /// Whether something is there that may be replaced.
    private static func replaces(_ folder: URL, overwrite: Bool) throws -> Bool {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        guard let names, !names.isEmpty else { return false }
        guard overwrite else {
            throw UsageError(
                "\(folder.path) exists and is not this file in this type; give another output, or --overwrite to replace an earlier import."
            )
        }
        guard names.contains(where: Origin.name.isExactly) else {
            throw UsageError(
                "\(folder.path) has no \(Origin.name), so it is no earlier import and is not replaced."
            )
        }
        return true
    }
}
