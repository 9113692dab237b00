import Artifacts
import DecoderModels
import Foundation
import Haystacks
import Storage
import TestSupport
import Testing

@testable import HeadAnalysis
@testable import RetrievalHeads

/// A scripted model that finds nothing while head 0-1 or 1-2 is silent, and writes worse text while
/// more than three heads are.
final class AblatedModel: ProbedLanguageModel, Scorer {
    let base = ScriptedModel()
    var calls = 0
    var diesAt: Int?
    var calibrated: [[Int]] = []
    var layers: Int { base.layers }
    var heads: Int { base.heads }
    var contextLength: Int { base.contextLength }

    /// Another model that knows the same answers.
    func fresh() -> AblatedModel {
        let other = AblatedModel()
        other.base.answers = base.answers
        return other
    }

    func attention(for request: AttentionQuery) throws -> AttentionSummary {
        try base.attention(for: request)
    }

    func generate(_ prompts: [[Int]], _ plan: GenerationPlan) throws -> [ObservedAnswer] {
        #expect(!plan.observes && plan.stops)
        if calls == diesAt { throw ScriptedModel.Killed() }
        calls += 1
        let copying = [HeadID(layer: 0, head: 1), HeadID(layer: 1, head: 2)]
        if plan.ablation.heads.contains(where: copying.contains) {
            return prompts.map { _ in ObservedAnswer(tokens: [], text: "no idea", attended: []) }
        }
        return try base.generate(prompts, plan)
    }

    func logProbabilities(of sequences: [[Int]], ablation: HeadAblation) throws -> [[Double]] {
        sequences.map {
            Array(repeating: ablation.heads.count > 3 ? -3 : -2, count: $0.count - 1)
        }
    }

    func calibrate(_ tokens: [Int]) { calibrated.append(tokens) }
}

@Suite struct AblationCurveTests {
    let folder: TemporaryFolder
    let model = AblatedModel()
    var out: URL { folder.file("curve.json") }

    init() throws {
        folder = try TemporaryFolder()
        model.base.answers = HeadDetectorTests.needles.map(\.answer)
    }

    /// 0-1 copies best, 1-2 second, 0-0 a little.
    var scores: HeadScores {
        var values: [HeadID: [Double]] = [:]
        for layer in 0..<2 {
            for head in 0..<3 { values[HeadID(layer: layer, head: head)] = [0, 0] }
        }
        values[HeadID(layer: 0, head: 1)] = [1, 1]
        values[HeadID(layer: 1, head: 2)] = [0.5, 0.5]
        values[HeadID(layer: 0, head: 0)] = [0.1, 0]
        return HeadScores(
            model: nil, mode: "default", layers: 2, heads: 3, attempts: 2, values: values)
    }

    /// Every head at 0.5.
    var flatScores: HeadScores {
        var flat = scores
        flat.values = flat.values.mapValues { _ in [0.5, 0.5] }
        return flat
    }

    func curve(_ model: AblatedModel, counts: [Int] = [1, 2], seeds: [UInt64] = [0, 1]) throws
        -> AblationCurve
    {
        try curve(model, AblationOptions(counts: counts, seeds: seeds, batchTokens: 240))
    }

    func curve(
        _ model: AblatedModel, _ options: AblationOptions, _ scores: HeadScores? = nil,
        flat: Bool = false
    ) throws -> AblationCurve {
        try AblationCurve(
            model: DetectionModel(
                languageModel: model, encoder: model.base, name: "scripted", fingerprint: "f"),
            scores: scores ?? (flat ? flatScores : self.scores),
            grid: HaystackGrid(
                lengths: [60, 120], depths: [0, 100], needles: HeadDetectorTests.needles),
            filler: .builtIn(tokens: 400, seed: 3),
            options: options)
    }

    @Test("points that the run cannot have made are refused, not counted")
    func damagedPoints() throws {
        _ = try curve(model).run(out: out)
        let file = out.appendingPathExtension("points.jsonl")
        let points = try JSONLines.read(AblationPoint.self, from: file)
        let changes: [(inout [AblationPoint]) -> Void] = [
            { $0[1].found.removeLast() }, { $0[2].found.append(true) }, { $0[3].count = -1 },
            { $0[1].heads = [] }, { $0[2].seed = 7 }, { $0[0].likelihood = 1e300 },
            { $0.append($0[0]) },
        ]
        for change in changes {
            var bad = points
            change(&bad)
            try JSONLines.write(bad, to: file)
            let error = #expect(throws: DataError.self) { try curve(model.fresh()).run(out: out) }
            #expect(error?.description.contains("points of other heads or probes") == true)
        }
    }

    @Test("the best heads take the needles away, random others do not")
    func separation() throws {
        let points = try curve(model).run(out: out)
        // None; then the best and two random sets at each of two counts.
        #expect(points.map(\.count) == [0, 1, 1, 1, 2, 2, 2])
        #expect(points.map(\.seed) == [nil, nil, 0, 1, nil, 0, 1])
        let table = AblationTable(points, options: AblationOptions())
        #expect(table.probes == 8 && table.base.accuracy == 1)
        #expect(table.rows.map(\.count) == [1, 2])
        #expect(table.rows.map(\.top.accuracy) == [0, 0])
        // A random single head may be 1-2, which is not among the best one but copies as well.
        let single = points.filter { $0.count == 1 && $0.seed != nil }
        let hits = single.count { $0.heads == [HeadID(layer: 1, head: 2)] }
        #expect(table.rows[0].random.accuracy == 1 - Double(hits) / 2)
        #expect(table.rows[1].random.accuracy == 1)
        #expect(table.rows.map(\.top.likelihood) == [2, 2])
    }

