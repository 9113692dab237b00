import Foundation

/// The format of a score file. The content decides; names of files do not matter.
public enum ScoreFormat: String, Codable, Sendable, CaseIterable {
    /// The output of `retmask detect`: an object with a `kind`.
    case detect
    /// `{"layer-head": [values, one a successful probe], …}`: Retrieval_Head, RetMask, DeCoRe.
    case published
    /// QRHead's configuration: YAML whose `attn_head_set` lists heads, the best first.
    case qrHeadList = "qrhead-list"
    /// The output of QRHead's detection: `[["layer-head", score], …]`.
    case qrHeadScores = "qrhead-scores"
    /// DuoAttention's `full_attention_heads.tsv`: a row a layer, a column a key/value head.
    case duoAttention = "duo-attention"

    static let accepted =
        "the output of retmask detect, {\"layer-head\": [values], …} (Retrieval_Head, DeCoRe), QRHead's YAML or [[\"layer-head\", score], …], or DuoAttention's full_attention_heads.tsv"

    /// Nil when the content is none of them.
    init?(_ content: Data) {
        let marks = Array(content.lazy.filter { !" \t\r\n".utf8.contains($0) }.prefix(2))
        switch marks.first {
        case UInt8(ascii: "{"): self = Self.hasKind(content) ? .detect : .published
        case UInt8(ascii: "["):
            guard marks == Array("[[".utf8) else { return nil }
            self = .qrHeadScores
        default:
            let lines = TextLine.lines(of: content)
            if lines.contains(where: { $0.text.hasPrefix("\(ScoreFile.headSetKey):") }) {
                self = .qrHeadList
            } else if lines.first?.text.split(separator: "\t").allSatisfy({ Double($0) != nil })
                == true
            {
                self = .duoAttention
            } else {
                return nil
            }
        }
    }

    private static func hasKind(_ content: Data) -> Bool {
        struct Marked: Decodable { var kind: String? }
        return (try? JSONDecoder().decode(Marked.self, from: content))?.kind != nil
    }
}
