import Foundation
import GGUF
import Storage
import Torch

/// Writes the weights of a GGUF file as safetensors, some rows at a time, and goes on where an earlier
/// run was killed.
struct WeightWriter {
    let parts: GGUFParts
    let tensors: [ImportedTensor]
    let floats: StoredFloats
    let maxShardBytes: Int
    /// Bytes between two points at which a later run can go on.
    let syncBytes: Int

    /// Where an earlier run has come to; the bytes that it counts are on the disk.
    struct Place: Codable, Equatable {
        /// Files that are whole.
        var shards = 0
        /// Tensors of the next file that are whole.
        var tensors = 0
        /// Bytes of that file.
        var bytes = 0
    }

    static let placeName = "place.json"
    /// Numbers that are converted at once.
    static let pieceNumbers = 1 << 18

    private func part(_ tensor: ImportedTensor) -> SafeTensorsWriter.Part {
        SafeTensorsWriter.Part(
            name: tensor.name, dtype: floats.type.storedName, shape: tensor.shape,
            byteCount: tensor.count * floats.type.size, bytes: { _ in })
    }

    /// Writes the files into a folder.
    ///
    /// - Throws: `DataError` for numbers that cannot be stored; `UsageError` when the disk is full.
    func write(to folder: URL, progress: (ProgressReport) throws -> Void) throws {
        let shards = SafeTensorsWriter.shards(
            of: tensors.map(part), maxShardBytes: maxShardBytes)
        var place = try read(folder, shards)
        var meter = Meter(total: tensors.reduce(0) { $0 + $1.count } * floats.type.size)
        var next = 0
        for (number, shard) in shards.enumerated() {
            let own = tensors[next..<next + shard.parts.count]
            next += shard.parts.count
            guard number >= place.shards else {
                meter.skip(shard.parts[...])
                continue
            }
            let header = try SafeTensorsWriter.header(shard.parts)
            let file = try ResumableFile(
                folder.appendingPathComponent(shard.name), keeping: place.bytes)
            if place.bytes == 0 { try header.withUnsafeBytes(file.write) }
            meter.skip(shard.parts.prefix(place.tensors))
            for tensor in own.dropFirst(place.tensors) {
                try write(tensor, file) { bytes in
                    meter.done += bytes
                    try progress(meter.report(tensor.source))
                }
                place.tensors += 1
                guard file.count - place.bytes >= syncBytes else { continue }
                try file.sync()
                place.bytes = file.count
                try keep(place, folder)
            }
            try file.sync()
            place = Place(shards: number + 1)
            try keep(place, folder)
        }
        // The index comes last: without it the shards are not taken for a model.
        try SafeTensorsWriter.writeIndex(shards, to: folder)
    }

    /// Where an earlier run has come to; the beginning where its files are not as it says.
    private func read(_ folder: URL, _ shards: [SafeTensorsWriter.Shard]) throws -> Place {
        let url = folder.appendingPathComponent(Self.placeName)
        guard FileManager.default.fileExists(atPath: url.path) else { return Place() }
        guard let place = try? AtomicFile.read(json: Place.self, from: url) else { return Place() }
        func size(_ shard: SafeTensorsWriter.Shard) -> Int {
            let path = folder.appendingPathComponent(shard.name).path
            return ((try? FileManager.default.attributesOfItem(atPath: path)[.size]) as? Int) ?? 0
        }
        func end(_ shard: SafeTensorsWriter.Shard, _ tensors: Int) throws -> Int {
            let bytes = shard.parts.prefix(tensors).reduce(0) { $0 + $1.byteCount }
            return try SafeTensorsWriter.header(shard.parts).count + bytes
        }
        guard 0...shards.count ~= place.shards, place.tensors >= 0 else { return Place() }
        for shard in shards.prefix(place.shards) {
            guard try size(shard) == end(shard, shard.parts.count) else { return Place() }
        }
        guard place.bytes > 0 else { return Place(shards: place.shards) }
        guard place.shards < shards.count else { return Place() }
        let next = shards[place.shards]
        guard try place.bytes == end(next, place.tensors), size(next) >= place.bytes else {
            return Place(shards: place.shards)
        }
        return place
    }

    private func keep(_ place: Place, _ folder: URL) throws {
        try AtomicFile.write(json: place, to: folder.appendingPathComponent(Self.placeName))
    }

    /// - Parameter wrote: called with the bytes of each piece.
    private func write(
        _ tensor: ImportedTensor, _ file: ResumableFile, _ wrote: (Int) throws -> Void
    ) throws {
        let rows = try parts.rows(tensor.source)
        let piece = max(1, Self.pieceNumbers / rows.width)
        let size = floats.type.size
        let numbers = UnsafeMutablePointer<Float>.allocate(capacity: piece * rows.width)
        let stored = UnsafeMutableRawPointer.allocate(
            byteCount: piece * rows.width * size, alignment: 16)
        defer {
            numbers.deallocate()
            stored.deallocate()
        }
        // A bias is one row here, whose numbers have the order of the weight's rows.
        let isVector = tensor.shape.count == 1
        for start in stride(from: 0, to: rows.count, by: piece) {
            let count = min(piece, rows.count - start)
            for row in 0..<count {
                let source = isVector ? start + row : tensor.sourceRow(start + row)
                rows.read(source, into: numbers + row * rows.width)
            }
            if isVector { reorder(tensor, numbers) }
            let made = UnsafeBufferPointer(start: numbers, count: count * rows.width)
            if let bad = floats.write(made, to: stored) {
                throw DataError("\(parts.path): \(tensor.source) \(floats.reason(bad)).")
            }
            try file.write(UnsafeRawBufferPointer(start: stored, count: made.count * size))
            try wrote(made.count * size)
        }
    }

    private func reorder(_ tensor: ImportedTensor, _ numbers: UnsafeMutablePointer<Float>) {
        guard tensor.permutedHeads != nil else { return }
        let copy = Array(UnsafeBufferPointer(start: numbers, count: tensor.shape[0]))
        for place in copy.indices { numbers[place] = copy[tensor.sourceRow(place)] }
    }

    /// Bytes as a person reads them.
    private struct Meter {
        let total: Int
        var done = 0
        var resumed = 0

        init(total: Int) { self.total = total }

        mutating func skip(_ parts: ArraySlice<SafeTensorsWriter.Part>) {
            let bytes = parts.reduce(0) { $0 + $1.byteCount }
            (done, resumed) = (done + bytes, resumed + bytes)
        }

        func report(_ detail: String) -> ProgressReport {
            // In MiB, whole ones; the last piece makes it full.
            let all = max(1, total >> 20)
            return ProgressReport(
                label: "importing (MiB)", done: done == total ? all : min(done >> 20, all - 1),
                total: all, resumed: min(resumed >> 20, all), detail: detail)
        }
    }
}
