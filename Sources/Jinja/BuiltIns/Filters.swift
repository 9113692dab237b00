import Foundation

/// `value | filter(…)`
enum Filters {
    typealias Filter = @Sendable (Value, Arguments) throws -> Value

    /// Names of the arguments of every filter, in Jinja's order.
    static let parameters: [String: [String]] = [
        "abs": [], "attr": ["name"], "batch": ["linecount", "fill_with"], "capitalize": [],
        "center": ["width"], "count": [], "d": ["default_value", "boolean"],
        "default": ["default_value", "boolean"],
        "dictsort": ["case_sensitive", "by", "reverse"], "e": [], "escape": [], "first": [],
        "float": ["default"], "forceescape": [], "format": [],
        "groupby": ["attribute", "default", "case_sensitive"],
        "indent": ["width", "first", "blank"], "int": ["default", "base"], "items": [],
        "join": ["d", "attribute"], "last": [], "length": [], "list": [], "lower": [], "map": [],
        "max": ["case_sensitive", "attribute"], "min": ["case_sensitive", "attribute"],
        "reject": [], "rejectattr": [], "replace": ["old", "new", "count"], "reverse": [],
        "round": ["precision", "method"], "safe": [], "select": [], "selectattr": [],
        "slice": ["slices", "fill_with"], "sort": ["reverse", "case_sensitive", "attribute"],
        "string": [], "sum": ["attribute", "start"], "title": [],
        "tojson": ["ensure_ascii", "indent", "separators", "sort_keys"], "trim": ["chars"],
        "truncate": ["length", "killwords", "end", "leeway"],
        "unique": ["case_sensitive", "attribute"], "upper": [], "urlencode": [], "wordcount": [],
    ]

    /// Filters that check what they are given themselves.
    private static let open: Set = [
        "format", "map", "reject", "rejectattr", "select", "selectattr",
    ]

    /// Jinja's own that are not here.
    private static let unsupported: Set = [
        "filesizeformat", "pprint", "random", "striptags", "urlize", "wordwrap", "xmlattr",
    ]

    static func apply(_ name: String, _ value: Value, _ given: Arguments) throws -> Value {
        guard let names = parameters[name] else {
            throw RenderError(
                unsupported.contains(name)
                    ? "the filter \(name) is not supported here."
                    : "there is no filter \"\(name)\".")
        }
        try given.budget.step()
        if !open.contains(name) { try given.check("the filter \(name)", takes: names) }
        if let result = try text(name, value, given) { return result }
        if let result = try number(name, value, given) { return result }
        if let result = try sequence(name, value, given) { return result }
        switch name {
        case "default", "d":
            let isMissing =
                value.isUndefined || (given[1, "boolean"]?.isTrue ?? false) && !value.isTrue
            return isMissing ? given[0, "default_value"] ?? .string("") : value
        case "tojson": return .string(try JSONWriter(given).text(value, given.budget))
        case "attr":
            let name = try given.text(0, "name") ?? ""
            return try value.attribute(name, given.budget) ?? .undefined(name)
        default: throw RenderError("there is no filter \"\(name)\".")
        }
    }

    /// Filters of numbers; nil when the filter is none of these.
    private static func number(
        _ name: String, _ value: Value, _ given: Arguments
    ) throws -> Value? {
        switch name {
        case "int", "float", "abs", "round":
            if case .undefined(let own) = value {
                throw RenderError("\"\(own)\" is undefined, so it is no number.")
            }
        default: return nil
        }
        switch name {
        case "int":
            let base = try given.integer(1, "base") ?? 10
            return try int(value, base: base) ?? given[0, "default"] ?? .int(0)
        case "float": return float(value) ?? given[0, "default"] ?? .double(0)
        case "abs":
            if case .double(let number) = value { return .double(abs(number)) }
            guard let number = value.integer else {
                throw RenderError("\(value.kind) has no absolute value.")
            }
            return number < 0 ? try value.unary("-") : .int(number)
        default:
            let method = try given.text(1, "method") ?? "common"
            return try rounded(value, given.integer(0, "precision") ?? 0, method)
        }
    }

    /// Nil for what is no number.
    private static func int(_ value: Value, base: Int) throws -> Value? {
        switch value {
        case .double(let number):
            if number.isNaN { return nil }
            guard let whole = Int(exactly: number.rounded(.towardZero)) else {
                throw RenderError(
                    "\(PythonNumber.text(number)) is no whole number of 64 bits.")
            }
            return .int(whole)
        case .string(let text):
            if let whole = try PythonNumber.int(text, base: base) { return .int(whole) }
            guard let real = PythonNumber.float(text), !real.isNaN, !real.isInfinite else {
                return nil
            }
            return try int(.double(real), base: base)
        default: return value.integer.map { .int($0) }
        }
    }

    private static func float(_ value: Value) -> Value? {
        if case .string(let text) = value { return PythonNumber.float(text).map { .double($0) } }
        return value.number.map { .double($0) }
    }

    /// Halves go to the even neighbour; whole numbers stay whole.
    private static func rounded(_ value: Value, _ digits: Int, _ method: String) throws -> Value {
        guard let number = value.number else {
            throw RenderError("\(value.kind) cannot be rounded.")
        }
        guard -300...300 ~= digits else {
            throw RenderError("round to \(digits) digits is not supported; give -300 to 300.")
        }
        let scale = pow(10, Double(digits))
        switch method {
        case "ceil", "floor":
            let scaled = number * scale
            guard scaled.isFinite else {
                throw RenderError("\(PythonNumber.text(number)) cannot be rounded.")
            }
            return .double(scaled.rounded(method == "ceil" ? .up : .down) / scale)
        case "common":
            if let whole = value.integer {
                if digits >= 0 { return .int(whole) }
                guard digits > -18 else { return .int(0) }
                let unit = (0..<(-digits)).reduce(1) { unit, _ in unit * 10 }
                let quotient = (Double(whole) / Double(unit)).rounded(.toNearestOrEven)
                return try Value.int(Int(quotient)).multiplied(by: unit)
            }
            if !number.isFinite { return .double(number) }
            if digits >= 0 {
                // Decimal rounding of the exact value, as Python does it.
                return .double(Double(String(format: "%.\(digits)f", number)) ?? number)
            }
            return .double((number * scale).rounded(.toNearestOrEven) / scale)
        default:
            throw RenderError("round knows common, ceil and floor, not \"\(method)\".")
        }
    }
}

extension Value {
    fileprivate func multiplied(by unit: Int) throws -> Value {
        let (product, overflow) = (integer ?? 0).multipliedReportingOverflow(by: unit)
        guard !overflow else { throw RenderError("a whole number has more than 64 bits.") }
        return .int(product)
    }
}
