import Foundation
import Storage
import TestSupport
import Testing

@testable import ModelImport

/// An import that is stopped goes on, and ends with the same bytes.
@Suite struct ResumeTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// Stands for a kill: nothing is cleaned up after it.
    struct Stopped: Error {}

    private func contents(_ folder: URL) throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return try Dictionary(
            uniqueKeysWithValues: names.map {
                ($0, try Data(contentsOf: folder.appendingPathComponent($0)))
            })
    }

    private func model(_ name: String, shards: Int = .max) throws -> GGUFImport {
        var model = try GGUFImport(Fixture.url("gguf/models/\(name).gguf"))
        model.syncBytes = 0
        model.maxShardBytes = shards
        return model
    }

    @Test(arguments: [("llama", Int.max), ("types", 30_000), ("types", Int.max)])
    func stoppedAfterEveryTensor(_ name: String, shards: Int) throws {
        let whole = folder.file("whole")
        var calls = 0
        try model(name, shards: shards).write(to: whole) { _ in calls += 1 }
        let expected = try contents(whole)
        if shards < .max {
            #expect(expected["model.safetensors.index.json"] != nil)
            #expect(expected["model.safetensors"] == nil)
        }
        // One more tensor each time.
        let out = folder.file("out")
        var runs = 0
        while true {
            runs += 1
            var written = 0
            do {
                try model(name, shards: shards).write(to: out) { report in
                    guard report.label.hasPrefix("importing") else { return }
                    written += 1
                    if written == 2 { throw Stopped() }
                }
                break
            } catch is Stopped {
                #expect(!FileManager.default.fileExists(atPath: out.path))
                // What a kill may leave behind the bytes that count, of the file that was written.
                let work = folder.file(".out.importing")
                let files = try contents(work).filter { $0.key.hasSuffix(".safetensors") }
                if let last = files.max(by: { $0.key < $1.key }) {
                    try (last.value + Data("rubbish".utf8)).write(
                        to: work.appendingPathComponent(last.key))
                }
            }
        }
        #expect(runs > 10 && runs <= calls)
        #expect(try contents(out) == expected)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
                == ["out", "whole"])
    }

    /// Files that are not as the record of the place says are written anew.
    @Test func whatWasLeftIsLookedAt() throws {
        let whole = folder.file("whole")
        try model("types", shards: 30_000).write(to: whole)
        for change in 0..<4 {
            let out = folder.file("out")
            var written = 0
            #expect(throws: Stopped.self) {
                try model("types", shards: 30_000).write(to: out) { report in
                    written += report.label.hasPrefix("importing") ? 1 : 0
                    if written == 14 { throw Stopped() }
                }
            }
            let work = folder.file(".out.importing")
            let files = try contents(work).filter { $0.key.hasSuffix(".safetensors") }
                .keys.sorted()
            let place = work.appendingPathComponent("place.json")
            switch change {
            case 0:
                try FileManager.default.removeItem(at: work.appendingPathComponent(files[0]))
            case 1:
                try Data("x".utf8).write(to: work.appendingPathComponent(files[files.count - 1]))
            case 2:
                try Data("{\"shards\": 99, \"tensors\": -1, \"bytes\": 7}".utf8).write(to: place)
            default:
                try Data("{\"shards\": 1, \"tensors\": 1, \"bytes\": 9999999}".utf8).write(
                    to: place)
            }
            try model("types", shards: 30_000).write(to: out)
            #expect(try contents(out) == contents(whole), "\(change)")
            try FileManager.default.removeItem(at: out)
        }
    }

    /// Of another file, or for another type, it begins anew.
    @Test func anotherFileBeginsAnew() throws {
        let out = folder.file("out")
        func stop() throws {
            var written = 0
            #expect(throws: Stopped.self) {
                try model("llama").write(to: out) { report in
                    written += report.label.hasPrefix("importing") ? 1 : 0
                    if written == 9 { throw Stopped() }
                }
            }
        }
        try stop()
        try model("llama").write(to: out, as: .bfloat16)
        let fresh = folder.file("fresh")
        try model("llama").write(to: fresh, as: .bfloat16)
        #expect(try contents(out) == contents(fresh))
        try FileManager.default.removeItem(at: out)
        try stop()
        try model("qwen3").write(to: out)
        try FileManager.default.removeItem(at: fresh)
        try model("qwen3").write(to: fresh)
        #expect(try contents(out) == contents(fresh))
    }

    /// Something is in the way of the last rename: no number is converted again once it is gone.
    @Test(arguments: [("llama", Int.max), ("types", 30_000)])
    func aFolderThatDoesNotGetItsName(_ name: String, shards: Int) throws {
        let whole = folder.file("whole")
        try model(name, shards: shards).write(to: whole)
        let out = folder.file("out")
        let stranger = out.appendingPathComponent("mine.txt")
        func write() throws -> Int {
            var written = 0
            try model(name, shards: shards).write(to: out) { report in
                guard report.label.hasPrefix("importing") else { return }
                written += 1
                guard written == 2 else { return }
                try FileManager.default.createDirectory(
                    at: out, withIntermediateDirectories: true)
                try Data("mine".utf8).write(to: stranger)
            }
            return written
        }
        let refusal = #expect(throws: UsageError.self) { try write() }
        #expect(refusal?.description.hasPrefix("cannot write \(out.path): ") == true)
        #expect(try Data(contentsOf: stranger) == Data("mine".utf8))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
                == [".out.importing", "out", "whole"])
        try FileManager.default.removeItem(at: out)
        #expect(try write() == 0)
        #expect(try contents(out) == contents(whole))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
                == ["out", "whole"])
    }

    @Test func whatIsThereIsNotWrittenAgain() throws {
        let out = folder.file("out")
        #expect(try model("llama").write(to: out) == .written)
        #expect(try model("llama").write(to: out) == .existed)
        let refusal = #expect(throws: UsageError.self) {
            try model("llama").write(to: out, as: .float16)
        }
        #expect(refusal?.description.contains("--overwrite to replace an earlier import") == true)
        #expect(try model("llama").write(to: out, as: .float16, overwrite: true) == .written)
        #expect(try model("llama").write(to: out, as: .float16) == .existed)
        // Weights that are cut off are none.
        try Data("x".utf8).write(to: out.appendingPathComponent("model.safetensors"))
        #expect(throws: UsageError.self) { try model("llama").write(to: out, as: .float16) }
        #expect(try model("llama").write(to: out, as: .float16, overwrite: true) == .written)
        let other = folder.file("other")
        try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
        try Data("x".utf8).write(to: other.appendingPathComponent("mine.txt"))
        let stranger = #expect(throws: UsageError.self) {
            try model("llama").write(to: other, overwrite: true)
        }
        #expect(stranger?.description.contains("it is no earlier import") == true)
    }
}
