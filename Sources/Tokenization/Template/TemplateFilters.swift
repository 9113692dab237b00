import Foundation

/// `value | filter(…)`
enum TemplateFilters {
    static func apply(
        _ name: String, _ value: TemplateValue, _ arguments: [TemplateValue],
        _ named: TemplateDictionary
    ) throws -> TemplateValue {
        let given = TemplateFilterArguments(positional: arguments, named: named)
        if let result = try text(name, value, given) { return result }
        if let result = try number(name, value, given) { return result }
        if let result = try sequence(name, value, given) { return result }
        switch name {
        case "default", "d":
            let isMissing =
                value.isUndefined || (given[1, "boolean"]?.isTrue ?? false) && !value.isTrue
            return isMissing ? given[0, "default_value"] ?? .string("") : value
        case "tojson":
            // The order of arguments is that of transformers' own filter.
            let pair = try given[2, "separators"].map { try $0.items().map(\.text) }
            guard pair.map({ $0.count == 2 }) ?? true else {
                throw TemplateProblem("separators are two texts.")
            }
            let isSorted = given[3, "sort_keys"]?.isTrue ?? false
            return .string(
                try (isSorted ? sortedKeys(value) : value).json(
                    indent: given[1, "indent"]?.integer.map { min(max($0, 0), 100) },
                    separators: pair.map { (item: $0[0], key: $0[1]) },
                    ascii: given[0, "ensure_ascii"]?.isTrue ?? false))
        case "attr":
            let name = given[0, "name"]?.text ?? ""
            if case .dictionary(let table) = value {
                return TemplateMethods.of(table, name) ?? .undefined(name)
            }
            return try value.attribute(name)
        default: throw TemplateProblem("there is no filter \"\(name)\".")
        }
    }

    /// Filters of numbers; nil when the filter is none of these.
    private static func number(
        _ name: String, _ value: TemplateValue, _ given: TemplateFilterArguments
    ) throws -> TemplateValue? {
        switch name {
        case "int":
            return .int(
                int(value, given[0, "default"]?.integer ?? 0, base: given[1, "base"]?.integer ?? 10)
            )
        case "float":
            let otherwise = given[0, "default"]?.number ?? 0
            guard case .string(let text) = value else { return .double(value.number ?? otherwise) }
            return .double(Double(PythonText.stripped(text, nil)) ?? otherwise)
        case "abs":
            if case .double(let number) = value { return .double(abs(number)) }
            guard let number = value.integer, number != .min else {
                throw TemplateProblem("\(value.kind) has no absolute value.")
            }
            return .int(abs(number))
        case "round":
            return try rounded(
                value, given[0, "precision"]?.integer ?? 0, given[1, "method"]?.text ?? "common")
        default: return nil
        }
    }

    static func int(_ value: TemplateValue, _ otherwise: Int, base: Int) -> Int {
        switch value {
        case .double(let number): return Int(exactly: number.rounded(.towardZero)) ?? otherwise
        case .string(let text):
            var digits = PythonText.stripped(text, nil).lowercased()
            for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)]
            where base == radix && digits.hasPrefix(prefix) {
                digits.removeFirst(2)
            }
            guard 2...36 ~= base else { return otherwise }
            return Int(digits, radix: base)
                ?? Double(digits).flatMap { Int(exactly: $0.rounded(.towardZero)) } ?? otherwise
        default: return value.integer ?? otherwise
        }
    }

    /// Halves go to the even neighbour; whole numbers stay whole.
    private static func rounded(
        _ value: TemplateValue, _ digits: Int, _ method: String
    ) throws -> TemplateValue {
        guard let number = value.number else {
            throw TemplateProblem("\(value.kind) cannot be rounded.")
        }
        let scale = pow(10, Double(digits))
        switch method {
        case "ceil": return .double((number * scale).rounded(.up) / scale)
        case "floor": return .double((number * scale).rounded(.down) / scale)
        case "common":
            if let whole = value.integer, digits >= 0 { return .int(whole) }
            // Decimal rounding of the exact value, as Python does it.
            let text = String(format: "%.\(min(max(digits, 0), 300))f", number)
            if digits >= 0 { return .double(Double(text) ?? number) }
            return .double((number * scale).rounded(.toNearestOrEven) / scale)
        default:
            throw TemplateProblem("round knows common, ceil and floor, not \"\(method)\".")
        }
    }

    private static func sortedKeys(_ value: TemplateValue) -> TemplateValue {
        switch value {
        case .dictionary(let table):
            var result = TemplateDictionary()
            let keys = table.keys.sorted {
                $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
            }
            for key in keys { result[key] = sortedKeys(table[key] ?? .null) }
            return .dictionary(result)
        case .list(let list, _): return .list(list.map(sortedKeys))
        default: return value
        }
    }
}
