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

    private var settings: LoRASettings {
        if case .lora(let settings) = options.trained { settings } else { LoRASettings() }
    }
}
