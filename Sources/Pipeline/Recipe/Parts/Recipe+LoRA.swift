import DecoderModels
import PreferenceTraining

/// What `trained` says, in the options of the command. They are read in this order and written as
/// `trained` alone.
extension Recipe.Prefer {
    /// What is trained, when `trained` does not say.
    enum Part: String, CaseIterable, RecipeValue { case all, lora }

    var train: Part? {
        get { nil }
        set {
            switch newValue {
            case .all: options.trained = .all
            case .lora: options.trained = .lora(settings)
            case nil: break
            }
        }
    }

    /// Alpha is twice the rank unless it is given.
    var loraRank: Int? {
        get { nil }
        set {
            guard let newValue else { return }
            var changed = settings
            changed.rank = newValue
            changed.alpha = 2 * Double(newValue)
            options.trained = .lora(changed)
        }
    }

    var loraAlpha: Double? {
        get { nil }
        set {
            guard let newValue else { return }
            var changed = settings
            changed.alpha = newValue
            options.trained = .lora(changed)
        }
    }

    var loraTargets: [String]? {
        get { nil }
        set {
            guard let newValue else { return }
            var changed = settings
            // exact: names of matrices
            changed.targets = newValue == ["all"] ? LoRASettings.all : newValue
            options.trained = .lora(changed)
        }
    }

    /// `null` takes back what the first training of a list says; where `trained` says it all, as in a recipe that
    /// was written by us, it says nothing.
    mutating func takeBack(_ given: RecipeFields) {
        guard given["trained"] == nil, case .lora(var changed) = options.trained else { return }
        guard given["train"] != .null else {
            options.trained = .all
            return
        }
        if given["loraRank"] == .null {
            changed.rank = LoRASettings().rank
            changed.alpha = 2 * Double(changed.rank)
        }
        if given["loraAlpha"] == .null { changed.alpha = 2 * Double(changed.rank) }
        if given["loraTargets"] == .null { changed.targets = LoRASettings().targets }
        options.trained = .lora(changed)
    }

    private var settings: LoRASettings {
        if case .lora(let settings) = options.trained { settings } else { LoRASettings() }
    }
}
