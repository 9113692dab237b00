public import Artifacts

/// Layers x heads in the terminal: one cell a head, darker or warmer for a higher score.
public enum HeadMapText {
    /// Characters from no score to the highest.
    static let ramp = Array(" .:-=+*#%@")
    /// Colours of the 256-colour palette from no score to the highest, dark blue to yellow.
    static let palette = [235, 17, 54, 90, 126, 162, 198, 203, 209, 220]

    /// - Parameters:
    ///   - colour: ANSI colours, for a terminal; plain characters otherwise.
    ///   - width: columns of the terminal; cells are two columns wide when they fit, else one.
    public static func render(_ scores: HeadScores, colour: Bool, width: Int = 80) -> String {
        let highest = scores.ranking.first?.score ?? 0
        let label = String(max(scores.layers - 1, 0)).count + "layer ".count
        let cell = label + 1 + 2 * scores.heads <= width ? 2 : 1
        var lines = [header(heads: scores.heads, cell: cell, indent: label + 1)]
        // The last layer on top, as the information flows up.
        for layer in (0..<scores.layers).reversed() {
            var line = "layer \(layer)".aligned(.right, width: label) + " "
            for head in 0..<scores.heads {
                let score = scores.score(HeadID(layer: layer, head: head))
                let level = Self.level(score, highest)
                line +=
                    colour
                    ? "\u{1B}[48;5;\(palette[level])m" + String(repeating: " ", count: cell)
                    : String(repeating: String(ramp[level]), count: cell)
            }
            lines.append(line + (colour ? "\u{1B}[0m" : "|"))
        }
        let scale =
            colour
            ? palette.map { "\u{1B}[48;5;\($0)m  " }.joined() + "\u{1B}[0m"
            : String(ramp.dropFirst())
        lines.append(
            highest > 0
                ? "score 0 \(scale) \(NumberText.fixed(highest))" : "every head scores 0")
        return lines.joined(separator: "\n") + "\n"
    }

    /// 0 for no score, 1...9 for a part of the highest.
    static func level(_ score: Double, _ highest: Double) -> Int {
        guard score > 0, highest > 0 else { return 0 }
        return min(1 + Int(score / highest * 9), 9)
    }

    /// Head numbers, one every eighth.
    static func header(heads: Int, cell: Int, indent: Int) -> String {
        let line = stride(from: 0, to: heads, by: 8).reduce("") { line, head in
            let here = line + String(repeating: " ", count: max(0, head * cell - line.count))
            return here + String(head)
        }
        return "head".aligned(.right, width: indent - 1) + " " + line
    }
}
