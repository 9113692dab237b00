import Artifacts
import Foundation
import Haystacks
import HeadAnalysis
import RetrievalHeads

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

    var needleSource: NeedleSource {
        NeedleSource(model: source.model, needles: needles ?? .count(12), filler: filler)
    }

    /// The files that paper mode reads of its folder.
    var haystackFiles: [URL] {
        guard let haystack else { return [] }
        return OverwriteGuard.files(URL(fileURLWithPath: haystack)) { _ in true }.flatMap { part in
            OverwriteGuard.files(part) { $0.hasSuffix(".txt") }
        }
    }

    func detector(_ live: LiveModel) throws -> HeadDetector {
        let lengths = lengths?.values ?? [128, 256, 512]
        let grid = try HaystackGrid(
            lengths: lengths, depths: depths?.values ?? [0, 25, 50, 75, 100],
            needles: needleSource.chosenNeedles())
        // Before a text of that length is made.
        try grid.check(positions: live.model.configuration.contextLength, model: live.name)
        let text = try needleSource.chosenFiller(tokens: lengths.max() ?? 0)
        return try HeadDetector(
            model: live.detectionModel(reasoning: thinking), grid: grid, filler: text,
            layout: needleSource.layout(),
            options: DetectionOptions(
                maxTokens: maxTokens ?? (thinking ? 1024 : 50), batchTokens: batchTokens ?? 8192,
                reasoning: thinking,
                detectors: chosenDetectors(),
                stability: untilStable
                    ? threshold.map { RankStability(threshold: $0) } ?? RankStability() : nil))
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

    func paperDetector(_ live: LiveModel) throws -> HeadDetector {
        guard let haystack else {
            throw UsageError(
                "--mode paper needs --haystack, a folder with needles.jsonl and a folder part1, part2, … of texts for each of its needles."
            )
        }
        let texts = try PaperHaystacks(folder: URL(fileURLWithPath: haystack))
        let usesTemplate = template.applies(to: live.folder)
        if template == .auto, !usesTemplate {
            Output.note(
                "\(live.folder.lastPathComponent) is no name for which the published code uses a chat template; --template always would."
            )
        }
        return try HeadDetector(
            model: live.detectionModel, paper: texts,
            lengths: lengths?.values ?? PaperGrid.lengths(from: 0, to: 5000),
            depths: depths?.values ?? PaperGrid.depths,
            usesChatTemplate: usesTemplate, batchTokens: batchTokens)
    }
}
