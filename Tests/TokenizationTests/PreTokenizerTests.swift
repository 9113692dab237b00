import Foundation
import Storage
import TestSupport
import Testing

@testable import Tokenization

/// Cuts of published and made-up pre-tokenizers against the `tokenizers` library
/// (Tests/Fixtures/tokenization/make_patterns.py).
@Suite struct PreTokenizerTests {
    /// FNV-1a of the pieces, each with a zero behind it, folded to 16 bits.
    static func hash(_ pieces: [[UInt8]]) -> String {
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in pieces.map({ $0 + [0] }).joined() {
            value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        let folded = (value ^ value >> 16 ^ value >> 32 ^ value >> 48) & 0xFFFF
        let digits = String(folded, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    static func pieces(_ pre: PreTokenizer, _ text: String) throws -> [[UInt8]] {
        var text = text
        var pieces: [[UInt8]] = []
        try text.withUTF8 { bytes in
            guard !bytes.isEmpty else { return }
            try pre.forEachPiece(of: TextSlice(bytes)) {
                pieces.append(Array(ByteAlphabet.encode($0.bytes).utf8))
            }
        }
        return pieces
    }

    @Test func cutsAreThoseOfTheLibrary() throws {
        let fixture = try JSONParser.parse(
            Fixture.data("tokenization/patterns.json"), name: "patterns")
        let texts = try #require(fixture["texts"]?.array).compactMap(\.string)
        let rows = try #require(fixture["rows"]?.array)
        #expect(texts.count > 50 && rows.count > 200)
        var (refused, givenUp) = (0, 0)
        for row in rows {
            let name = row["name"]?.string ?? ""
            let expected = try #require(row["cuts"]?.string)
            let pre: PreTokenizer
            do { pre = try PreTokenizer(row["pre"], name, prefixSpace: nil) } catch let error
                as DataError
            {
                #expect(expected == "refused", "\(error)")
                #expect(error.description.hasPrefix("\(name): the "), "\(error)")
                refused += 1
                continue
            }
            for (index, text) in texts.enumerated() {
                var cuts = "...."
                do { cuts = Self.hash(try Self.pieces(pre, text)) } catch is DataError {
                    givenUp += 1
                }
                #expect(
                    cuts == expected.dropFirst(index * 4).prefix(4),
                    "\(name) on \(text.debugDescription)")
            }
        }
        #expect(refused > 3 && givenUp > 3)
    }

    func made(_ pre: String) throws -> PreTokenizer {
        try PreTokenizer(
            JSONParser.parse(Data(pre.utf8), name: "t"), "t.json", prefixSpace: nil)
    }

    func message(_ body: () throws -> Void) -> String {
        do { try body() } catch { return error is DataError ? "\(error)" : "not a DataError" }
        return "no error"
    }

    @Test func aTextThatTakesTooManyStepsIsAnError() throws {
        let pre = try made(
            #"""
            {"type": "Sequence", "pretokenizers": [
              {"type": "Split", "pattern": {"Regex": "(?:a|aa)+$|!"}, "behavior": "Removed"},
              {"type": "ByteLevel", "use_regex": false, "add_prefix_space": false}]}
            """#)
        func text(_ count: Int) -> String { "é " + String(repeating: "a", count: count) + "!" }
        #expect(try Self.pieces(pre, text(20)).count == 1)
        let sentence = message { _ = try Self.pieces(pre, text(40)) }
        #expect(sentence.contains("(?:a|aa)+$|!") && sentence.contains("10000000 steps"))
        #expect(sentence.contains("44 bytes, at character 0"))
    }

    /// Each match stays within its limit, all of a search do not.
    @Test func aSearchThatTakesTooManyStepsIsAnErrorOfItsOwn() throws {
        let pattern = try RegexPattern(#"(?:a|aa)+$|!"#, file: "t.json")
        let text = String(repeating: String(repeating: "a", count: 27) + "b", count: 300)
        let sentence = message {
            try Array(text.utf8).withUnsafeBufferPointer {
                try pattern.forEachMatch(in: $0) { _ in }
            }
        }
        #expect(sentence.contains("200000000 steps") && !sentence.contains("gives up"))
    }

    @Test func standInsAreTheNearest() {
        let known: [UInt32] = [0x300, 0x310, 0x320]
        for (value, near) in [
            (0x200, 0x300), (0x307, 0x300), (0x308, 0x300), (0x309, 0x310), (0x31F, 0x320),
            (0x900, 0x320),
        ] as [(UInt32, UInt32)] {
            #expect(NewerUnicodeScalars.nearest(to: value, in: known) == near)
        }
        #expect(NewerUnicodeScalars.nearest(to: 1, in: []) == nil)
    }

    @Test func whatIsNotSupportedIsNamed() throws {
        #expect(message { _ = try made(#"{"type": "Metaspace"}"#) }.contains("SentencePiece"))
        #expect(message { _ = try made(#"{"type": "UnicodeScripts"}"#) }.contains("UnicodeScripts"))
        #expect(message { _ = try made(#"{"type": "Digits"}"#) }.contains("has no ByteLevel"))
        #expect(
            message { _ = try made(#"{"type": "Punctuation", "behavior": "Gone"}"#) }
                .contains("Gone"))
        let step = #"{"type": "Digits", "individual_digits": true},"#
        let many = String(repeating: step, count: 20_000)
        let sentence = message {
            _ = try made(
                #"{"type": "Sequence", "pretokenizers": [\#(many){"type": "ByteLevel"}]}"#)
        }
        #expect(sentence == "t.json: the pre-tokenizer has more than 64 steps.")
        let deep = String(repeating: "(", count: 5000) + "a" + String(repeating: ")", count: 5000)
        let regex = message { _ = try RegexPattern(deep, file: "t.json") }
        #expect(regex.contains("does not compile") && regex.utf8.count < 500)
    }

    /// What changed its members between versions of Oniguruma is written out.
    @Test func classesThatChangedAreSpelledOut() {
        for (pattern, written) in [
            (#"[[:punct:]a]+"#, #"[\p{P}\p{S}a]+"#), (#"[[:^punct:]]"#, #"[[^\p{P}\p{S}]]"#),
            (#"[:punct:]"#, #"[:punct:]"#), (#"\[[:punct:]"#, #"\[[:punct:]"#),
            (#"\p{Word}\P{word}\p{^W_ord}"#, #"\w\W\W"#), (#"[\p{Print}]"#, #"[\p{Any}]"#),
            (#"\\p{Word}"#, #"\\p{Word}"#), (#"\p{L}{2}"#, #"\p{L}{2}"#), ("\\", "\\"),
        ] {
            #expect(OnigurumaSpelling.translated(pattern) == written)
        }
    }

    /// Pieces after a ByteLevel keep their places in the text.
    @Test func offsetsSurviveStepsAfterByteLevel() throws {
        let whole = try Fixture.data("tokenization/olmo/tokenizer.json")
        var root = try #require(JSONSerialization.jsonObject(with: whole) as? [String: Any])
        root["pre_tokenizer"] = [
            "type": "Sequence",
            "pretokenizers": [
                ["type": "ByteLevel", "add_prefix_space": true, "use_regex": false],
                ["type": "Punctuation", "behavior": "Isolated"],
            ],
        ]
        root["post_processor"] = nil
        let tokenizer = try Tokenizer(
            json: JSONSerialization.data(withJSONObject: root), name: "t.json")
        let text = "é, 日本!b"
        let encoding = try tokenizer.encoding(text, addSpecialTokens: false)
        #expect(tokenizer.decode(encoding.ids) == " " + text)
        // The space in front counts as the first character; every character is covered in turn.
        #expect(encoding.offsets.first?.lowerBound == 0)
        #expect(encoding.offsets.last == 6..<7)
        let comma = try #require(encoding.ids.firstIndex { tokenizer.token($0) == "," })
        #expect(encoding.offsets[comma] == 1..<2)
    }
}
