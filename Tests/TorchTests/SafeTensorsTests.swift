import Foundation
import Storage
import TestSupport
import Testing
import Torch

@Suite struct SafeTensorsTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    func sample() throws -> [(name: String, tensor: Tensor)] {
        [
            ("b", try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])),
            ("a", try Tensor([1.5, -2] as [Float], shape: [2]).to(.bfloat16)),
            ("turned", try Tensor([1, 2, 3, 4] as [Int], shape: [2, 2]).transpose(0, 1)),
            ("empty", try Tensor.zeros([0, 4])),
        ]
    }

    @Test func roundTrip() throws {
        let url = folder.file("x.safetensors")
        try SafeTensorsWriter.write(sample(), metadata: ["format": "pt", "note": "ä"], to: url)
        let file = try SafeTensorsFile(url)
        #expect(Set(file.names) == ["b", "a", "turned", "empty"])
        #expect(file.metadata == ["format": "pt", "note": "ä"])
        #expect(file.info("a")?.dtype == "BF16")
        #expect(try file.tensor("b").floats() == [1, 2, 3, 4, 5, 6])
        #expect(try file.tensor("a").floats() == [1.5, -2])
        #expect(try file.tensor("turned").ints() == [1, 3, 2, 4])
        #expect(try file.tensor("empty").shape == [0, 4])
        #expect(throws: DataError.self) { try file.tensor("missing") }
    }

    @Test func tensorsOutliveTheFileAndNeverChangeIt() throws {
        let url = folder.file("x.safetensors")
        try SafeTensorsWriter.write(sample(), to: url)
        let before = try Data(contentsOf: url)
        var tensor: Tensor? = try SafeTensorsFile(url).tensor("b")
        try tensor?.fill_(7)
        #expect(try tensor?.floats() == Array(repeating: 7, count: 6))
        tensor = nil
        #expect(try Data(contentsOf: url) == before)
    }

    @Test func damagedFilesAreDataErrors() throws {
        let url = folder.file("x.safetensors")
        try SafeTensorsWriter.write(sample(), to: url)
        let whole = try Data(contentsOf: url)
        let bad = folder.file("bad.safetensors")
        // Every truncation is noticed, wherever the cut is.
        for count in [0, 7, 8, 60, whole.count / 2, whole.count - 1] {
            try whole.prefix(count).write(to: bad)
            #expect(throws: DataError.self, "cut to \(count) bytes") { try SafeTensorsFile(bad) }
        }
        // A header that claims more than the file has, up to the largest number.
        for claim in [UInt64(whole.count), 1 << 40, .max] {
            let head = withUnsafeBytes(of: claim.littleEndian) { Data($0) }
            try (head + whole.dropFirst(8)).write(to: bad)
            #expect(throws: DataError.self) { try SafeTensorsFile(bad) }
        }
    }

    @Test func hostileHeadersAreDataErrors() throws {
        let bad = folder.file("bad.safetensors")
        for entry in [
            #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#,
            #"{"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
            #"{"w":{"dtype":"F32","shape":[9223372036854775807,4],"data_offsets":[0,4]}}"#,
            #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#,
            #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#,
            #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"v":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}"#,
            "[]", "{", "",
        ] {
            let json = Data(entry.utf8)
            let head = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) }
            try (head + json + Data(count: 8)).write(to: bad)
            #expect(throws: DataError.self, "\(entry)") { try SafeTensorsFile(bad) }
        }
    }

    @Test func shardsComeBackTogether() throws {
        let parts = try sample().map { SafeTensorsWriter.Part(name: $0.name, tensor: $0.tensor) }
        try SafeTensorsWriter.writeFolder(parts, to: folder.url, maxShardBytes: 30)
        let model = try SafeTensorsFolder(folder.url)
        #expect(model.files.count == 3)
        #expect(Set(model.names) == ["b", "a", "turned", "empty"])
        #expect(try model.tensor("turned").ints() == [1, 3, 2, 4])
        try FileManager.default.removeItem(at: folder.file("model-00002-of-00003.safetensors"))
        #expect(throws: UsageError.self) { try SafeTensorsFolder(folder.url) }
    }

    @Test func nothingIsLeftWhenWritingFails() throws {
        let url = folder.file("gone/x.safetensors")
        struct Stop: Error {}
        let part = SafeTensorsWriter.Part(name: "w", dtype: "F32", shape: [1], byteCount: 4) { _ in
            throw Stop()
        }
        #expect(throws: Stop.self) { try SafeTensorsWriter.write(parts: [part], to: url) }
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.file("gone").path)
        #expect(left.isEmpty)
    }
}
