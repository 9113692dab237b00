public import Artifacts
public import Foundation
public import Storage

/// A copy of a Hugging Face folder in which heads are ablated, for tools that know no head gates.
///
/// - `zero`: the input columns of `o_proj.weight` that belong to a query head are zeroed, so its
///   output vanishes exactly; a bias of `o_proj` belongs to no head and stays.
/// - a number: those columns are multiplied by it.
/// - `uniform`: the head's rows of `q_proj` (weight and bias) are zeroed, so it attends evenly; where
///   one norm spans all query heads (OLMo 2 and 3), its weights of that head instead.
///
/// All other bytes of the weights stay as they are, in the stored type. `retmask.json` in the new folder says
/// which heads and why (`MaskProvenance`).
///
/// ```swift
/// let mask = try HeadSelection.atLeast(0.1).mask(of: scores)
/// try MaskedCheckpoint(source: model, mask: mask, tool: "retmask 1.0").write(to: masked)
/// ```
public struct MaskedCheckpoint: Sendable {
    /// The Hugging Face folder that is copied.
    public var source: URL
    /// The heads and where they come from.
    public var mask: HeadMask
    /// The ablation; `mean` cannot be written into a folder.
    public var gate: HeadGate
    /// Program and version, for the record.
    public var tool: String

    /// A copy that is still to be made; ``write(to:link:overwrite:progress:)`` checks the heads.
    public init(source: URL, mask: HeadMask, gate: HeadGate = .zero, tool: String) {
        self.source = source
        self.mask = mask
        self.gate = gate
        self.tool = tool
    }

    /// The result of writing.
    public enum Outcome: Sendable, Equatable {
        case written
        /// The folder was there already, whole and with these heads.
        case existed
    }

    /// The record in a masked folder.
    public static let provenanceName = "retmask.json"

    /// Writes the folder; it is whole or absent, whenever the program is killed.
    ///
    /// Beside the weights, what `CompanionFiles` lists is copied, links of the source becoming files;
    /// weights in other formats (`.bin`, `.gguf`, …) and whatever else lies there are not.
    ///
    /// - Parameters:
    ///   - link: share weight files in which nothing changes with the source by hard links, where
    ///     the file system can; then neither may be edited in place.
    ///   - overwrite: replace a model folder that is there.
    /// - Throws: `UsageError` for heads that the model does not have, for an output that exists or
    ///   cannot be written, `DataError` for weights that cannot be masked.
    @discardableResult
    public func write(
        to folder: URL, link: Bool = false, overwrite: Bool = false,
        progress: ProgressHandler = { _ in }
    ) throws -> Outcome {
        let target = folder.standardizedFileURL
        let plan = try MaskPlan(source: source, heads: mask.heads, gate: gate)
        let provenance = try provenance(plan)
        // Replacing the source, or a folder that holds it, would destroy what is being copied.
        try JobFiles(reads: [source], folders: [target]).check()
        let lock = try OutputLock(target)
        defer { lock.release() }
        let staging = try FolderStaging(target)
        staging.recover()
        if try Self.isFinished(target, provenance) { return .existed }
        let replaces = try Self.replaces(target, overwrite: overwrite)

        try staging.write { partial in
            let files = plan.shards.count + plan.others.count
            for (index, other) in plan.others.enumerated() {
                try FileCopy.copy(other.url, to: partial.appendingPathComponent(other.name))
                progress(ProgressReport(label: "masking", done: index + 1, total: files))
            }
            for (index, shard) in plan.shards.enumerated() {
                try FileCopy.write(shard, to: partial, link: link)
                progress(
                    ProgressReport(
                        label: "masking", done: plan.others.count + index + 1, total: files))
            }
            try AtomicFile.write(
                json: provenance, to: partial.appendingPathComponent(Self.provenanceName))
        }
        try staging.commit(replaces: replaces)
        return .written
    }

    func provenance(_ plan: MaskPlan) throws -> MaskProvenance {
        var files: [String: Int] = [:]
        for shard in plan.shards {
            // Scaling changes no size.
            files[shard.file.url.lastPathComponent] = try FileCopy.size(shard.file.url)
        }
        for other in plan.others { files[other.name] = try FileCopy.size(other.url) }
        return MaskProvenance(
            heads: mask.heads, gate: gate, selection: mask.selection, scores: mask.scores,
            source: source.standardizedFileURL.path, sourceWeights: plan.weights, tool: tool,
            files: files)
    }

    /// A folder with this very record and every file in its size.
    static func isFinished(_ folder: URL, _ provenance: MaskProvenance) throws -> Bool {
        let file = folder.appendingPathComponent(provenanceName)
        guard let data = try? Data(contentsOf: file),
            let earlier = try? JSONDecoder().decode(MaskProvenance.self, from: data)
        else { return false }
        return earlier == provenance
            && provenance.files.allSatisfy { name, size in
                (try? FileCopy.size(folder.appendingPathComponent(name))) == size
            }
    }

    /// Whether something is there that may be replaced.
    static func replaces(_ folder: URL, overwrite: Bool) throws -> Bool {
        let manager = FileManager.default
        guard let names = try? manager.contentsOfDirectory(atPath: folder.path) else {
            guard !manager.fileExists(atPath: folder.path) else {
                throw UsageError("\(folder.path) is a file; give a folder that does not exist.")
            }
            return false
        }
        if names.isEmpty { return false }
        guard overwrite else {
            throw UsageError(
                "\(folder.path) exists and is not this model with these heads masked; give another output, or --overwrite to replace it."
            )
        }
        guard names.contains("config.json") else {
            throw UsageError("\(folder.path) is no model folder, so it is not replaced.")
        }
        return true
    }
}
