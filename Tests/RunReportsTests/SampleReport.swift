import Artifacts
import Foundation
import Numbers
import RunReports
import Storage

/// A report with every part, the numbers drawn from a seed: what a run of the embedded organism
/// looks like.
enum SampleReport {
    static func make(seed: UInt64 = 7, isLarge: Bool = false) -> RunReport {
        var stream = SeededGenerator(seed: seed)
        var report = RunReport(
            title: "First light",
            subtitle: "RetMask on the embedded organism, a 0.7M-parameter Llama-shaped decoder")
        report.facts = [
            .init("Model", "llama-6x8"), .init("Heads", "64, 8 silenced"),
            .init("Machine", "2 cores, float32"), .init("Wall time", "5 min 12 s"),
        ]
        addHeads(&report, &stream, layers: isLarge ? 36 : 8, heads: isLarge ? 32 : 8)
        addTrials(
            &report, &stream,
            lengths: isLarge ? (1...20).map { 2500 * $0 } : [128, 192, 256, 512, 1024])
        addTraining(&report, &stream)
        addPairs(&report)
        addRows(&report, &stream)
        report.commands = [
            .init("detect", "retmask detect --model organism --out runs/first-light/heads.json"),
            .init(
                "contrast",
                "retmask contrast --model organism --heads runs/first-light/mask.json --prompts runs/first-light/prompts.jsonl --temperature 0.6 --max-tokens 32 --seed 1 --out runs/first-light/pairs.jsonl"
            ),
            .init("prefer", "retmask prefer --model organism --pairs runs/first-light/pairs.jsonl"),
        ]
        report.provenance = [
            .init("retmask", "0.1.0"), .init("libtorch", "2.13.0+cpu"), .init("seed", "1"),
            .init("model", "SHA-256 \(Fingerprint.of("model"))"),
            .init("pairs", "SHA-256 \(Fingerprint.of("pairs"))"),
        ]
        return report
    }

    static func addHeads(
        _ report: inout RunReport, _ stream: inout SeededGenerator, layers: Int, heads: Int
    ) {
        let samples = 120
        var values: [HeadID: [Double]] = [:]
        for layer in 0..<layers {
            for head in 0..<heads {
                let strength = 0.8 * pow(stream.uniform(), 7) * (layer > 2 ? 1 : 0.2)
                let isSilent = strength < 0.0004
                values[HeadID(layer: layer, head: head)] = (0..<samples).map { _ in
                    isSilent ? 0 : max(0, strength * (0.5 + stream.uniform()))
                }
            }
        }
        let scores = HeadScores(
            model: "organism", mode: "default", layers: layers, heads: heads, attempts: 180,
            values: values)
        report.scores = scores
        let top = scores.ranking.prefix(8).map(\.head)
        report.mask = HeadMask(heads: top, selection: "top 8")
    }

    static func addTrials(
        _ report: inout RunReport, _ stream: inout SeededGenerator, lengths: [Int]
    ) {
        var index = 0
        for length in lengths {
            for depth in [0.0, 25, 50, 75, 100] {
                for needle in 0..<12 {
                    let chance =
                        0.97 - 0.64 * Double(length) / Double(lengths.max()!)
                        - (depth == 50 ? 0.1 : 0)
                    let success = stream.uniform() < chance
                    report.trials.append(
                        NeedleTrial(
                            index: index, needle: needle, length: length, depth: depth,
                            promptTokens: length, span: [3, 12], response: "the lamp",
                            recall: success ? 1 : 0.4 * stream.uniform(), success: success,
                            scores: []))
                    index += 1
                }
            }
        }
    }

