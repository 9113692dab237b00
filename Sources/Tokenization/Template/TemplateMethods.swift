import Foundation

/// Methods of Python's strings, mappings and lists that templates call.
enum TemplateMethods {
    typealias Body = ([TemplateValue], TemplateDictionary) throws -> TemplateValue

    private static func function(_ name: String, _ body: @escaping Body) -> TemplateValue {
        .function(TemplateFunction(name: name, body: body))
    }

    static func of(_ table: TemplateDictionary, _ name: String) -> TemplateValue? {
        switch name {
        case "get":
            function(name) { arguments, _ in
                guard let key = arguments.first else { throw TemplateProblem("get needs a key.") }
                return table[key.text] ?? (arguments.count > 1 ? arguments[1] : .null)
            }
        case "items":
            function(name) { _, _ in .list(table.map { .list([.string($0), $1]) }) }
        case "keys": function(name) { _, _ in .list(table.keys.map { .string($0) }) }
        case "values": function(name) { _, _ in .list(Array(table.values)) }
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
        default: nil
        }
    }

    static func of(_ text: String, _ name: String) -> TemplateValue? {
        let simple: [String: (String) -> TemplateValue] = [
            "upper": { .string($0.uppercased()) }, "lower": { .string($0.lowercased()) },
            "title": { .string(TemplateFilters.title($0)) },
            "capitalize": { .string(TemplateFilters.capitalized($0)) },
            "isdigit": { .bool(!$0.isEmpty && $0.allSatisfy(\.isWholeNumber)) },
            "isspace": { .bool(!$0.isEmpty && $0.allSatisfy(\.isWhitespace)) },
            "isalpha": { .bool(!$0.isEmpty && $0.allSatisfy(\.isLetter)) },
            "isupper": { .bool($0 != $0.lowercased() && $0 == $0.uppercased()) },
            "islower": { .bool($0 != $0.uppercased() && $0 == $0.lowercased()) },
        ]
        if let body = simple[name] { return function(name) { _, _ in body(text) } }
        switch name {
        case "strip", "lstrip", "rstrip":
            return function(name) { arguments, _ in
                .string(
                    TemplateFilters.stripped(
                        text, characters(arguments.first), left: name != "rstrip",
                        right: name != "lstrip"))
            }
        case "startswith", "endswith":
            return function(name) { arguments, _ in
                .bool(
                    try texts(arguments.first, name).contains {
                        name == "startswith" ? text.hasPrefix($0) : text.hasSuffix($0)
                    })
            }
        case "split", "rsplit":
            return function(name) { arguments, named in
                let separator = arguments.first ?? named["sep"]
                let limit = (arguments.count > 1 ? arguments[1] : named["maxsplit"])?.integer ?? -1
                return .list(
                    try split(text, separator, limit, fromRight: name == "rsplit")
                        .map { .string($0) })
            }
        case "splitlines":
            return function(name) { _, _ in
                .list(
                    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
                        .map { .string(String($0)) }.dropLast(text.last?.isNewline ?? true ? 1 : 0))
            }
        case "replace":
            return function(name) { arguments, _ in
                guard arguments.count > 1 else {
                    throw TemplateProblem("replace needs two texts.")
                }
                return try TemplateFilters.apply("replace", .string(text), arguments, [:])
            }
        case "find", "index", "rfind":
            return function(name) { arguments, _ in
                let part = try self.text(arguments.first, name)
                let options: String.CompareOptions =
                    name == "rfind" ? [.literal, .backwards] : .literal
                guard let range = text.range(of: part, options: options) else {
                    if name == "index" { throw TemplateProblem("the text has no \"\(part)\".") }
                    return .int(-1)
                }
                return .int(
                    text.unicodeScalars.distance(from: text.startIndex, to: range.lowerBound))
            }
        case "count":
            return function(name) { arguments, _ in
                .int(text.components(separatedBy: try self.text(arguments.first, name)).count - 1)
            }
        case "join":
            return function(name) { arguments, _ in
                let parts = try arguments.first?.items() ?? []
                return .string(try parts.map { try self.text($0, name) }.joined(separator: text))
            }
        default: return nil
        }
    }

    private static func text(_ value: TemplateValue?, _ method: String) throws -> String {
        guard case .string(let text)? = value else {
            throw TemplateProblem("\(method) needs a string, not \(value?.kind ?? "nothing").")
        }
        return text
    }

    /// One text or a tuple of them.
    private static func texts(_ value: TemplateValue?, _ method: String) throws -> [String] {
        if case .list(let list)? = value { return try list.map { try text($0, method) } }
        return [try text(value, method)]
    }

    private static func characters(_ value: TemplateValue?) -> String? {
        if case .string(let text)? = value { text } else { nil }
    }

    private static func split(
        _ text: String, _ separator: TemplateValue?, _ limit: Int, fromRight: Bool
    ) throws -> [String] {
        guard let separator, separator != .null else {
            let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
            guard limit >= 0, words.count > limit + 1 else { return words }
            let parts = text.split(
                maxSplits: limit, omittingEmptySubsequences: true, whereSeparator: \.isWhitespace)
            return parts.map { TemplateFilters.stripped(String($0), nil, left: true, right: false) }
        }
        let mark = try self.text(separator, "split")
        guard !mark.isEmpty else { throw TemplateProblem("split needs a separator.") }
        let parts = text.components(separatedBy: mark)
        guard limit >= 0, parts.count > limit + 1 else { return parts }
        return fromRight
            ? [parts.dropLast(limit).joined(separator: mark)] + parts.suffix(limit)
            : parts.prefix(limit) + [parts.dropFirst(limit).joined(separator: mark)]
    }
}
