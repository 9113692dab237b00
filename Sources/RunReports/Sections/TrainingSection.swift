extension RunReport {
    /// Curves of the training log, one panel a quantity, under TRL's names.
    var trainingSection: Section? {
        let shown = trainings.filter { !$0.panels.isEmpty }
        guard !shown.isEmpty else { return nil }
        return Section("training", "Preference training") {
            for training in shown {
                Self.heading(training.name)
                tag("div", ["class": "grid"]) {
                    for (panel, note) in training.panels {
                        Blocks.figure(panel.title, note: note, panel.markup())
                    }
                }
                tag("details", ["class": "numbers"]) {
                    tag("summary") { "The numbers" }
                    Blocks.scrolling(
                        "Training steps\(training.name.isEmpty ? "" : " of \(training.name)"), as a table",
                        training.table)
                }
            }
        }
    }
}

extension RunReport.Training {
    /// Panels that have at least one finite value.
    var panels: [(CurveFigure, String?)] {
        let training = steps
        func logged(_ name: String, as label: String? = nil) -> CurveFigure.Curve {
            .init(
                label ?? name,
                training.compactMap { step in
                    step.metrics[name].map { (step.step, $0) }
                })
        }
        let isHeldOut = training.contains { $0.metrics["eval_loss"] != nil }
        let panels: [(CurveFigure, String?)] = [
            (
                CurveFigure(
                    "Loss",
                    [.init("loss", training.map { ($0.step, $0.loss) })]
                        + (isHeldOut ? [logged("eval_loss", as: "held out")] : []),
                    reference: (0.693_147, "ln 2: no preference")),
                isHeldOut ? "Training solid, held-out pairs dashed." : nil
            ),
            (
                CurveFigure(
                    "Accuracy", [logged("rewards/accuracies", as: "accuracy")],
                    reference: (0.5, "chance"), includes: [0, 1]),
                "Chosen reward above rejected."
            ),
            (
                CurveFigure(
                    "Margin", [logged("rewards/margins", as: "margin")], includes: [0]),
                "Chosen minus rejected reward."
            ),
            (
                CurveFigure(
                    "Rewards",
                    [
                        logged("rewards/chosen", as: "chosen"),
                        logged("rewards/rejected", as: "rejected"),
                    ], includes: [0]), "Chosen solid, rejected dashed."
            ),
            (
                CurveFigure(
                    "Learning rate",
                    [.init("learning rate", training.map { ($0.step, $0.learningRate) })],
                    includes: [0]), nil
            ),
            (
                CurveFigure(
                    "Gradient norm", [.init("norm", training.map { ($0.step, $0.gradNorm) })],
                    includes: [0]), "Before clipping."
            ),
        ]
        return panels.filter { panel, _ in panel.curves.contains { !$0.points.isEmpty } }
    }

    /// At most 40 steps, evenly spaced, the last one included.
    var table: Markup {
        let training = steps
        let every = max((training.count + 39) / 40, 1)
        let shown = training.enumerated().filter {
            $0.offset % every == 0 || $0.offset == training.count - 1
        }.map(\.element)
        let names = Set(training.flatMap(\.metrics.keys)).sorted()
        var table = TextTable(
            columns: ["step", "loss", "grad_norm", "learning_rate"].map { .init($0, .right) }
                + names.map { .init($0, .right) })
        table.rows = shown.map { step in
            ["\(step.step)"] + [step.loss, step.gradNorm, step.learningRate].map(NumberText.short)
                + names.map { step.metrics[$0].map(NumberText.short) ?? "–" }
        }
        return Blocks.table(table)
    }
}