    /// The best two are the same heads, but 0-0 is none of those below 0.1 any more, of which random
    /// ones are drawn.
    @Test("scores that give other random heads make another run")
    func otherScores() throws {
        var options = AblationOptions(counts: [1, 2], seeds: [0, 1], batchTokens: 240)
        options.control = .nonRetrieval
        _ = try curve(model, options).run(out: out)
        var other = scores
        other.values[HeadID(layer: 0, head: 0)] = [0.4, 0.4]
        let error = #expect(throws: UsageError.self) {
            try curve(model, options, other).run(out: out)
        }
        #expect(error?.description.contains("belongs to another run (another heads)") == true)
    }

    @Test("a killed run goes on, and its points equal those of an uninterrupted one")
    func resume() throws {
        let whole = try curve(model.fresh()).run(out: folder.file("whole.json"))
        let dying = model.fresh()
        dying.diesAt = 9
        #expect(throws: ScriptedModel.Killed.self) { try curve(dying).run(out: out) }
        let again = model.fresh()
        #expect(try curve(again).run(out: out) == whole)
        #expect(again.calls > 0 && again.calls < 28)
    }

    @Test("the range of the likelihood is that of the sets of heads")
    func likelihoodRange() {
        func point(_ count: Int, _ seed: UInt64?, _ likelihood: Double) -> AblationPoint {
            AblationPoint(
                count: count, seed: seed, heads: [], found: [true], likelihood: likelihood)
        }
        let table = AblationTable(
            [
                point(0, nil, 2), point(1, nil, 2.5), point(1, 0, 2), point(1, 1, 2.6),
            ], options: AblationOptions())
        #expect(table.base.likelihoodLow == 2 && table.base.likelihoodHigh == 2)
        #expect(table.rows[0].top.likelihood == 2.5)
        let random = table.rows[0].random
        #expect(abs(random.likelihood - 2.3) < 1e-12)
        #expect(random.likelihoodLow == 2 && random.likelihoodHigh == 2.6)
    }

    @Test("random sets come from where the control says")
    func controls() throws {
        var options = AblationOptions(counts: [1], seeds: [0, 1, 2], batchTokens: 240)
        options.control = .sameLayers
        let points = try curve(model, options).run(out: out)
        // The best head is 0-1; of its layer 0-0 and 0-2 are left.
        #expect(points.filter { $0.seed != nil }.allSatisfy { $0.heads[0].layer == 0 })
        #expect(points.filter { $0.seed != nil }.allSatisfy { $0.heads[0].head != 1 })
        // A control that cannot be drawn leaves nothing behind.
        options.control = .nonRetrieval
        options.counts = [3]
        let other = folder.file("other.json")
        let error = #expect(throws: UsageError.self) {
            try curve(model, options, flat: true).run(out: other)
        }
        #expect(error?.description.contains("below 0.1") == true)
        #expect(!FileManager.default.fileExists(atPath: JobRecord.place(other).path))
    }

    @Test("what was done, and where random heads come from, stand in the artifacts")
    func record() throws {
        let options = AblationOptions(
            counts: [1], seeds: [0], control: .sameLayers, batchTokens: 240, gate: .scale(0.5))
        let points = try curve(model, options).run(out: out)
        #expect(points.allSatisfy { $0.gate == .scale(0.5) })
        let table = try JSONSerialization.jsonObject(
            with: JSONEncoder().encode(AblationTable(points, options: options)))
        let fields = try #require(table as? [String: Any])
        #expect(fields["gate"] as? String == "0.5" && fields["control"] as? String == "same-layers")
    }

    @Test("only means need a text, which is the one whose likelihood is taken")
    func calibration() throws {
        for gate in [HeadGate.zero, .uniform, .mean] {
            let model = model.fresh()
            let options = AblationOptions(counts: [1], seeds: [0], batchTokens: 240, gate: gate)
            let curve = try curve(model, options)
            _ = try curve.run(out: folder.file("\(gate).json"))
            #expect(model.calibrated == (gate == .mean ? [curve.text] : []))
        }
    }

    @Test("a model that cannot be ablated is refused")
    func noScorer() throws {
        let error = #expect(throws: UsageError.self) {
            try AblationCurve(
                model: DetectionModel(
                    languageModel: model.base, encoder: model.base, name: "scripted",
                    fingerprint: "f"),
                scores: scores,
                grid: HaystackGrid(
                    lengths: [60], depths: [0], needles: HeadDetectorTests.needles),
                filler: .builtIn(tokens: 400, seed: 3))
        }
        #expect(error?.description == "scripted has no heads that could be silenced.")
        #expect(throws: UsageError.self) { try model.base.calibrate([1]) }
    }

    @Test("requests that make no sense are refused")
    func refusals() throws {
        #expect(throws: UsageError.self) { try curve(model, counts: [2, 1]) }
        #expect(throws: UsageError.self) { try curve(model, counts: [4]) }
        _ = try curve(model).run(out: out)
        #expect(throws: UsageError.self) { try curve(model, counts: [1]).run(out: out) }
    }
}
