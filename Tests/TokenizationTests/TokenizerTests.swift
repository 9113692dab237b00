import Foundation
import Numbers
import Storage
import TestSupport
import Testing

@testable import Tokenization

/// Ids, offsets and decoded text against the `tokenizers` library (Tests/Fixtures/tokenization).
@Suite struct TokenizerTests {
    struct Row: Decodable {
        var text: String
        var ids: [Int]
        /// Start, end, start, …
        var offsets: [Int]
        /// Nil where it is the text.
        var decoded: String?
    }

    static let names = ["llama", "qwen", "olmo", "mixed"]

    static func load(_ name: String) throws -> (Tokenizer, [Row]) {
        let rows = try JSONDecoder().decode(
            [Row].self, from: Fixture.data("tokenization/\(name)/encodings.json"))
        return (try Tokenizer.load(Fixture.url("tokenization/\(name)")), rows)
    }

    @Test(arguments: names) func equalToTheLibrary(_ name: String) throws {
        let (tokenizer, rows) = try Self.load(name)
        #expect(rows.count > 130)
        for row in rows {
            let encoding = try tokenizer.encoding(row.text)
            let text = row.text.debugDescription
            #expect(encoding.ids == row.ids, "\(text)")
            let offsets = encoding.offsets.flatMap { [$0.lowerBound, $0.upperBound] }
            #expect(offsets == row.offsets, "\(text)")
            #expect(try tokenizer.encode(row.text) == row.ids, "\(text)")
            #expect(
                Array(tokenizer.decode(row.ids).unicodeScalars)
                    == Array((row.decoded ?? row.text).unicodeScalars), "\(text)")
        }
    }

    @Test(arguments: names) func streamedTextIsTheWholeText(_ name: String) throws {
        let (tokenizer, rows) = try Self.load(name)
        for row in rows {
            var decoder = tokenizer.streamDecoder()
            var text = ""
            for id in row.ids {
                let piece = decoder.feed(id)
                // Half characters never show, unless the whole text has such bytes.
                if !(row.decoded ?? row.text).contains("\u{FFFD}") {
                    #expect(!piece.contains("\u{FFFD}"))
                }
                text += piece
            }
            text += decoder.finish()
            #expect(Array(text.unicodeScalars) == Array((row.decoded ?? row.text).unicodeScalars))
        }
    }

    /// Random text comes back as it was; offsets rise and cover it.
    @Test(arguments: ["llama", "olmo"]) func roundTrip(_ name: String) throws {
        let (tokenizer, _) = try Self.load(name)
        var stream = SeededGenerator(seed: 11)
        for _ in 0..<300 {
            var text = ""
            for _ in 0..<stream.below(40) {
                let range = stream.pick([0x20..<0x7f, 0xa0..<0x500, 0x3000..<0xa000])
                let value = UInt32(range.lowerBound + stream.below(range.count))
                text.unicodeScalars.append(Unicode.Scalar(value) ?? "?")
            }
            let encoding = try tokenizer.encoding(text, addSpecialTokens: false)
            #expect(
                Array(tokenizer.decode(encoding.ids).unicodeScalars)
                    == Array(text.unicodeScalars))
            let starts = encoding.offsets.map(\.lowerBound)
            #expect(starts == starts.sorted())
            #expect(encoding.offsets.allSatisfy { $0.upperBound <= text.unicodeScalars.count })
        }
    }

    /// The queue for long pieces against the plain scan, on letters that the merges are made of.
    @Test(arguments: ["qwen", "llama"]) func longPiecesMergeLikeShortOnes(_ name: String) throws {
        let (tokenizer, _) = try Self.load(name)
        let model = tokenizer.model
        var stream = SeededGenerator(seed: 5)
        for letters in ["abeghiklmnoprst ", " ", "ae", "keeprlamp"] {
            for _ in 0..<40 {
                let piece = (0..<1 + stream.below(300)).map { _ in stream.pick(Array(letters.utf8))
                }
                let symbols = piece.map { (id: model.byteIDs[Int($0)], length: Int32(1)) }
                var short = symbols
                model.mergeShort(&short)
                let long = MergeQueue.merge(symbols, model.merges)
                #expect(
                    long.map(\.id) == short.map(\.id) && long.map(\.length) == short.map(\.length))
            }
        }
        let run = String(repeating: " ", count: 1 << 20)
        #expect(tokenizer.decode(try tokenizer.encode(run, addSpecialTokens: false)) == run)
    }

    /// What stands for bytes that the vocabulary lacks, as the `tokenizers` library gives it for
    /// this vocabulary: `azzb z` is a, twice or once the unknown token, b, space, unknown.
    @Test(arguments: [false, true]) func unknownBytes(_ isFused: Bool) throws {
        let json = """
            {"model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "Ġ": 2, "<unk>": 3}, "merges": [],
             "unk_token": "<unk>", "fuse_unk": \(isFused)}, "pre_tokenizer": {"type": "ByteLevel",
             "add_prefix_space": false, "use_regex": false}}
            """
        let encoding = try Tokenizer(json: Data(json.utf8), name: "t").encoding("azzb z")
        #expect(encoding.ids == (isFused ? [0, 3, 1, 2, 3] : [0, 3, 3, 1, 2, 3]))
        #expect(encoding.offsets[1] == (isFused ? 1..<3 : 1..<2))
    }

    /// A merge that is listed twice has its later rank, as in the `tokenizers` library.
    @Test func theLastOfEqualMergesCounts() throws {
        func tokens(_ merges: String) throws -> [Int] {
            let json = """
                {"model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "c": 2, "ab": 3, "bc": 4},
                 "merges": [\(merges)]}, "pre_tokenizer": {"type": "ByteLevel",
                 "add_prefix_space": false, "use_regex": false}}
                """
            return try Tokenizer(json: Data(json.utf8), name: "t").encode("abc")
        }
        #expect(try tokens(#"["a", "b"], ["b", "c"]"#) == [3, 2])
        #expect(try tokens(#"["a", "b"], ["b", "c"], ["a", "b"]"#) == [0, 4])
    }

    @Test func errorsNameWhatIsWrong() throws {
        let whole = try Fixture.data("tokenization/llama/tokenizer.json")
        func message(_ change: (inout [String: Any]) -> Void) throws -> String {
            var root = try #require(
                JSONSerialization.jsonObject(with: whole) as? [String: Any])
            change(&root)
            let data = try JSONSerialization.data(withJSONObject: root)
            do {
                _ = try Tokenizer(json: data, name: "t.json")
                return "no error"
            } catch { return error is DataError ? "\(error)" : "not a DataError" }
        }
        func model(_ key: String, _ value: Any?) throws -> String {
            try message { root in
                var model = root["model"] as? [String: Any] ?? [:]
                model[key] = value
                root["model"] = model
            }
        }
        #expect(try model("merges", nil).contains("merges is missing"))
        #expect(try model("type", "Unigram").contains("Unigram"))
        #expect(try model("vocab", nil).contains("vocab"))
        #expect(try model("merges", [["qq", "zz"]]).contains("qq zz"))
        #expect(try message { $0["normalizer"] = ["type": "Lowercase"] }.contains("Lowercase"))
        let pre = try message { $0["pre_tokenizer"] = ["type": "Metaspace"] }
        #expect(pre.contains("Metaspace") && pre.contains("SentencePiece"))
        let other = try message { $0["pre_tokenizer"] = ["type": "FixedLength"] }
        #expect(other.contains("FixedLength") && other.contains("Split"))
        #expect(throws: DataError.self) {
            try Tokenizer(json: Data(whole.prefix(1000)), name: "cut")
        }
        #expect(throws: UsageError.self) { try Tokenizer.load(Fixture.url("nowhere")) }
    }
}
