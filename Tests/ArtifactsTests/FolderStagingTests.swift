import Foundation
import TestSupport
import Testing

@testable import Artifacts

@Suite struct FolderStagingTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("a replacement that does not reach the disk leaves the old folder in its place")
    func lostReplacement() throws {
        let target = folder.file("model")
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        try Data("old".utf8).write(to: target.appendingPathComponent("weights"))
        let staging = try FolderStaging(target)
        try staging.write { try Data("new".utf8).write(to: $0.appendingPathComponent("weights")) }
        #expect(throws: UsageError.self) {
            try staging.commit(true) { _ in
                errno = EIO
                return false
            }
        }
        #expect(
            try Data(contentsOf: target.appendingPathComponent("weights")) == Data("old".utf8))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["model"])
    }
}
