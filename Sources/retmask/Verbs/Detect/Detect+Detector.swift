public import ArgumentParser
import Foundation
import Haystacks
public import HeadAnalysis
public import Pipeline
import RetrievalHeads
import Storage

extension Detect {
    /// Options that a mode would silently ignore are refused.
    func checkMode() throws {
        let others =
            mode == .paper
            ? [
                ("needles", needles != nil), ("filler", filler != nil),
                ("max-tokens", maxTokens != nil), ("thinking", thinking),
                ("detectors", detectors != "copy"),
                ("until-stable", untilStable),
            ]
            : [("haystack", haystack != nil), ("template", template != .auto)]
        if let (name, _) = others.first(where: \.1) {
            let hint =
                mode == .paper
                ? "needles and texts come from --haystack, answers have 50 tokens, copy is scored on the whole grid"
                : "it is for --mode paper"
            throw UsageError("--\(name) does not go with --mode \(mode.rawValue): \(hint).")
        }
    }

    func checkThreshold() throws {
        guard let threshold else { return }
        guard untilStable else {
            throw UsageError(
                "--threshold \(threshold) does not apply: it decides when --until-stable stops.")
        }
    }

    func stage() throws -> DetectStage {
        var stage = DetectStage()
        if let lengths { stage.lengths = lengths.values }
        if let depths { stage.depths = depths.values }
        stage.source = NeedleSource(
            needles?.needles ?? .count(12),
            filler: FillerSource(filler.map { URL(fileURLWithPath: $0) }))
        stage.options = DetectionOptions(
            maxTokens: maxTokens ?? (thinking ? 1024 : 50), batchTokens: batchTokens ?? 8192,
            reasoning: thinking, detectors: try chosenDetectors(),
            stability: untilStable
                ? threshold.map { RankStability(threshold: $0) } ?? RankStability() : nil)
        return stage
    }

    /// - Throws: `UsageError` without the published folder.
    func paperStage() throws -> PaperDetectStage {
        guard let haystack else {
            throw UsageError(
                "--mode paper needs --haystack, a folder with needles.jsonl and a folder part1, part2, … of texts for each of its needles."
            )
        }
        var stage = PaperDetectStage(haystack: URL(fileURLWithPath: haystack))
        if let lengths { stage.lengths = lengths.values }
        if let depths { stage.depths = depths.values }
        stage.template = template
        stage.batchTokens = batchTokens
        return stage
    }

    /// The files that are read beside the model.
    func inputs() throws -> [URL] {
        guard mode == .paper else { return try stage().source.inputs }
        return haystack.map { PaperDetectStage(haystack: URL(fileURLWithPath: $0)).inputs } ?? []
    }

    func detector(_ live: LoadedModel) throws -> HeadDetector {
        guard mode == .paper else { return try stage().detector(live) }
        let stage = try paperStage()
        let detector = try stage.detector(live)
        if template == .auto, !template.applies(to: live.folder) {
            Output.note(
                "\(live.folder.lastPathComponent) is no name for which the published code uses a chat template; --template always would."
            )
        }
        return detector
    }

    func chosenDetectors() throws -> [DetectorKind] {
        try detectors.split(separator: ",").map { name in
            let name = name.trimmingCharacters(in: .whitespaces)
            guard let kind = DetectorKind(rawValue: name) else {
                let all = DetectorKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw UsageError("--detectors has \"\(name)\"; give some of \(all).")
            }
            return kind
        }
    }
}

extension DetectionMode: ExpressibleByArgument {}
extension PaperDetectStage.ChatTemplateUse: ExpressibleByArgument {}
