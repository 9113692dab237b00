public import DecoderModels
public import Tokenization

extension ProbedModel {
    /// A loaded model and its text side, ready for a ``HeadDetector``.
    ///
    /// - Parameters:
    ///   - name: as it is shown and recorded, such as the path that the user gave.
    ///   - fingerprint: of configuration, weights and tokenizer.
    public static func live(
        model: DecoderModel, text: ChatTokenizer, name: String, fingerprint: String
    ) -> ProbedModel {
        ProbedModel(
            decoder: LiveDecoder(model: model, text: text), encoder: LiveEncoder(text: text),
            name: name, fingerprint: fingerprint)
    }
}
