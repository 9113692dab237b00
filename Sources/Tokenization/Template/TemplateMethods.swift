/// Methods of Python's mappings and lists that templates call.
enum TemplateMethods {
    typealias Body = ([TemplateValue], TemplateDictionary) throws -> TemplateValue

    static func function(_ name: String, _ body: @escaping Body) -> TemplateValue {
        .function(TemplateFunction(name: name, body: body))
    }

    /// What changes its value is refused, as in Jinja's sandbox.
    private static func refused(_ name: String, _ kind: String) -> TemplateValue {
        function(name) { _, _ in
            throw TemplateProblem("\(name) would change a \(kind), which a template must not do.")
        }
    }

    static func of(_ table: TemplateDictionary, _ name: String) -> TemplateValue? {
        switch name {
        case "get":
            function(name) { arguments, _ in
                guard let key = arguments.first else { throw TemplateProblem("get needs a key.") }
                return table[key.text] ?? (arguments.count > 1 ? arguments[1] : .null)
            }
        case "items":
            function(name) { _, _ in
                .list(table.map { .list([.string($0), $1], isTuple: true) })
            }
        case "keys": function(name) { _, _ in .list(table.keys.map { .string($0) }) }
        case "values": function(name) { _, _ in .list(Array(table.values)) }
        case "copy": function(name) { _, _ in .dictionary(table) }
        case "pop", "popitem", "update", "clear", "setdefault": refused(name, "mapping")
        default: nil
        }
    }

    static func of(_ list: [TemplateValue], _ name: String) -> TemplateValue? {
        switch name {
        case "index":
            function(name) { arguments, _ in
                guard let item = arguments.first, let place = list.firstIndex(of: item) else {
                    throw TemplateProblem("the list has no such item.")
                }
                return .int(place)
            }
        case "count":
            function(name) { arguments, _ in .int(list.count { $0 == arguments.first }) }
        case "copy": function(name) { _, _ in .list(list) }
        case "append", "pop", "insert", "extend", "remove", "reverse", "sort", "clear":
            refused(name, "list")
        default: nil
        }
    }
}
