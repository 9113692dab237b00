import Foundation

/// `value | filter(…)`
enum TemplateFilters {
    static func apply(
        _ name: String, _ value: TemplateValue, _ arguments: [TemplateValue],
        _ named: TemplateDictionary
    ) throws -> TemplateValue {
        func argument(_ index: Int, _ key: String) -> TemplateValue? {
            index < arguments.count ? arguments[index] : named[key]
        }
        switch name {
        case "trim", "strip":
            var set: String?
            if case .string(let characters)? = argument(0, "chars") { set = characters }
            return .string(stripped(value.text, set, left: true, right: true))
        case "upper": return .string(value.text.uppercased())
        case "lower": return .string(value.text.lowercased())
        case "title": return .string(title(value.text))
        case "capitalize": return .string(capitalized(value.text))
        case "string": return .string(try value.printed)
        case "safe", "e", "escape", "forceescape": return value
        case "length", "count": return .int(try length(value))
        case "int": return .int(int(value, argument(0, "default")?.integer ?? 0))
        case "float":
            return .double(
                Double(value.text) ?? value.number ?? argument(0, "default")?.number ?? 0)
        case "abs":
            if case .double(let number) = value { return .double(abs(number)) }
            guard let number = value.integer else { break }
            return .int(abs(number))
        case "round":
            return try rounded(
                value, argument(0, "precision")?.integer ?? 0,
                argument(1, "method")?.text ?? "common")
        case "default", "d":
            let isMissing =
                value.isUndefined || (argument(1, "boolean")?.isTrue ?? false) && !value.isTrue
            return isMissing ? argument(0, "default_value") ?? .string("") : value
        case "tojson":
            let pair = argument(2, "separators").flatMap { try? $0.items() }.map {
                ($0[0].text, $0[1].text)
            }
            return .string(
                sortedIfAsked(value, argument(3, "sort_keys")?.isTrue ?? false)
                    .json(
                        indent: argument(1, "indent")?.integer ?? argument(0, "indent")?.integer,
                        separators: pair.map { (item: $0.0, key: $0.1) }))
        case "join":
            let separator = argument(0, "d")?.text ?? ""
            var items = try value.items()
            if let key = argument(1, "attribute") { items = try items.map { try path($0, key) } }
            return .string(try items.map { try $0.printed }.joined(separator: separator))
        case "replace":
            let (old, new) = (argument(0, "old")?.text ?? "", argument(1, "new")?.text ?? "")
            let limit = argument(2, "count")?.integer ?? -1
            return .string(replaced(value.text, old, new, limit))
        case "first": return try value.items().first ?? .undefined("the first item")
        case "last": return try value.items().last ?? .undefined("the last item")
        case "list": return .list(try value.items())
        case "reverse":
            if case .string(let text) = value {
                return .string(String(String.UnicodeScalarView(text.unicodeScalars.reversed())))
            }
            return .list(try value.items().reversed())
        case "items":
            guard case .dictionary(let table) = value else {
                if value.isUndefined { return .list([]) }
                break
            }
            return .list(table.map { .list([.string($0), $1]) })
        case "dictsort":
            guard case .dictionary(let table) = value else { break }
            let keys = table.keys.sorted { ($0.lowercased(), $0) < ($1.lowercased(), $1) }
            return .list(keys.map { .list([.string($0), table[$0] ?? .null]) })
        case "sort":
            return .list(
                try sorted(
                    value.items(), isReversed: argument(0, "reverse")?.isTrue ?? false,
                    isExact: argument(1, "case_sensitive")?.isTrue ?? false,
                    key: argument(2, "attribute")))
        case "unique":
            var seen: [TemplateValue] = []
            for item in try value.items() {
                let key: TemplateValue =
                    if case .string(let text) = item { .string(text.lowercased()) } else { item }
                if !seen.contains(key) { seen.append(key) }
            }
            var kept: [TemplateValue] = []
            for item in try value.items() {
                let key: TemplateValue =
                    if case .string(let text) = item { .string(text.lowercased()) } else { item }
                if let place = seen.firstIndex(of: key) {
                    seen.remove(at: place)
                    kept.append(item)
                }
            }
            return .list(kept)
        case "min", "max", "sum":
            return try reduced(name, value.items())
        case "indent":
            return .string(
                indented(
                    value.text, argument(0, "width") ?? .int(4),
                    first: argument(1, "first")?.isTrue ?? false,
                    blank: argument(2, "blank")?.isTrue ?? false))
        case "wordcount":
            return .int(value.text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.count)
        case "map": return try mapped(value, arguments, named)
        case "select", "reject":
            return try selected(value, arguments, isKept: name == "select", attribute: nil)
        case "selectattr", "rejectattr":
            guard let key = arguments.first else {
                throw TemplateProblem("\(name) needs an attribute.")
            }
            return try selected(
                value, Array(arguments.dropFirst()), isKept: name == "selectattr", attribute: key)
        case "attr": return try value.attribute(argument(0, "name")?.text ?? "")
        default: throw TemplateProblem("there is no filter \"\(name)\".")
        }
        throw TemplateProblem("the filter \(name) does not go with \(value.kind).")
    }

