public import Foundation

/// The settings of a resumable job, kept beside its output as `<out>.run.json`.
///
/// A job is continued only when every setting that decides its rows is equal; otherwise rows of two
/// different jobs would share a file.
public struct JobRecord: Codable, Sendable, Equatable {
    /// The kind of job: `contrast-run`, `evaluation-run`.
    public var kind: String
    /// Version of the format: 1.
    public var version = 1
    /// Settings by name, as they would be shown to a person.
    public var settings: [String: String]

    /// A record that no file holds yet; ``claim(_:out:inputs:mark:restarts:isOwn:)`` writes it.
    public init(kind: String, settings: [String: String]) {
        self.kind = kind
        self.settings = settings
    }

    /// Makes `files` this job's own: begins it, continues it, or refuses.
    ///
    /// - Parameters:
    ///   - out: the finished file; the record is `<out>.run.json` beside it.
    ///   - files: everything the job writes, `out` included.
    ///   - inputs: what the job reads; none of it is written over or removed.
    ///   - mark: a file that is in every finished folder of such jobs, and in no other.
    ///   - restarts: remove what is there instead of continuing it, but never a folder that holds
    ///     something and has neither a record nor the mark.
    ///   - isOwn: whether such a job writes a file of this name into a folder of `files`; a folder with
    ///     another is not removed.
    /// - Returns: the lock that keeps other processes from these files until it is released.
    /// - Throws: `UsageError` naming the settings that differ, a file that no record accounts for,
    ///   an input that would be lost, or the process that writes the output now.
    public func claim(
        _ files: [URL], out: URL, inputs: [URL] = [], mark: String? = nil, restarts: Bool,
        isOwn: (String) -> Bool = { _ in true }
    ) throws -> OutputLock {
        let manager = FileManager.default
        let place = Self.place(out)
        try OverwriteGuard.check(inputs, outputs: files + [place])
        for file in files + [place] where FileIdentity(file.path)?.kind != .folder {
            try OutputPlace.file(file)
        }
        let lock = try OutputLock(out, files: files + [place])
        let own = [place] + (mark.map { [out.appendingPathComponent($0)] } ?? [])
        if !own.contains(where: { manager.fileExists(atPath: $0.path) }) {
            try refuseFolders(files, place)
        }
        if restarts {
            for file in files {
                guard let name = Self.strangers(in: file, isOwn).min() else { continue }
                throw UsageError(
                    "\(file.path) holds \(name), which is not of this job and would go with it; move it away, or give another output."
                )
            }
            // The record goes last: a kill in between leaves files that can be restarted again.
            for file in files + [place] { try remove(file) }
        }
        if !manager.fileExists(atPath: place.path) {
            try Self.refuseStrangers(files, without: place)
            if try AtomicFile.create(json: self, at: place) { return lock }
        }
        let earlier = try AtomicFile.read(json: JobRecord.self, from: place)
        guard try JSONLines.line(earlier) == JSONLines.line(self) else {
            throw UsageError(
                "\(out.path) belongs to another run (\(earlier.changes(to: self))); give another output, or --restart to begin again."
            )
        }
        // Not before the folders are known to be this job's.
        for file in files where FileIdentity(file.path)?.kind == .folder {
            StagedName.removeLeftovers(in: file, isOwn)
        }
        return lock
    }

    /// Names in a folder that such a job neither writes nor leaves when it is killed.
    package static func strangers(in folder: URL, _ isOwn: (String) -> Bool) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { !isOwn(StagedName.target(of: $0) ?? $0) }
    }

    /// Files that nothing accounts for are someone's.
    ///
    /// - Parameter mark: what lies beside the files of a job, such as its record.
    /// - Throws: `UsageError` naming the file that is there although the mark is not.
    public static func refuseStrangers(
        _ files: [URL], without mark: URL, hint: String = ", or --restart to write over it"
    ) throws {
        let manager = FileManager.default
        guard !manager.fileExists(atPath: mark.path) else { return }
        for file in files where manager.fileExists(atPath: file.path) {
            throw UsageError(
                "\(file.path) exists but \(mark.lastPathComponent) does not; give another output\(hint)."
            )
        }
    }

    /// A link to a file stays and gets a new one; a link to a folder goes, and the folder stays.
    private func remove(_ file: URL) throws {
        let place = (try? OutputPlace.file(file)) ?? file
        guard FileIdentity(place.path, followsLinks: false) != nil else { return }
        do { try FileManager.default.removeItem(at: place) } catch {
            throw UsageError("cannot remove \(file.path): \(error.localizedDescription)")
        }
    }

    /// A folder may hold anything, so it is not enough that someone asks for a restart.
    private func refuseFolders(_ files: [URL], _ place: URL) throws {
        for file in files {
            let names = try? FileManager.default.contentsOfDirectory(atPath: file.path)
            guard names?.isEmpty ?? true else {
                throw UsageError(
                    "\(file.path) is a folder that no \(place.lastPathComponent) accounts for, so it is not written over; give another output."
                )
            }
        }
    }

    /// `<out>.run.json`
    public static func place(_ out: URL) -> URL {
        out.deletingLastPathComponent().appendingPathComponent("\(out.lastPathComponent).run.json")
    }

    /// In words: `temperature 0.6, now 0.9; another prompt file`.
    func changes(to now: JobRecord) -> String {
        guard kind == now.kind else { return "kind \(kind), now \(now.kind)" }
        return Set(settings.keys).union(now.settings.keys).sorted().compactMap { name in
            let (before, after) = (settings[name] ?? "none", now.settings[name] ?? "none")
            if before.isExactly(after) { return nil }
            // Hashes and long lists say nothing to a person.
            return max(before.count, after.count) > 40
                ? "another \(name)" : "\(name) \(before), now \(after)"
        }.joined(separator: "; ")
    }
}
