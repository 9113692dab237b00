import Artifacts
import DecoderModels
import Foundation
import Haystacks
import HeadAnalysis
import Organism
import RetrievalHeads
import Storage
import TestSupport
import Testing
import Tokenization

/// `--mode paper` against the Python reference: every head, every sample.
@Suite struct PaperDetectionTests {
    static let fixtures = Fixture.url("detection")
    static let lengths = [0, 240, 263, 330, 420]
    static let depths = [0.0, 33, 67, 100]

    struct Trial: Decodable {
        var length: Int
        var depth: Double
        var ids: [Int]
        var span: [Int]
        var output: [Int]
        var recall: Double
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var testDescription: String { name }
        var folder: URL {
            get throws {
                name == "organism"
                    ? try EmbeddedOrganism.folder() : fixtures.appendingPathComponent(name)
            }
        }
    }

    static let cases = ["organism", "Qwen3-8B", "Olmo-3-7B-Instruct"].map(Case.init)

    /// The haystack of the fixtures, with the case's own needles where it has some.
    func haystack(_ name: String, in folder: URL) throws -> PaperHaystacks {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let copy = folder.appendingPathComponent("haystack")
        let manager = FileManager.default
        try manager.copyItem(at: Self.fixtures.appendingPathComponent("haystack"), to: copy)
        let own = Self.fixtures.appendingPathComponent("expected/\(name).needles.jsonl")
        if manager.fileExists(atPath: own.path) {
            let needles = copy.appendingPathComponent("needles.jsonl")
            try manager.removeItem(at: needles)
            try manager.copyItem(at: own, to: needles)
        }
        return try PaperHaystacks(folder: copy)
    }

    func detector(_ item: Case, in folder: URL, batchTokens: Int? = nil) throws -> HeadDetector {
        let model = try item.folder
        return try HeadDetector(
            model: .live(
                model: DecoderModel.load(model), text: ChatTokenizer.load(model), name: item.name,
                fingerprint: item.name),
            paper: haystack(item.name, in: folder), lengths: Self.lengths, depths: Self.depths,
            usesChatTemplate: true, batchTokens: batchTokens)
    }

    @Test(arguments: cases)
    func equalsTheReference(_ item: Case) throws {
        let temporary = try TemporaryFolder()
        let out = temporary.url.appendingPathComponent("heads.json")
        let found = try detector(item, in: temporary.url).run(out: out)
        let expected = Self.fixtures.appendingPathComponent("expected/\(item.name).json")
        // A reference without a successful probe would compare nothing.
        let reference = try HeadScores.read(expected)
        #expect(reference.samples > 4)
        #expect(try HeadScores.read(out).values == reference.values)
        #expect(try Data(contentsOf: out) == Data(contentsOf: expected))

        let trials = try JSONLines.read(
            Trial.self,
            from: Self.fixtures.appendingPathComponent("expected/\(item.name).trials.jsonl"))
        // Every prompt is the reference's, id by id.
        let chat = try ChatTokenizer.load(item.folder)
        let probed = DetectionModel.live(
            model: try DecoderModel.load(item.folder), text: chat, name: "m", fingerprint: "f")
        let texts = try haystack(item.name, in: temporary.file("again"))
        let prompts = PaperPrompts(
            encoder: try #require(probed.encoder as? any PaperEncoder), haystacks: texts,
            longest: Self.lengths.max() ?? 0, usesChatTemplate: true)
        let grid = try HaystackGrid(
            lengths: Self.lengths, depths: Self.depths, needles: texts.needles)
        // The reference goes needle by needle, the grid length by length.
        let cells = grid.cells.sorted { ($0.needle, $0.index) < ($1.needle, $1.index) }
        for (cell, theirs) in zip(cells, trials) {
            #expect(try prompts.haystack(cell).ids == theirs.ids)
        }
        let ours = found.trials.sorted { ($0.needle, $0.index) < ($1.needle, $1.index) }
        #expect(ours.count == trials.count)
        for (mine, theirs) in zip(ours, trials) {
            #expect(mine.length == theirs.length && mine.depth == theirs.depth)
            #expect(mine.promptTokens == theirs.ids.count)
            #expect(
                mine.response == chat.tokenizer.decode(theirs.output, skipSpecialTokens: true))
            #expect(mine.span == (theirs.span == [-1, -1] ? [0, 0] : theirs.span))
            #expect(abs(mine.recall * 100 - theirs.recall) < 1e-9)
        }
    }

    /// Prompts that begin alike are computed once; with batches of one prompt they are not grouped.
    @Test func batchesDoNotMatter() throws {
        let (one, two) = (try TemporaryFolder(), try TemporaryFolder())
        let item = Self.cases[2]
        let together = try detector(item, in: one.url)
            .run(out: one.url.appendingPathComponent("heads.json"))
        let alone = try detector(item, in: two.url, batchTokens: 1)
            .run(out: two.url.appendingPathComponent("heads.json"))
        #expect(together.trials == alone.trials)
    }
}
