import Foundation
import TestSupport
import Testing

@testable import Storage

@Suite struct FolderStagingTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(
        "a replacement that does not reach the disk leaves the old folder in its place",
        arguments: ["in one step", "in two"])
    func lostReplacement(_ way: String) throws {
        let target = folder.file("model")
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        try Data("old".utf8).write(to: target.appendingPathComponent("weights"))
        let staging = try FolderStaging(target)
        try staging.write { try Data("new".utf8).write(to: $0.appendingPathComponent("weights")) }
        #expect(throws: UsageError.self) {
            try staging.commit(
                true, exchange: way == "in two" ? { _, _ in false } : FolderStaging.exchange
            ) { _ in
                errno = EIO
                return false
            }
        }
        #expect(
            try Data(contentsOf: target.appendingPathComponent("weights")) == Data("old".utf8))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["model"])
    }

    @Test("where two names cannot change places, the new folder comes in two steps")
    func twoSteps() throws {
        let target = folder.file("model")
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        try Data("old".utf8).write(to: target.appendingPathComponent("weights"))
        let staging = try FolderStaging(target)
        try staging.write { try Data("new".utf8).write(to: $0.appendingPathComponent("weights")) }
        try staging.commit(true, exchange: { _, _ in false }, sync: DiskSync.folder)
        #expect(
            try Data(contentsOf: target.appendingPathComponent("weights")) == Data("new".utf8))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["model"])
    }

    @Test(
        "what several runs have filled stays when it cannot get its name",
        arguments: ["in its way", "in one step", "in two"])
    func keptWork(_ way: String) throws {
        let (target, work) = (folder.file("model"), folder.file(".model.filling"))
        for (place, text) in [(target, "old"), (work, "new")] {
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: place.appendingPathComponent("weights"))
        }
        let staging = try FolderStaging(target, filledAt: work)
        #expect(throws: UsageError.self) {
            try staging.commit(
                way != "in its way",
                exchange: way == "in two" ? { _, _ in false } : FolderStaging.exchange
            ) { _ in
                errno = EIO
                return false
            }
        }
        for (place, text) in [(target, "old"), (work, "new")] {
            #expect(
                try Data(contentsOf: place.appendingPathComponent("weights")) == Data(text.utf8))
        }
        // The next run gives it its name.
        try staging.commit(replaces: true)
        #expect(
            try Data(contentsOf: target.appendingPathComponent("weights")) == Data("new".utf8))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["model"])
    }
}
