package import Artifacts

/// Heads left to right, layers bottom to top as the information flows; the colour is the mean
/// score, an outline marks the silenced heads.
package struct HeadMapFigure {
    package let scores: HeadScores
    package let selected: Set<HeadID>

    package init(_ scores: HeadScores, selected: Set<HeadID>) {
        self.scores = scores
        self.selected = selected
    }

    static let left = 34.0
    static let top = 6.0

    /// The score at the end of the colour scale: the highest one, rounded up to a tenth.
    package var scaleEnd: Double {
        let highest = scores.ranking.first?.score ?? 0
        return max((highest * 10 - 1e-9).rounded(.up), 1) / 10
    }

    /// Side of a cell; small models do not get larger ones than the eye needs.
    package var cell: Double {
        min((Plot.width - Self.left - 4) / Double(max(scores.heads, 1)), 30)
    }

    /// Upper left corner of a head's cell.
    package func corner(_ head: HeadID) -> (x: Double, y: Double) {
        (
            Self.left + Double(head.head) * cell,
            Self.top + Double(scores.layers - 1 - head.layer) * cell
        )
    }

    package func markup() -> Markup {
        let bottom = Self.top + Double(scores.layers) * cell
        return Shape.drawing(Plot.width, bottom + 66, label: label) {
            tag("g", ["class": "cells"]) { cells() }
            tag("g") { outlines() }
            tag("g") { axes(bottom) }
            tag("g") { legend(bottom + 40) }
        }
    }

    var label: String {
        let best = scores.ranking.first
        let highest = best.map {
            "The highest score is \(NumberText.short($0.score)), of head \($0.head)."
        }
        return """
            Heat map of the retrieval scores of \(scores.layers) layers of \(scores.heads) heads. \
            \(highest ?? "") \(selected.count) heads are outlined.
            """
    }

    func cells() -> [Markup] {
        // A gap between cells, but not where cells are small.
        let gap = cell > 8 ? 1.0 : 0.25
        return scores.allHeads.map { head in
            let (x, y) = corner(head)
            let score = scores.score(head)
            let state = selected.contains(head) ? ", silenced" : ""
            return Shape.rectangle(
                x, y, cell - gap, cell - gap,
                class: "v\(ScoreColours.level(score / scaleEnd))",
                tip: "layer \(head.layer), head \(head.head): \(NumberText.short(score))\(state)")
        }
    }

    func outlines() -> [Markup] {
        let gap = cell > 8 ? 1.0 : 0.25
        return scores.allHeads.filter(selected.contains).map { head in
            let (x, y) = corner(head)
            return Shape.rectangle(x, y, cell - gap, cell - gap, class: "outline")
        }
    }

    func axes(_ bottom: Double) -> [Markup] {
        // Every label where there is room for one, else every 2nd, 4th, 8th.
        var every = 1
        while Double(every) * cell < 18 { every *= 2 }
        let across = stride(from: 0, to: scores.heads, by: every).map { head in
            Shape.text(
                "\(head)", Self.left + (Double(head) + 0.5) * cell, bottom + 13, class: "mid")
        }
        let up = stride(from: 0, to: scores.layers, by: every).map { layer in
            Shape.text(
                "\(layer)", Self.left - 6,
                Self.top + (Double(scores.layers - layer) - 0.5) * cell + 3.8, class: "end")
        }
        let middle = Self.left + Double(scores.heads) * cell / 2
        let centre = Self.top + Double(scores.layers) * cell / 2
        return across + up + [
            Shape.text("head", middle, bottom + 27, class: "mid soft"),
            tag(
                "text",
                [
                    "transform":
                        "translate(11 \(NumberText.coordinate(centre))) rotate(-90)",
                    "class": "mid soft",
                ]
            ) { "layer" },
        ]
    }

    func legend(_ y: Double) -> [Markup] {
        let width = 8.0
        let bar = (0..<ScoreColours.levels).map { level in
            Shape.rectangle(
                Self.left + Double(level) * width, y, width + 0.3, 9, class: "v\(level)")
        }
        let end = Self.left + Double(ScoreColours.levels) * width
        return bar + [
            Shape.rectangle(Self.left, y, end - Self.left, 9, class: "frame"),
            Shape.text("0", Self.left, y + 21, class: "mid"),
            Shape.text(
                NumberText.short(scaleEnd / 2), (Self.left + end) / 2, y + 21, class: "mid"),
            Shape.text(NumberText.short(scaleEnd), end, y + 21, class: "mid"),
            Shape.text("score", end + 12, y + 8.5, class: "soft"),
            Shape.rectangle(end + 58, y - 1, 11, 11, class: "outline"),
            Shape.text("silenced", end + 75, y + 8.5, class: "soft"),
        ]
    }
}
