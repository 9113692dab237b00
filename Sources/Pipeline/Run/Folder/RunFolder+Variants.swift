public import Foundation
import HeadAnalysis
import PreferenceTraining
import RetrievalHeads

/// The files of a variant; those of an unnamed one are at the top.
extension RunFolder {
    /// Scores of a detection.
    public func scores(_ name: String) -> URL {
        name.isEmpty ? scores : file("detect/\(name).json")
    }
    /// The heads of a selection.
    public func mask(_ name: String) -> URL { name.isEmpty ? mask : file("select/\(name).json") }
    /// The table of an ablation curve; its page is beside it.
    public func curve(_ name: String) -> URL {
        name.isEmpty ? file("curve.json") : file("ablate/\(name).json")
    }
    /// The figure of an ablation curve.
    public func curvePage(_ name: String) -> URL {
        curve(name).deletingPathExtension().appendingPathExtension("html")
    }
    /// Prompts that were written or joined for a set of pairs.
    public func prompts(_ name: String) -> URL { contrastFile(name, prompts) }
    /// A set of pairs.
    public func pairs(_ name: String) -> URL { contrastFile(name, pairs) }
    /// Counts of a set of pairs.
    public func contrast(_ name: String) -> URL { contrastFile(name, contrast) }

    private func contrastFile(_ name: String, _ usual: URL) -> URL {
        name.isEmpty ? usual : file("contrast/\(name)/\(usual.lastPathComponent)")
    }

    /// The folder of a trained model, by its name in tables: `RetMask` and `supervised` are those of an
    /// unnamed training.
    public func model(_ name: String, isNamed: Bool) -> URL {
        guard !isNamed else { return file("models/\(name)") }
        return name == "supervised" ? supervised : retmask  // exact: our own names
    }

    private func evaluationFile(_ set: String, _ name: String) -> URL {
        set.isEmpty ? file("evaluation/\(name)") : file("evaluation/\(set)/\(name)")
    }
    /// The examples of a set of questions.
    public func suite(_ set: String) -> URL { evaluationFile(set, "suite.jsonl") }
    /// The answers of a model to a set of questions.
    public func answers(_ model: String, set: String) -> URL {
        evaluationFile(set, "\(model).jsonl")
    }
    /// Means of a set of questions.
    public func results(_ set: String) -> URL {
        set.isEmpty ? results : evaluationFile(set, "results.jsonl")
    }
    /// Differences of a set of questions.
    public func differences(_ set: String) -> URL {
        set.isEmpty ? differences : evaluationFile(set, "differences.jsonl")
    }

    /// The score file that a selection or a curve goes by.
    func scores(_ detection: Recipe.Detect, detector: DetectorKind?) -> URL {
        let scores = scores(detection.name)
        guard let detector, detector != detection.detectors.first else { return scores }
        return HeadDetector.scoresURL(of: scores, detector)
    }
}
