import Artifacts

/// A stage of a run, or one variant of it: what is done, told and timed as one.
struct RunStep {
    enum Work {
        case detect(Recipe.Detect)
        case select([Recipe.Select])
        case ablateCurve(Recipe.AblateCurve)
        case contrast(Recipe.Contrast)
        case train(Recipe.Prefer, name: String, isRival: Bool)
        case evaluate(Recipe.Evaluate)
    }

    let work: Work
    /// As the record has it: `detect`, `prefer dpo`, `prefer (supervised rival)`.
    let name: String

    /// Of steps whose times say something about each other.
    var kind: String {
        switch work {
        case .detect: "detect"
        case .select: "select"
        case .ablateCurve: "ablate-curve"
        case .contrast: "contrast"
        case .train: "prefer"
        case .evaluate: "evaluate"
        }
    }

    private static func name(_ stage: String, _ variant: String) -> String {
        variant.isEmpty ? stage : "\(stage) \(variant)"
    }

    /// The steps of a recipe in order.
    static func all(of recipe: Recipe) -> [RunStep] {
        var steps = recipe.detect.map {
            RunStep(work: .detect($0), name: name("detect", $0.name))
        }
        if !recipe.select.isEmpty {
            steps.append(RunStep(work: .select(recipe.select), name: "select"))
        }
        steps += recipe.ablateCurve.map {
            RunStep(work: .ablateCurve($0), name: name("ablate-curve", $0.name))
        }
        steps += recipe.contrast.map {
            RunStep(work: .contrast($0), name: name("contrast", $0.name))
        }
        for (model, subject) in recipe.subjects {
            switch subject {
            case .trained(let part):
                steps.append(
                    RunStep(
                        work: .train(part, name: model, isRival: false),
                        name: name("prefer", part.name)))
            // There for comparison alone.
            case .rival(let part) where recipe.isEvaluated(model):
                steps.append(
                    RunStep(
                        work: .train(part, name: model, isRival: true),
                        name: "prefer (supervised rival)"))
            default: break
            }
        }
        return steps
            + recipe.evaluate.map { RunStep(work: .evaluate($0), name: name("evaluate", $0.name)) }
    }
}

extension Recipe {
    /// Whether a set of questions asks for the model.
    func isEvaluated(_ model: String) -> Bool {
        evaluate.contains { part in
            subjects(of: part).contains { $0.name == model }  // exact: names, which are ASCII
        }
    }

    /// What a part builds on: the named one, or the first.
    func detection(_ name: String?) -> Detect {
        // exact: names, which are ASCII
        detect.first { $0.name == name } ?? detect.first ?? Detect()
    }
    func selection(_ name: String?) -> Select? {
        select.first { $0.name == name } ?? select.first  // exact: names, which are ASCII
    }
    func pairs(_ name: String?) -> Contrast? {
        contrast.first { $0.name == name } ?? contrast.first  // exact: names, which are ASCII
    }
}
