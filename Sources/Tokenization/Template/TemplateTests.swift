/// `value is test(…)`
enum TemplateTests {
    static func holds(
        _ name: String, _ value: TemplateValue, _ arguments: [TemplateValue]
    ) throws -> Bool {
        let other = arguments.first ?? .null
        switch name {
        case "defined": return !value.isUndefined
        case "undefined": return value.isUndefined
        case "none": if case .null = value { return true } else { return false }
        case "true": if case .bool(true) = value { return true } else { return false }
        case "false": if case .bool(false) = value { return true } else { return false }
        case "boolean": if case .bool = value { return true } else { return false }
        case "string": if case .string = value { return true } else { return false }
        case "integer": if case .int = value { return true } else { return false }
        case "float": if case .double = value { return true } else { return false }
        case "number": return value.number != nil
        case "mapping": if case .dictionary = value { return true } else { return false }
        case "sequence", "iterable":
            switch value {
            case .list, .string, .dictionary: return true
            case .undefined: return true
            default: return false
            }
        case "callable": if case .function = value { return true } else { return false }
        case "odd": return value.integer.map { $0 % 2 != 0 } ?? false
        case "even": return value.integer.map { $0 % 2 == 0 } ?? false
        case "divisibleby":
            guard let number = value.integer, let by = other.integer, by != 0 else { return false }
            return number % by == 0
        case "lower": return value.text == value.text.lowercased()
        case "upper": return value.text == value.text.uppercased()
        case "in": return try other.contains(value)
        case "eq", "equalto", "sameas", "==": return value == other
        case "ne", "!=": return value != other
        case "lt", "lessthan", "<": return try value.order(other) < 0
        case "le", "<=": return try value.order(other) <= 0
        case "gt", "greaterthan", ">": return try value.order(other) > 0
        case "ge", ">=": return try value.order(other) >= 0
        default: throw TemplateProblem("there is no test \"\(name)\".")
        }
    }
}