    static func length(_ value: TemplateValue) throws -> Int {
        switch value {
        case .string(let text): return text.unicodeScalars.count
        case .list(let list): return list.count
        case .dictionary(let table): return table.count
        case .undefined: return 0
        default: throw TemplateProblem("\(value.kind) has no length.")
        }
    }

    static func int(_ value: TemplateValue, _ otherwise: Int) -> Int {
        switch value {
        case .double(let number): return Int(exactly: number.rounded(.towardZero)) ?? otherwise
        case .string(let text):
            let trimmed = text.trimmingCharacters(in: .whitespaces)
            return Int(trimmed) ?? Double(trimmed).flatMap { Int(exactly: $0.rounded(.towardZero)) }
                ?? otherwise
        default: return value.integer ?? otherwise
        }
    }

    /// Always a float, as in Jinja; halves go to the even neighbour.
    static func rounded(_ value: TemplateValue, _ digits: Int, _ method: String) throws
        -> TemplateValue
    {
        guard let number = value.number else {
            throw TemplateProblem("\(value.kind) cannot be rounded.")
        }
        let scale = pow(10, Double(digits))
        let rule: FloatingPointRoundingRule =
            method == "ceil" ? .up : method == "floor" ? .down : .toNearestOrEven
        return .double((number * scale).rounded(rule) / scale)
    }

    /// The value at `a.b` or at an index.
    static func path(_ value: TemplateValue, _ key: TemplateValue) throws -> TemplateValue {
        if let index = key.integer { return try value.item(.int(index)) }
        return try key.text.split(separator: ".").reduce(value) {
            Int($1) != nil ? try $0.item(.int(Int($1) ?? 0)) : try $0.item(.string(String($1)))
        }
    }

    static func mapped(
        _ value: TemplateValue, _ arguments: [TemplateValue], _ named: TemplateDictionary
    ) throws -> TemplateValue {
        if let key = named["attribute"] {
            return .list(
                try value.items().map {
                    let found = try path($0, key)
                    return found.isUndefined ? named["default"] ?? found : found
                })
        }
        guard case .string(let filter)? = arguments.first else {
            throw TemplateProblem("map needs a filter or an attribute.")
        }
        return .list(
            try value.items().map { try apply(filter, $0, Array(arguments.dropFirst()), named) })
    }

    static func selected(
        _ value: TemplateValue, _ arguments: [TemplateValue], isKept: Bool,
        attribute: TemplateValue?
    ) throws -> TemplateValue {
        .list(
            try value.items().filter { item in
                let tested = try attribute.map { try path(item, $0) } ?? item
                guard let test = arguments.first else { return tested.isTrue == isKept }
                return try TemplateTests.holds(test.text, tested, Array(arguments.dropFirst()))
                    == isKept
            })
    }

    static func sorted(
        _ items: [TemplateValue], isReversed: Bool, isExact: Bool, key: TemplateValue?
    ) throws -> [TemplateValue] {
        let keyed = try items.enumerated().map {
            offset, item -> (key: TemplateValue, offset: Int, item: TemplateValue) in
            var value = try key.map { try path(item, $0) } ?? item
            if !isExact, case .string(let text) = value { value = .string(text.lowercased()) }
            return (value, offset, item)
        }
        let order = try keyed.sorted {
            let order = try $0.key.order($1.key)
            return order == 0 ? $0.offset < $1.offset : isReversed ? order > 0 : order < 0
        }
        return order.map(\.item)
    }

    static func reduced(_ name: String, _ items: [TemplateValue]) throws -> TemplateValue {
        if name == "sum" { return try items.reduce(.int(0)) { try $0.combined("+", $1) } }
        guard var best = items.first else { return .undefined(name) }
        for item in items.dropFirst() where try item.order(best) * (name == "min" ? -1 : 1) > 0 {
            best = item
        }
        return best
    }

    static func sortedIfAsked(_ value: TemplateValue, _ asked: Bool) -> TemplateValue {
        guard asked else { return value }
        switch value {
        case .dictionary(let table):
            var result = TemplateDictionary()
            for key in table.keys.sorted() {
                result[key] = sortedIfAsked(table[key] ?? .null, true)
            }
            return .dictionary(result)
        case .list(let list): return .list(list.map { sortedIfAsked($0, true) })
        default: return value
        }
    }
}
