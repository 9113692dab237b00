extension AblationReport {
    /// Both panels under one legend, each with its numbers.
    @MarkupBuilder var curves: [Markup] {
        Blocks.legend(found.map(\.name), label: "Silenced heads")
        tag("div", ["class": "pair"]) {
            panel(
                AblationFigure("Needles found", unit: .percent, series: found),
                note: "Bands are 95% bootstrap intervals over probes.")
            panel(
                AblationFigure("Plain text", unit: .nats, series: likelihood),
                note:
                    "Negative log-likelihood, nats a token, less is better; bands are the range over sets."
            )
        }
        tag("p", ["class": "note"]) {
            """
            The second panel is the general control: retrieval heads should cost needles and not \
            the likelihood of text without any. Horizontal axes are logarithmic in 1 + heads.
            """
        }
    }

    private func panel(_ figure: AblationFigure, note: String) -> Markup {
        Blocks.figure(figure.title, note: note, figure.markup(), numbers: table(figure))
    }

    private func table(_ figure: AblationFigure) -> Markup {
        var table = TextTable(
            columns: [.init("heads", .right)]
                + figure.series.map { .init($0.name, .right) })
        for heads in figure.counts {
            table.rows.append(
                ["\(heads)"]
                    + figure.series.map { series in
                        series.points.first { $0.heads == heads }.map(figure.text) ?? "–"
                    })
        }
        return Blocks.table(table)
    }
}
