public import DecoderModels
public import Tokenization

extension ProbedModel {
    /// A loaded model and its text side, ready for a ``HeadDetector``.
    ///
    /// - Parameters:
    ///   - name: as it is shown and recorded, such as the path that the user gave.
    ///   - thinks: let the model think first, where its template can (see
    ///     ``DetectionOptions/thinks``).
    ///   - fingerprint: of configuration, weights and tokenizer.
    public static func live(
        model: DecoderModel, text: ChatTokenizer, name: String, fingerprint: String,
        thinks: Bool = false
    ) -> ProbedModel {
        ProbedModel(
            decoder: LiveDecoder(model: model, text: text),
            encoder: LiveEncoder(text: text, thinks: thinks),
            name: name, fingerprint: fingerprint)
    }
}
