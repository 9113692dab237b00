import DecoderModels

/// A model and those of its parameters that training changes.
struct TrainableModel {
    /// Its weights are never changed in LoRA, and in place otherwise.
    let base: DecoderModel
    /// The model of forward passes; it shares the weights of `base`.
    let model: DecoderModel
    let adapters: LoRAAdapters?
    let slices: HeadSlices?

    /// - Parameters:
    ///   - seed: of new adapters.
    ///   - adapters: to begin with in place of new ones.
    /// - Throws: `UsageError` for heads that the model does not have.
    init(
        _ base: DecoderModel, _ part: TrainableParameters, seed: UInt64,
        adapters given: LoRAAdapters? = nil
    ) throws {
        self.base = base
        switch part {
        case .all:
            (model, adapters, slices) = (base, nil, nil)
        case .lora(let settings):
            let adapters = try given ?? LoRAAdapters(base, settings, seed: seed)
            (model, self.adapters, slices) = (try base.adapted(by: adapters), adapters, nil)
        case .heads(let heads):
            let slices = try HeadSlices(heads, of: base)
            model = try base.training(only: slices.names)
            (adapters, self.slices) = (nil, slices)
        }
    }

    /// The model with all that was learned in its weights.
    func merged() throws -> DecoderModel { try adapters?.merged(into: base) ?? base }
}
