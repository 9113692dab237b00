/// The clean-up of transformers' `decode` where tokenizer_config.json sets
/// `clean_up_tokenization_spaces`.
public enum TokenSpaces {
    /// Takes the space away before `. ? ! ,` and before English contractions.
    ///
    ///     TokenSpaces.cleaned("I 'm here .")   // "I'm here."
    public static func cleaned(_ text: String) -> String {
        [
            (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"),
            (" 'm", "'m"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
        ].reduce(text) { $0.replacing($1.0, with: $1.1) }
    }
}