    static func addTraining(_ report: inout RunReport, _ stream: inout SeededGenerator) {
        for step in 1...60 {
            let progress = 1 - exp(-Double(step) / 15)
            let noise = stream.uniform() - 0.5
            let chosen = 0.25 * progress + 0.05 * noise
            let rejected = -1.4 * progress + 0.2 * noise
            report.training.append(
                TrainingStep(
                    step: step, epoch: Double(step) / 60,
                    loss: 0.693 - 0.45 * progress + 0.06 * noise,
                    gradNorm: 2 - progress + stream.uniform(),
                    learningRate: 3e-4 * min(Double(step) / 6, cos(Double(step) / 60 * 1.4)),
                    metrics: [
                        "rewards/chosen": chosen, "rewards/rejected": rejected,
                        "rewards/margins": chosen - rejected,
                        "rewards/accuracies": min(1, 0.5 + 0.45 * progress + 0.1 * noise),
                    ]))
        }
    }

    static func addPairs(_ report: inout RunReport) {
        let texts = [
            (
                "Mira put the copper key in the blue chest by the window. Oren swept the yard. Where is the copper key?",
                "The copper key is in the blue chest by the window.",
                "The copper key is in the green box by the door."
            ),
            (
                "Document 12 says the mill opened in spring. Document 31 says the baker owns it. Who owns the mill?",
                "The baker owns the mill [31].", "The miller owns the mill [12]."
            ),
            (
                "鍵はどこにありますか。", "鍵は青い箱の中にあります。", "鍵は赤い机の上にあります。"
            ),
            (
                "مفتاح النحاس في الصندوق الأزرق. أين المفتاح؟",
                "المفتاح في الصندوق الأزرق.", "المفتاح في الغرفة الكبيرة."
            ),
        ]
        report.pairs = texts.enumerated().map { index, text in
            PreferencePair(
                conversationID: "row-\(index)", chosen: [.user(text.0), .assistant(text.1)],
                rejected: [.user(text.0), .assistant(text.2)])
        }
        report.pairCounts = .init(
            kept: 391, dropped: ["identical": 74, "empty-rejected": 9, "truncated": 6])
    }

    static func addRows(_ report: inout RunReport, _ stream: inout SeededGenerator) {
        let categories = [
            ("recall", "SubEM", 0.8), ("rag", "SubEM", 0.6), ("citation", "citation F1", 0.5),
            ("rerank", "NDCG@10", 0.55), ("many-shot", "accuracy", 0.7), ("long-qa", "F1", 0.45),
            ("summary", "ROUGE-L", 0.3), ("facts", "EM", 0.9), ("sums", "EM", 0.85),
        ]
        report.controls = ["facts", "sums", "grammar"]
        for (category, metric, start) in categories {
            for length in [128, 256, 512] {
                let isControl = report.controls.contains(category)
                let fade = isControl ? 0 : Double(length) / 2000
                let base = max(0.08, start - fade + 0.04 * stream.uniform())
                let shift = (stream.uniform() - 0.35) * 0.06
                let models = [
                    ("base", base), ("ablated", isControl ? base - 0.03 : base * 0.35),
                    ("RetMask", base + shift), ("random mask", base - 0.05),
                ]
                for (model, mean) in models {
                    report.rows.append(
                        EvaluationRow(
                            model: model, category: category, length: length, metric: metric,
                            mean: mean, low: max(0, mean - 0.09), high: min(1, mean + 0.085), n: 48)
                    )
                }
                for (model, mean) in [("RetMask", shift), ("ablated", models[1].1 - base)] {
                    report.differences.append(
                        EvaluationDifference(
                            model: model, against: "base", category: category, length: length,
                            metric: metric, mean: mean, low: mean - 0.03, high: mean + 0.032, n: 48)
                    )
                }
            }
        }
        for (model, mean) in [("base", 1.234), ("ablated", 1.61), ("RetMask", 1.251)] {
            report.rows.append(
                EvaluationRow(
                    model: model, category: "grammar", length: 256, metric: "NLL", mean: mean,
                    low: mean - 0.03, high: mean + 0.03, n: 48))
        }
        report.differences.append(
            EvaluationDifference(
                model: "RetMask", against: "base", category: "grammar", length: 256, metric: "NLL",
                mean: 0.017, low: 0.009, high: 0.026, n: 48))
    }
}
