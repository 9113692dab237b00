import Artifacts
import Foundation
import TestSupport
import Testing

@Suite struct JobRecordTests {
    let folder: TemporaryFolder
    let record = JobRecord(kind: "contrast-run", settings: ["seed": "1", "model": "m"])
    var out: URL { folder.file("pairs.jsonl") }
    var rows: URL { folder.file("pairs.jsonl.samples.jsonl") }

    init() throws { folder = try TemporaryFolder() }

    func claim(_ record: JobRecord, restarts: Bool = false) throws {
        try record.claim([out, rows], out: out, restarts: restarts)
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

    @Test("a record that cannot be read is an error that names the file")
    func damaged() throws {
        try Data("{}".utf8).write(to: JobRecord.place(out))
        let error = #expect(throws: DataError.self) { try claim(record) }
        #expect(error?.description == "\(JobRecord.place(out).path): kind is missing.")
    }
}
