import Artifacts
import Foundation
import Storage
import TestSupport
import Testing

@testable import RetrievalHeads

@Suite struct TrialLogTests {
    let folder: TemporaryFolder
    var url: URL { folder.file("heads.json.trials.jsonl") }
    let header = TrialHeader(
        run: "abc", model: "m", mode: "default", layers: 1, heads: 2, trials: 3)

    init() throws { folder = try TemporaryFolder() }

    func trial(_ index: Int) -> NeedleTrial {
        NeedleTrial(
            index: index, needle: 0, length: 100, depth: 50, promptTokens: 97, span: [4, 9],
            response: "under\nthe pot", recall: 1, success: true, scores: [0.2, 1.0 / 3])
    }

    @Test("a header line, then a line a trial; a trial is written once")
    func lines() throws {
        let log = try TrialLog(url, header: header)
        try log.append(trial(2))
        try log.append(trial(0))
        try log.append(trial(2))
        let lines = String(decoding: try Data(contentsOf: url), as: UTF8.self)
            .split(separator: "\n")
        #expect(lines.count == 3 && lines[0].contains("\"kind\":\"needle-trials\""))
        #expect(try TrialLog.read(url) == [trial(0), trial(2)])
    }

    @Test("what was written is found again")
    func reopens() throws {
        try TrialLog(url, header: header).append(trial(1))
        #expect(try TrialLog(url, header: header).finished == [1: trial(1)])
    }

    @Test("a header that was torn is written again")
    func tornHeader() throws {
        try Data("{\"heads\":2,\"kind".utf8).write(to: url)
        try TrialLog(url, header: header).append(trial(0))
        #expect(try TrialLog(url, header: header).finished.count == 1)
    }

    @Test("another run and another kind of file are refused, and left alone")
    func refusals() throws {
        try TrialLog(url, header: header).append(trial(0))
        let bytes = try Data(contentsOf: url)
        var other = header
        other.run = "abd"
        let run = #expect(throws: UsageError.self) { try TrialLog(url, header: other) }
        #expect(run?.description.hasPrefix("\(url.path) holds trials of another run") == true)
        #expect(try Data(contentsOf: url) == bytes)

        try JSONLines.write([trial(0)], to: url)
        let kind = #expect(throws: DataError.self) { try TrialLog(url, header: header) }
        #expect(kind?.description.contains("is not a trial file") == true)
        try Data("{\"a\":1}\n".utf8).write(to: url)
        #expect(throws: DataError.self) { try TrialLog(url, header: header) }
    }

    @Test("a trial that the run cannot have made is refused by its number")
    func damagedTrials() throws {
        let changes: [(inout NeedleTrial) -> Void] = [
            { $0.scores = [0.2] }, { $0.scores = [0.2, 0.3, 0.4] }, { $0.scores = [] },
            { $0.scores[0] = 1e18 }, { $0.others = ["mass": [1]] }, { $0.index = 3 },
            { $0.index = -1 }, { $0.length = .max }, { $0.depth = 1e308 }, { $0.recall = -1 },
        ]
        for change in changes {
            var bad = trial(1)
            change(&bad)
            try? FileManager.default.removeItem(at: url)
            try TrialLog(url, header: header).append(bad)
            let error = #expect(throws: DataError.self) { try TrialLog(url, header: header) }
            #expect(error?.description.contains("trial \(bad.index): ") == true)
        }
        // A probe that failed may have no scores: those of other detectors are enough.
        var failed = trial(0)
        (failed.success, failed.scores, failed.others) = (false, [], ["mass": [0.5, 0]])
        try? FileManager.default.removeItem(at: url)
        try TrialLog(url, header: header).append(failed)
        #expect(try TrialLog(url, header: header).finished == [0: failed])
    }
}
