extension RunReport {
    /// Where the needle was found.
    var needleSection: Section? {
        guard !trials.isEmpty else { return nil }
        let figure = NeedleFigure(trials)
        let found = trials.count { $0.success }
        return Section("needles", "Needles") {
            tag("p") {
                found == 0
                    ? "The needle was found in none of \(trials.count) probes."
                    : "The needle was found in \(found) of \(trials.count) probes; recall is "
                        + "ROUGE-1 of the expected answer in what the model wrote."
            }
            tag("div", ["class": "pair"]) {
                Blocks.figure("Needles found", figure.markup(.success))
                Blocks.figure(
                    "Mean recall", figure.markup(.recall), numbers: needleTable(figure))
            }
        }
    }

    func needleTable(_ figure: NeedleFigure) -> Markup {
        var table = TextTable(columns: [
            .init("length", .right), .init("depth", .right), .init("found", .right),
            .init("probes", .right), .init("mean recall", .right),
        ])
        for length in figure.lengths {
            for depth in figure.depths {
                guard let cell = figure.cells[.init(length: length, depth: depth)] else { continue }
                table.rows.append([
                    "\(length)", "\(NumberText.short(depth))%", "\(cell.successes)",
                    "\(cell.attempts)", NumberText.short(cell.meanRecall),
                ])
            }
        }
        return Blocks.table(table)
    }
}
