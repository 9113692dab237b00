import Haystacks

/// Everything that decides the trials of a run; its hash keeps two runs out of one file.
struct DetectionIdentity: Encodable {
    /// Fingerprint of the model, not its name: a renamed folder is the same model.
    var model: String
    var grid: HaystackGrid
    /// Fingerprint of what the procedure decides: filler and layout, or the published texts.
    var procedure: String
    var options: DetectionOptions
}
