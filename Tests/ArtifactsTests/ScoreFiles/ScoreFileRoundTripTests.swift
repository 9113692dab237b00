import Artifacts
import Foundation
import Numbers
import TestSupport
import Testing

/// Random matrices, written as others write them, are read as the numbers they were.
@Suite struct ScoreFileRoundTripTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// [layer][head], 1 to 6 of each, from 0 to 1; some 0, as most heads are.
    func matrix(_ generator: inout SeededGenerator) -> [[Double]] {
        let (layers, heads) = (1 + generator.below(6), 1 + generator.below(6))
        return (0..<layers).map { _ in
            (0..<heads).map { _ in generator.below(3) == 0 ? 0 : generator.uniform() }
        }
    }

    func read(_ text: String, shape: HeadShape? = nil) throws -> HeadScores {
        let url = folder.file("scores")
        try Data(text.utf8).write(to: url)
        return try ScoreFile.read(url, shape: shape).scores
    }

    func means(_ scores: HeadScores) -> [[Double]] {
        (0..<scores.layers).map { layer in
            (0..<scores.heads).map { scores.score(HeadID(layer: layer, head: $0)) }
        }
    }

    @Test("the published format, which DeCoRe has: several values a head", arguments: 0..<20)
    func published(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let rows = matrix(&generator)
        var values: [HeadID: [Double]] = [:]
        for (layer, row) in rows.enumerated() {
            for (head, value) in row.enumerated() {
                // Scores of that procedure may exceed 1.
                values[HeadID(layer: layer, head: head)] = [value, 0, 1.5 * value]
            }
        }
        let scores = HeadScores(
            model: nil, mode: "paper", layers: rows.count, heads: rows[0].count, attempts: 3,
            values: values)
        #expect(try read(scores.publishedJSON()) == scores)
    }

    @Test("QRHead's score list, in any order", arguments: 0..<20)
    func scoreList(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let rows = matrix(&generator)
        var entries = rows.enumerated().flatMap { layer, row in
            row.enumerated().map { "[\"\(layer)-\($0.offset)\", \($0.element)]" }
        }
        generator.shuffle(&entries)
        #expect(try means(read("[" + entries.joined(separator: ",\n    ") + "]")) == rows)
    }

    @Test(
        "QRHead's head list: the first k of the ranking are the first k listed", arguments: 0..<20)
    func headList(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var heads = matrix(&generator).enumerated().flatMap { layer, row in
            row.indices.map { HeadID(layer: layer, head: $0) }
        }
        generator.shuffle(&heads)
        let listed = heads.prefix(1 + generator.below(heads.count))
        let text = "attn_head_set: \"\(listed.map(\.description).joined(separator: ","))\"\n"
        let scores = try read(text, shape: HeadShape(layers: 6, heads: 6))
        #expect(scores.ranking.prefix(listed.count).map(\.head) == Array(listed))
        #expect(scores.ranking.dropFirst(listed.count).allSatisfy { $0.score == 0 })
    }

    @Test("DuoAttention's table, as numpy.savetxt writes it", arguments: 0..<20)
    func table(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let rows = matrix(&generator)
        let text = rows.map { row in
            row.map { String(format: "%.18e", $0) }.joined(separator: "\t") + "\n"
        }.joined()
        #expect(try means(read(text)) == rows)
        // With groups of 4, query head h has the value of key/value head h / 4.
        let shape = HeadShape(layers: rows.count, heads: 4 * rows[0].count)
        let spread = rows.map { row in row.flatMap { [$0, $0, $0, $0] } }
        #expect(try means(read(text, shape: shape)) == spread)
    }
}
