/// A piece of a template: text, or the tokens between delimiters.
enum TemplatePart {
    case text(String)
    /// `{{ … }}`
    case output([TemplateToken], line: Int)
    /// `{% … %}`
    case block([TemplateToken], line: Int)

    /// Whether a name stands in it.
    func mentions(_ word: String) -> Bool {
        switch self {
        case .text: false
        case .output(let tokens, _), .block(let tokens, _):
            tokens.contains { $0.kind == .name(word) }
        }
    }
}

/// The smallest unit of an expression.
struct TemplateToken: Equatable {
    enum Kind: Equatable {
        case name(String)
        case string(String)
        case int(Int)
        case double(Double)
        case symbol(String)
        case end
    }
    let kind: Kind
    let line: Int
}
