import Foundation
import Storage
import TestSupport
import Testing
import Torch

/// Headers as other writers leave them, decided as the safetensors library decides.
@Suite struct SafeTensorsHeaderTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// A file of this header and eight bytes of tensors.
    func open(_ header: String, bytes: Int = 8) throws -> SafeTensorsFile {
        let json = Data(header.utf8)
        let head = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) }
        let url = folder.file("x.safetensors")
        try (head + json + Data(count: bytes)).write(to: url)
        return try SafeTensorsFile(url)
    }

    func message(_ header: String, bytes: Int = 8) -> String {
        let error = #expect(throws: DataError.self) { try open(header, bytes: bytes) }
        return error?.description ?? ""
    }

    static func entry(_ name: String, _ from: Int, _ to: Int) -> String {
        "\"\(name)\":{\"dtype\":\"F32\",\"shape\":[\((to - from) / 4)],\"data_offsets\":[\(from),\(to)]}"
    }

    @Test func nullAndEmptyMetadataAreRead() throws {
        for metadata in ["null", "{}"] {
            let file = try open("{\"__metadata__\":\(metadata),\(Self.entry("w", 0, 8))}")
            #expect(file.metadata.isEmpty && file.names == ["w"])
        }
        let padded = try open("  {\(Self.entry("w", 0, 8))}\n ")
        #expect(padded.names == ["w"])
        let empty = try open("{\(Self.entry("e", 0, 0)),\(Self.entry("w", 0, 8))}")
        #expect(empty.names == ["e", "w"])
    }

    @Test func namesThatStandTwiceAreRefused() {
        let text = message("{\(Self.entry("w", 0, 4)),\(Self.entry("w", 4, 8))}")
        #expect(text.hasSuffix("the safetensors header has w twice."))
    }

    @Test func bytesOfNoTensorAreRefused() {
        #expect(message("{\(Self.entry("w", 0, 4))}").contains("4 bytes after w"))
        #expect(message("{\(Self.entry("w", 4, 8))}").contains("4 bytes between the header and w"))
        let hole = message("{\(Self.entry("v", 0, 4)),\(Self.entry("w", 8, 12))}", bytes: 12)
        #expect(hole.contains("4 bytes between v and w"))
        #expect(message("{}").contains("8 bytes after the header"))
    }

    @Test func entriesThatAreNoTensorsAreNamed() {
        #expect(
            message("{\"w\":{\"dtype\":\"F32\"},\(Self.entry("v", 0, 8))}").contains("w should"))
        #expect(message("{\"w\":{\"a\":\"b\"},\(Self.entry("v", 0, 8))}").contains("w should"))
        let metadata = message("{\"__metadata__\":{\"a\":1},\(Self.entry("v", 0, 8))}")
        #expect(metadata.contains("__metadata__.a should be text"))
    }

    @Test func pointersOfGitLFSAreNamed() throws {
        let url = folder.file("model.safetensors")
        try Data("version https://git-lfs.github.com/spec/v1\noid sha256:0a\nsize 9\n".utf8)
            .write(to: url)
        let error = #expect(throws: DataError.self) { try SafeTensorsFile(url) }
        #expect(error?.description.contains("git lfs pull") == true)
    }

    @Test func pipesAreNoFiles() throws {
        let url = folder.file("model.safetensors")
        try #require(mkfifo(url.path, 0o600) == 0)
        #expect(throws: UsageError.self) { try SafeTensorsFile(url) }
    }
}
