import Foundation
import TestSupport
import Testing

@testable import Artifacts
@testable import Storage

/// Reading score files of others.
@Suite struct ScoreFileTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    func file(_ text: String, _ name: String = "scores") throws -> URL {
        let url = folder.file(name)
        try Data(text.utf8).write(to: url)
        return url
    }

    func read(_ text: String, shape: HeadShape? = nil) throws -> ScoreFile {
        try ScoreFile.read(file(text), shape: shape)
    }

    /// A configuration as github.com/princeton-pli/QRHead has them.
    static let headList = """
        # Default configuration

        attn_head_set: "1-2,0-0,1-0" # top3
        model_base_class: "Llama-3.1-8B-Instruct"
        model_name_or_path: "meta-llama/Llama-3.1-8B-Instruct"
        """

    @Test(
        "what is no score is named with its head",
        arguments: [
            (
                #"[["0-0",1e18],["0-1",0.5]]"#,
                "head 0-0 has 1e+18; scores are -1000000000 to 1000000000"
            ),
            (#"{"0-0":[0.5],"0-1":[-1e300]}"#, "head 0-1 has -1e+300; scores are"),
            (#"{"0-0":[NaN],"0-1":[0.5]}"#, "has a NaN; scores are"),
            (#"[["0-0",-Infinity],["0-1",0.5]]"#, "has a Infinity; scores are"),
        ])
    func noScores(text: String, words: String) {
        let error = #expect(throws: DataError.self) { try read(text) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test("a list of heads: its order is kept, heads that are not on it are 0")
    func headList() throws {
        let guessed = try read(Self.headList)
        #expect(guessed.format == .qrHeadList && guessed.hasGuessedShape)
        #expect(guessed.scores.shape == HeadShape(layers: 2, heads: 3))
        #expect(guessed.scores.model == "meta-llama/Llama-3.1-8B-Instruct")
        #expect(
            guessed.scores.ranking.map(\.head.description)
                == ["1-2", "0-0", "1-0", "0-1", "0-2", "1-1"])
        // Place i of 3 has (3 - i) / 3.
        let expected: [Double] = [1, 2.0 / 3, 1.0 / 3, 0, 0, 0]
        #expect(guessed.scores.ranking.map(\.score) == expected)
        #expect(guessed.notes.count == 2 && guessed.notes[1].contains("2 layers of 3 heads"))

        let known = try read(Self.headList, shape: HeadShape(layers: 4, heads: 8))
        #expect(known.scores.allHeads.count == 32 && !known.hasGuessedShape)
        #expect(known.scores.values.count == 32 && known.notes.count == 1)
        #expect(known.notes[0].hasPrefix("The 3 heads are listed best first and without scores"))
    }

    @Test("a score list may leave heads out; a whole one says its shape")
    func scoreList() throws {
        let whole = try read(#"[["1-0", 0.5], ["0-1", 0.25], ["0-0", 0.0], ["1-1", 0]]"#)
        #expect(whole.format == .qrHeadScores && !whole.hasGuessedShape && whole.notes.isEmpty)
        #expect(whole.scores.ranking.map(\.head.description) == ["1-0", "0-1", "0-0", "1-1"])
        let part = try read(#"[["1-0", 0.5], ["0-1", 0.25]]"#)
        #expect(part.hasGuessedShape && part.scores.values.count == 4)
        #expect(part.notes[0] == "2 heads are not listed and count as 0.")
    }

    @Test("key/value heads stay what they are, or are spread over their groups")
    func keyValueHeads() throws {
        // Training leaves some values just below 0; the loader of the format cuts them.
        let text = "1.0e+00\t-2.3e-04\n0.25\t0.5\n"
        let plain = try read(text)
        #expect(plain.format == .duoAttention && plain.hasKeyValueHeads)
        #expect(plain.scores.shape == HeadShape(layers: 2, heads: 2))
        let values: [Double] = [1, 0, 0.25, 0.5]
        #expect(plain.scores.allHeads.map(plain.scores.score) == values)
        #expect(plain.notes[0].contains("key/value heads, 2 layers of 2"))

        let spread = try read(text, shape: HeadShape(layers: 2, heads: 6))
        #expect(!spread.hasKeyValueHeads)
        let expected: [Double] = [1, 1, 1, 0, 0, 0, 0.25, 0.25, 0.25, 0.5, 0.5, 0.5]
        #expect(spread.scores.allHeads.map(spread.scores.score) == expected)
        #expect(
            spread.notes == ["Each value is of a key/value head and stands for its 3 query heads."])
    }

    @Test("values that reached 1 have no order among each other, and a note says so")
    func saturatedValues() throws {
        let notes = try read("1\t0.5\n1\t1.0e+00\n").notes
        #expect(notes.count == 2 && notes[1].hasPrefix("3 key/value heads have the highest value"))
    }

    @Test("names do not matter, nor does compression")
    func contentDecides() throws {
        let json = #"{"0-0": [0, 1.5], "0-1": [0.25, 1]}"#
        let plain = try HeadScores.read(file(json, "heads.tsv"))
        let packed = folder.file("heads.yaml")
        try Gzip.compress(Data(json.utf8)).write(to: packed)
        #expect(try HeadScores.read(packed) == plain)
        #expect(plain.score(HeadID(layer: 0, head: 0)) == 0.75)
        #expect(try ScoreFile.read(file(Self.headList, "heads.json")).format == .qrHeadList)
    }

    @Test(
        "malformed content: the sentence names line or field",
        arguments: [
            (#"{"0-0": [1, "x"]}"#, "0-0[1] should be a number"),
            (#"{"0-0": [1, null]}"#, "0-0[1] "),
            (#"{"0-0": 1}"#, "0-0 should be a list"),
            (#"{"0-0": [1]"#, "not valid JSON"),
            (#"{"kind": "head-scores", "version": 1}"#, " is missing"),
            (
                #"{"kind": "pairs", "version": 1, "mode": "m", "layers": 1, "heads": 1, "attempts": 1, "samples": 1, "scores": {}}"#,
                "is a pairs file"
            ),
            ("attn_head_set: \"1-2,x\"\n", "scores:1: \"x\" is not a head"),
            ("\nattn_head_set: \"1-2,,0-0\"\n", "scores:2: \"\" is not a head"),
            ("attn_head_set: \"0-1,0-1\"", "head 0-1 is listed twice"),
            ("attn_head_set: \"full_heads\"", "lists no heads, so there is no ranking"),
            ("attn_head_set: \"0-1\"\nmodel\n", "scores:2: \"model\" is not a field"),
            (#"[["0-0", 1], ["0-1"]]"#, "[1]"),
            (#"[["0-0", "high"]]"#, "[0][1] should be a number"),
            (#"[["first", 1]]"#, "\"first\" is not a head"),
            (#"[["0-0", 1], ["0-0", 2]]"#, "head 0-0 is listed twice"),
            ("0.5\t1\n0.5\n", "scores:2 has 1 values where the first row has 2"),
            (
                "0.5\t1\n0.5\thigh\n",
                "scores:2: column 2 is \"high\"; expected a number from 0 to 1"
            ),
            ("0.5\tnan\n", "scores:1: column 2 is \"nan\""),
            ("12\t3\n", "scores:1: column 1 is \"12\""),
            (#"{"0-0": [1], "9223372036854775807-0": [1]}"#, "head 9223372036854775807-0 is in no"),
            (#"{"0-1024": [1]}"#, "head 0-1024 is in no model; layers and heads go from 0 to 1023"),
            (#"{"1023-1023": [1]}"#, "head 0-0 is missing from 1024 layers of 1024 heads"),
            ("attn_head_set: \"4000000000-4000000000\"", "head 4000000000-4000000000 is in no"),
            (#"[["0-9223372036854775807", 1]]"#, "head 0-9223372036854775807 is in no model"),
            (
                #"{"kind": "head-scores", "version": 1, "mode": "m", "layers": 4000000000, "heads": 4000000000, "attempts": 1, "samples": 1, "scores": {}}"#,
                "says 4000000000 layers of 4000000000 heads; expected 1 to 1024"
            ),
            ("hello", "is not a score file"), ("", "is not a score file"), ("[]", "is not a score"),
        ])
    func malformed(text: String, expected: String) throws {
        let error = #expect(throws: DataError.self) { try read(text) }
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    }

    @Test(
        "a shape that does not fit is a usage error",
        arguments: [
            ("attn_head_set: \"2-0\"", "head 2-0 is outside of a model of 2x6"),
            ("1\t0\t0\t0\n1\t0\t0\t0", "expected 2 layers and a multiple of 4 heads"),
            ("1\t0\n", "expected 1 layers and a multiple of 2 heads"),
            (#"{"0-0": [1]}"#, "has 1 layers of 1 heads, not 2x6"),
        ])
    func wrongShapes(text: String, expected: String) throws {
        let error = #expect(throws: UsageError.self) {
            try read(text, shape: HeadShape(layers: 2, heads: 6))
        }
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    }

    @Test func shapesAsText() {
        #expect(HeadShape("32x8") == HeadShape(layers: 32, heads: 8))
        for text in ["", "32", "32x", "x8", "0x8", "32x-8", "3x2x1", "axb", "32X8", "1025x1"] {
            #expect(HeadShape(text) == nil, "\(text)")
        }
    }
}
