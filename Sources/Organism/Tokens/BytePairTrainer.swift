import Foundation

/// Byte-level byte-pair encoding learned from word counts (Sennrich et al. 2016; Radford et al.
/// 2019).
///
/// In every round the most frequent neighbouring pair becomes one token; of equals, the pair with
/// the lower ids. Equal counts therefore give equal vocabularies on every machine.
struct BytePairTrainer {
    /// A word as its tokens, and how often it occurs.
    private struct Word {
        var tokens: [Int]
        let count: Int
    }

    /// Token texts by id, in the byte alphabet of GPT-2 (`Ġ` for a space).
    private(set) var entries: [String]
    /// In order of rank.
    private(set) var merges: [(left: Int, right: Int)] = []
    private var words: [Word]

    /// - Parameters:
    ///   - counts: occurrences of every word, its leading space included.
    ///   - special: entries before those of the bytes.
    init(counts: [String: Int], special: [String]) {
        entries = special + ByteAlphabet.letters
        words = counts.sorted { $0.key < $1.key }.map { word, count in
            Word(tokens: word.utf8.map { special.count + Int($0) }, count: count)
        }
    }

    /// Learns until there are `limit` entries or every word is one token.
    mutating func train(limit: Int) {
        while entries.count < limit, let best = mostFrequentPair() {
            let id = entries.count
            entries.append(entries[best.left] + entries[best.right])
            merges.append(best)
            for index in words.indices {
                words[index].tokens = Self.merged(words[index].tokens, best, into: id)
            }
        }
    }

    private func mostFrequentPair() -> (left: Int, right: Int)? {
        var counts: [Int: Int] = [:]
        for word in words where word.tokens.count > 1 {
            for (left, right) in zip(word.tokens, word.tokens.dropFirst()) {
                counts[left << 32 | right, default: 0] += word.count
            }
        }
        let best = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
        return best.map { ($0.key >> 32, $0.key & 0xffff_ffff) }
    }

    static func merged(_ tokens: [Int], _ pair: (left: Int, right: Int), into id: Int) -> [Int] {
        guard tokens.count > 1 else { return tokens }
        var result: [Int] = []
        result.reserveCapacity(tokens.count)
        var index = 0
        while index < tokens.count {
            if index + 1 < tokens.count, tokens[index] == pair.left, tokens[index + 1] == pair.right
            {
                result.append(id)
                index += 2
            } else {
                result.append(tokens[index])
                index += 1
            }
        }
        return result
    }
}

/// The printable letters that byte-level tokenizers write for bytes (GPT-2's `bytes_to_unicode`).
enum ByteAlphabet {
    /// By byte, 0 to 255.
    static let letters: [String] = {
        var next: UInt32 = 256
        return (UInt8.min...UInt8.max).map { byte in
            switch byte {
            case 0x21...0x7e, 0xa1...0xac, 0xae...0xff: return String(Unicode.Scalar(byte))
            default:
                defer { next += 1 }
                return Unicode.Scalar(next).map { String($0) } ?? ""
            }
        }
    }()
}
