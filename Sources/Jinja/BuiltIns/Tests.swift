/// `value is test(…)`
enum Tests {
    static func holds(_ name: String, _ value: Value, _ given: Arguments) throws -> Bool {
        let budget = given.budget
        if let test = plain[name] {
            try given.check("the test \(name)", takes: [])
            return test(value)
        }
        switch name {
        case "lower", "upper":
            let text = try value.text(budget)
            try budget.letters(text)
            return PythonText.isCased(text, upper: name == "upper")
        case "odd", "even":
            guard let number = value.number else {
                throw RenderError("\(value.kind) is neither odd nor even.")
            }
            let rest = abs(number.truncatingRemainder(dividingBy: 2))
            return rest == (name == "odd" ? 1 : 0)
        case "filter", "test":
            let word = try value.text(budget)
            return name == "filter"
                ? Filters.parameters[word] != nil : names.contains(word)
        default: break
        }
        guard names.contains(name) else { throw RenderError("there is no test \"\(name)\".") }
        guard given.positional.count == 1, given.named.isEmpty else {
            throw RenderError("the test \(name) needs one value to compare with.")
        }
        let other = given.positional[0]
        switch name {
        case "divisibleby":
            let rest = try value.combined("%", other, budget)
            return try rest.equals(.int(0), budget)
        case "in": return try other.contains(value, budget)
        case "sameas": return try isSame(value, other, budget)
        case "eq", "equalto", "==": return try value.equals(other, budget)
        case "ne", "!=": return try !value.equals(other, budget)
        case "lt", "lessthan", "<": return try value.compares("<", other, budget)
        case "le", "<=": return try value.compares("<=", other, budget)
        case "gt", "greaterthan", ">": return try value.compares(">", other, budget)
        default: return try value.compares(">=", other, budget)
        }
    }

    private static let names: Set<String> = Set(plain.keys).union([
        "lower", "upper", "odd", "even", "filter", "test", "divisibleby", "in", "sameas", "eq",
        "equalto", "==", "ne", "!=", "lt", "lessthan", "<", "le", "<=", "gt", "greaterthan", ">",
        "ge", ">=",
    ])

    /// Tests of a value alone.
    private static let plain: [String: @Sendable (Value) -> Bool] = [
        "defined": { !$0.isUndefined }, "undefined": { $0.isUndefined },
        "none": { $0.isNull },
        "true": { if case .bool(true) = $0 { true } else { false } },
        "false": { if case .bool(false) = $0 { true } else { false } },
        "boolean": { if case .bool = $0 { true } else { false } },
        "string": { if case .string = $0 { true } else { false } },
        "integer": { if case .int = $0 { true } else { false } },
        "float": { if case .double = $0 { true } else { false } },
        "number": { $0.number != nil },
        "mapping": { if case .mapping = $0 { true } else { false } },
        "sequence": { value in
            switch value {
            case .string, .mapping, .undefined: true
            case .sequence(let list):
                switch list.kind {
                case .list, .tuple, .group, .range: true
                case .view, .generator: false
                }
            default: false
            }
        },
        "iterable": { value in
            switch value {
            case .string, .mapping, .undefined, .sequence: true
            case .object(let object): object is LoopContext
            default: false
            }
        },
        "callable": { value in
            switch value {
            case .function: true
            case .object(let object): object is Joiner || object is LoopContext
            default: false
            }
        },
        "escaped": { _ in false },
    ]

    /// Python's `is`, as far as it does not hang on how Python stores a value.
    private static func isSame(_ one: Value, _ two: Value, _ budget: RenderBudget) throws -> Bool {
        switch (one, two) {
        case (.null, .null), (.undefined, .undefined): return true
        case (.bool(let left), .bool(let right)): return left == right
        case (.bool, _), (_, .bool), (.int, .double), (.double, .int): return false
        default: return try one.equals(two, budget)
        }
    }
}
