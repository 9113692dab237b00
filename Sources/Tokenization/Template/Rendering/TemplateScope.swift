/// Names and their values. Loops and macros open a scope of their own: what is assigned in it ends
/// with it.
final class TemplateScope: TemplateHolder {
    private var values: [String: TemplateValue]
    private let parent: TemplateScope?

    init(_ values: [String: TemplateValue] = [:], parent: TemplateScope? = nil) {
        self.values = values
        self.parent = parent
    }

    subscript(name: String) -> TemplateValue? {
        get { values[name] ?? parent?[name] }
        set { values[name] = newValue }
    }

    func letGo() { values = [:] }
}
