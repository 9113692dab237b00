/// The instructions of IFEval (Zhou et al. 2023, "Instruction-Following Evaluation for Large Language
/// Models"), by the names of its file.
enum InstructionID: String, CaseIterable, Sendable {
    case existence = "keywords:existence"
    case keywordFrequency = "keywords:frequency"
    case forbiddenWords = "keywords:forbidden_words"
    case letterFrequency = "keywords:letter_frequency"
    case sentences = "length_constraints:number_sentences"
    case paragraphs = "length_constraints:number_paragraphs"
    case words = "length_constraints:number_words"
    case firstWord = "length_constraints:nth_paragraph_first_word"
    case placeholders = "detectable_content:number_placeholders"
    case postscript = "detectable_content:postscript"
    case bullets = "detectable_format:number_bullet_lists"
    case constrainedResponse = "detectable_format:constrained_response"
    case highlights = "detectable_format:number_highlighted_sections"
    case sections = "detectable_format:multiple_sections"
    case json = "detectable_format:json_format"
    case title = "detectable_format:title"
    case twoResponses = "combination:two_responses"
    case repeatPrompt = "combination:repeat_prompt"
    case ending = "startend:end_checker"
    case quotation = "startend:quotation"
    case capitalWords = "change_case:capital_word_frequency"
    case upperCase = "change_case:english_capital"
    case lowerCase = "change_case:english_lowercase"
    case noComma = "punctuation:no_comma"

    /// The one that is not checked: it needs a detector of languages, which nothing here is.
    static let responseLanguage = "language:response_language"
}
