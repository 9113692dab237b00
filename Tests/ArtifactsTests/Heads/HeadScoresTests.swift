import Artifacts
import Foundation
import Storage
import TestSupport
import Testing

@Suite struct HeadScoresTests {
    @Test func readsThePublishedShape() throws {
        let folder = try TemporaryFolder()
        let url = folder.file("published.json")
        try Data(
            #"{"0-0": [0, 0.5], "0-1": [1.0, 1.0], "1-0": [0, 0], "1-1": [0.5, 1.5]}"#.utf8
        )
        .write(to: url)
        let scores = try HeadScores.read(url)
        #expect(scores.layers == 2 && scores.heads == 2 && scores.samples == 2)
        #expect(scores.score(HeadID(layer: 0, head: 0)) == 0.25)
        // 0-1 and 1-1 both have mean 1: equal scores stay layer-major.
        #expect(scores.ranking.map(\.head.description) == ["0-1", "1-1", "0-0", "1-0"])
        #expect(
            scores.publishedJSON()
                == #"{"0-0": [0, 0.5], "0-1": [1.0, 1.0], "1-0": [0, 0], "1-1": [0.5, 1.5]}"#)
    }

    @Test func writesAndReadsItsOwnFile() throws {
        let folder = try TemporaryFolder()
        let url = folder.file("heads.json")
        let scores = HeadScores(
            model: "tiny", mode: "default", layers: 1, heads: 2, attempts: 5,
            values: [HeadID(layer: 0, head: 0): [0.1], HeadID(layer: 0, head: 1): [1]])
        try scores.write(to: url)
        #expect(try HeadScores.read(url) == scores)
    }

    @Test(arguments: [
        (#"{"0-0": [1], "0-1": [1, 2]}"#, "has 1 values where others have 2"),
        (#"{"0-0": [1], "1-1": [1]}"#, "head 0-1 is missing"),
        (#"{"first": [1]}"#, "\"first\" is not a head"),
        (#"[1, 2]"#, "is not a score file"),
        (#"{}"#, "names no head"),
    ])
    func malformedFilesSayWhatIsWrong(text: String, expected: String) throws {
        let folder = try TemporaryFolder()
        let url = folder.file("scores.json")
        try Data(text.utf8).write(to: url)
        let error = #expect(throws: DataError.self) { try HeadScores.read(url) }
        #expect(error?.description.contains(expected) == true)
    }

    @Test(arguments: ["", "1", "1-", "-1", "1-2-3", "a-b", "1--2", "+1-2", " 1-2"])
    func textThatIsNoHead(text: String) { #expect(HeadID(text) == nil) }
}
