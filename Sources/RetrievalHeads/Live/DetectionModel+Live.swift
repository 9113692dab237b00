public import DecoderModels
public import Tokenization

extension DetectionModel {
    /// A loaded model and its text side, ready for a ``HeadDetector``.
    ///
    /// - Parameters:
    ///   - name: as it is shown and recorded, such as the path that the user gave.
    ///   - reasoning: whether the model reasons first, where its template can (see
    ///     ``DetectionOptions/reasoning``).
    ///   - fingerprint: of configuration, weights and tokenizer.
    public static func live(
        model: DecoderModel, text: ChatTokenizer, name: String, fingerprint: String,
        reasoning: Bool = false
    ) -> DetectionModel {
        DetectionModel(
            languageModel: LiveLanguageModel(model: model, text: text),
            encoder: LiveEncoder(text: text, reasoning: reasoning),
            name: name, fingerprint: fingerprint)
    }
}
