import Foundation
import TestSupport
import Testing

@testable import Storage

@Suite struct JobRecordTests {
    let folder: TemporaryFolder
    let record = JobRecord(kind: "contrast-run", settings: ["seed": "1", "model": "m"])
    var out: URL { folder.file("pairs.jsonl") }
    var rows: URL { folder.file("pairs.jsonl.samples.jsonl") }

    init() throws { folder = try TemporaryFolder() }

    func claim(_ record: JobRecord, restarts: Bool = false) throws {
        try record.claim([out, rows], out: out, restarts: restarts).release()
    }

    func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }

    @Test("the first claim writes the record, the next one of the same job goes on")
    func goesOn() throws {
        try claim(record)
        let place = folder.file("pairs.jsonl.run.json")
        #expect(JobRecord.place(out) == place)
        #expect(try AtomicFile.read(json: JobRecord.self, from: place) == record)
        try Data("row\n".utf8).write(to: rows)
        try claim(record)
        #expect(try Data(contentsOf: rows) == Data("row\n".utf8))
    }

    @Test("another job is refused with what differs; long values are not printed")
    func refuses() throws {
        try claim(record)
        func sentence(_ other: JobRecord) -> String? {
            #expect(throws: UsageError.self) { try claim(other) }?.description
        }
        var other = record
        other.settings["seed"] = "2"
        #expect(
            sentence(other)
                == "\(out.path) belongs to another run (seed 1, now 2); give another output, or --restart to begin again."
        )
        other.settings = [
            "model": String(repeating: "f", count: 64), "seed": "1", "batch": "4",
        ]
        #expect(sentence(other)?.contains("(batch none, now 4; another model)") == true)
        #expect(
            sentence(JobRecord(kind: "evaluation-run", settings: [:]))?
                .contains("(kind contrast-run, now evaluation-run)") == true)
    }

    @Test("files that no record accounts for are left alone")
    func strangeFile() throws {
        try Data("mine\n".utf8).write(to: rows)
        let error = #expect(throws: UsageError.self) { try claim(record) }
        #expect(
            error?.description.hasPrefix(
                "\(rows.path) exists but pairs.jsonl.run.json does not") == true)
        #expect(try Data(contentsOf: rows) == Data("mine\n".utf8))
        #expect(!exists(JobRecord.place(out)))
    }

    @Test("restarting removes the job's files, and no others")
    func restarts() throws {
        try claim(record)
        let other = folder.file("other.jsonl")
        for url in [out, rows, other] { try Data("row\n".utf8).write(to: url) }
        let new = JobRecord(kind: "contrast-run", settings: ["seed": "2"])
        try claim(new, restarts: true)
        #expect(!exists(out) && !exists(rows) && exists(other))
        #expect(try AtomicFile.read(json: JobRecord.self, from: JobRecord.place(out)) == new)
        // Also when there is nothing to remove.
        try FileManager.default.removeItem(at: JobRecord.place(out))
        try claim(record, restarts: true)
    }

    @Test("folders that no record and no mark accounts for are left alone, restart or not")
    func strangeFolder() throws {
        try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
        // Nothing is lost with an empty one.
        try record.claim([out], out: out, restarts: true).release()
        #expect(!exists(out))
        try FileManager.default.removeItem(at: JobRecord.place(out))
        let thesis = out.appendingPathComponent("thesis.txt")
        try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
        try Data("mine\n".utf8).write(to: thesis)
        for restarts in [false, true] {
            let error = #expect(throws: UsageError.self) {
                _ = try record.claim([out, rows], out: out, mark: "mark.json", restarts: restarts)
            }
            #expect(
                error?.description
                    == "\(out.path) is a folder that no pairs.jsonl.run.json accounts for, so it is not written over; give another output."
            )
            #expect(exists(thesis) && !exists(JobRecord.place(out)))
        }
        try Data("{}".utf8).write(to: out.appendingPathComponent("mark.json"))
        try record.claim([out, rows], out: out, mark: "mark.json", restarts: true).release()
        #expect(!exists(out))
    }

    @Test("inputs are kept, whatever they are called and however deep they lie in an output")
    func inputs() throws {
        let input = out.appendingPathComponent("deep/input.jsonl")
        try FileManager.default.createDirectory(
            at: input.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("mine\n".utf8).write(to: input)
        try AtomicFile.write(json: record, to: JobRecord.place(out))
        let link = folder.file("link.jsonl")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: input)
        for name in [input, link, JobRecord.place(out), folder.file("x/../pairs.jsonl")] {
            let error = #expect(throws: UsageError.self) {
                _ = try record.claim([rows, out], out: out, inputs: [rows, name], restarts: true)
            }
            // `rows` is an input and an output.
            #expect(error?.description.contains("\(rows.path) would be written over") == true)
            let other = #expect(throws: UsageError.self) {
                _ = try record.claim([rows, out], out: out, inputs: [name], restarts: true)
            }
            #expect(
                other?.description.hasSuffix(
                    "would be written over \(name.path), which is read for it; give another output."
                ) == true)
        }
        #expect(try Data(contentsOf: input) == Data("mine\n".utf8))
        // A name that only begins alike is another place.
        try record.claim(
            [rows], out: rows, inputs: [folder.file("pairs.jsonl.samples.jsonl.b")], restarts: true
        ).release()
    }

    @Test("a record that cannot be read is an error that names the file")
    func damaged() throws {
        try Data("{}".utf8).write(to: JobRecord.place(out))
        let error = #expect(throws: DataError.self) { try claim(record) }
        #expect(error?.description == "\(JobRecord.place(out).path): kind is missing.")
    }

    @Test("of two jobs that claim one output in the same instant, one gets it")
    func race() throws {
        for round in 0..<40 {
            let out = folder.file("\(round).jsonl")
            nonisolated(unsafe) var winners: [Int] = []
            let guarded = NSLock()
            DispatchQueue.concurrentPerform(iterations: 4) { index in
                let job = JobRecord(kind: "contrast-run", settings: ["seed": "\(index)"])
                guard let lock = try? job.claim([out], out: out, restarts: false) else { return }
                guarded.withLock { winners.append(index) }
                lock.release()
            }
            let kept = try AtomicFile.read(json: JobRecord.self, from: JobRecord.place(out))
            #expect(winners.map { "\($0)" } == [kept.settings["seed"]], "round \(round)")
        }
        // Neither a lock nor a temporary name stays.
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
                .allSatisfy { $0.hasSuffix(".jsonl.run.json") })
    }

    @Test("also without a lock, a record that is there is not written over")
    func raceWithoutLock() throws {
        let place = JobRecord.place(out)
        #expect(try AtomicFile.create(json: record, at: place))
        #expect(try !AtomicFile.create(json: JobRecord(kind: "x", settings: [:]), at: place))
        #expect(try AtomicFile.read(json: JobRecord.self, from: place) == record)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
                == ["pairs.jsonl.run.json"])
    }

    @Test("what a kill left under temporary names goes at the next claim, and nothing else")
    func leftovers() throws {
        let names = [
            ".pairs.jsonl.0123456789ab.partial", ".pairs.jsonl.run.json.0123456789ab.partial",
            ".pairs.jsonl.samples.jsonl.ffffffffffff.partial", ".pairs.jsonl.lock",
        ]
        let others = [
            ".pairs.jsonl.notes.partial", ".other.jsonl.0123456789ab.partial",
            ".pairs.jsonl.0123456789ab.mine", "pairs.jsonl.0123456789ab.partial",
        ]
        for name in names + others { try Data("x".utf8).write(to: folder.file(name)) }
        try claim(record)
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(Set(left) == Set(others + ["pairs.jsonl.run.json"]))
    }

    @Test("a restart does not take along what others put into a folder")
    func strangers() throws {
        let notes = out.appendingPathComponent("notes.txt")
        try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
        try Data("mine\n".utf8).write(to: notes)
        try AtomicFile.write(json: record, to: JobRecord.place(out))
        let error = #expect(throws: UsageError.self) {
            _ = try record.claim([out], out: out, restarts: true) { $0 != "notes.txt" }
        }
        #expect(
            error?.description
                == "\(out.path) holds notes.txt, which is not of this job and would go with it; move it away, or give another output."
        )
        #expect(exists(notes))
    }

    /// Unfinished files of other jobs below a folder that was given for the output.
    @Test("a refused claim removes nothing; one that is taken, what its own job left")
    func leftoversInFolders() throws {
        let manager = FileManager.default
        func partial(_ name: String) -> URL {
            out.appendingPathComponent("\(name).0123456789ab.partial")
        }
        let own = partial(".rows.jsonl")
        let others = [partial(".other.jsonl"), partial("sub/.rows.jsonl")]
        try manager.createDirectory(
            at: out.appendingPathComponent("sub"), withIntermediateDirectories: true)
        for file in [own] + others { try Data("x".utf8).write(to: file) }
        let isOwn: (String) -> Bool = { $0 == "rows.jsonl" || $0 == "sub" }
        for restarts in [false, true] {
            #expect(throws: UsageError.self) {
                _ = try record.claim([out], out: out, restarts: restarts, isOwn: isOwn)
            }
        }
        try AtomicFile.write(
            json: JobRecord(kind: "contrast-run", settings: ["seed": "2"]),
            to: JobRecord.place(out))
        #expect(throws: UsageError.self) {
            _ = try record.claim([out], out: out, restarts: false, isOwn: isOwn)
        }
        // It would go with the folder.
        let error = #expect(throws: UsageError.self) {
            _ = try record.claim([out], out: out, restarts: true, isOwn: isOwn)
        }
        #expect(error?.description.contains("holds .other.jsonl.0123456789ab.partial") ?? false)
        for file in [own] + others { #expect(exists(file)) }

        try AtomicFile.write(json: record, to: JobRecord.place(out))
        try record.claim([out], out: out, restarts: false, isOwn: isOwn).release()
        #expect(!exists(own))
        for file in others { #expect(exists(file)) }
    }

    @Test("a restart takes along what a kill left of the job's own files")
    func leftoversAtRestart() throws {
        try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
        try Data("x".utf8).write(
            to: out.appendingPathComponent(".rows.jsonl.0123456789ab.partial"))
        try AtomicFile.write(json: record, to: JobRecord.place(out))
        try record.claim([out], out: out, restarts: true) { $0 == "rows.jsonl" }.release()
        #expect(!exists(out))
    }
}
