/// What a filter was given: by place or by name.
struct TemplateFilterArguments {
    let positional: [TemplateValue]
    let named: TemplateDictionary

    subscript(index: Int, name: String) -> TemplateValue? {
        index < positional.count ? positional[index] : named[name]
    }
}
