import Foundation

/// Python's `format % values`.
enum PrintfFormat {
    /// - Parameter table: what was given, when it was no tuple: a mapping's entries are for fields
    ///   such as `%(name)s`.
    /// - Throws: `RenderError` when values are missing, left over or of another kind.
    static func apply(
        _ format: String, _ values: [Value], _ table: Value?, _ budget: RenderBudget
    ) throws -> String {
        try budget.letters(format)
        var rest = values[...]
        var scalars = Array(format.unicodeScalars)[...]
        var result = BudgetedText(budget: budget)
        var isNamed = false
        func next() throws -> Value {
            guard let value = rest.popFirst() else {
                throw RenderError("the format \"\(format)\" has more fields than values.")
            }
            return value
        }
        while let scalar = scalars.popFirst() {
            guard scalar == "%" else {
                try result.append(String(Character(scalar)))
                continue
            }
            var entry: Value?
            if scalars.first == "(" {
                guard let end = scalars.firstIndex(of: ")"), case .mapping(let known)? = table
                else { throw RenderError("the format \"\(format)\" needs a mapping.") }
                let name = PythonText.string(scalars[(scalars.startIndex + 1)..<end])
                scalars = scalars[(end + 1)...]
                guard let value = known[name] else {
                    throw RenderError("the format has no value for %(\(name)).")
                }
                (entry, isNamed) = (value, true)
            }
            var spec = FormatSpec()
            var flags = Set<Unicode.Scalar>()
            while let flag = scalars.first, "-+ 0#".unicodeScalars.contains(flag) {
                flags.insert(flag)
                scalars.removeFirst()
            }
            spec.width = try size(&scalars, next) ?? 0
            if scalars.first == "." {
                scalars.removeFirst()
                spec.precision = max(try size(&scalars, next) ?? 0, 0)
            }
            while let mark = scalars.first, "hlL".unicodeScalars.contains(mark) {
                scalars.removeFirst()
            }
            guard let kind = scalars.popFirst() else {
                throw RenderError("the format \"\(format)\" ends within a field.")
            }
            if kind == "%" {
                try result.append("%")
                continue
            }
            if spec.width < 0 {
                flags.insert("-")
                spec.width = spec.width == .min ? .max : -spec.width
            }
            spec.isAlternate = flags.contains("#")
            spec.sign = flags.contains("+") ? "+" : flags.contains(" ") ? " " : "-"
            let isNumber = !"srac".unicodeScalars.contains(kind)
            spec.align = flags.contains("-") ? "<" : isNumber && flags.contains("0") ? "=" : ">"
            spec.fill = spec.align == "=" ? "0" : " "
            try result.append(field(entry ?? next(), kind, spec, budget))
        }
        guard rest.isEmpty || isNamed || table.map(isMapping) ?? false else {
            throw RenderError("the format \"\(format)\" has fewer fields than values.")
        }
        return result.text
    }

    private static func isMapping(_ value: Value) -> Bool {
        switch value {
        // As in Python, whatever has entries may be left over.
        case .mapping: true
        case .sequence(let list): !list.kind.isTuple && list.kind.isArray
        default: false
        }
    }

    /// Digits, or `*` for the next value.
    private static func size(
        _ scalars: inout ArraySlice<Unicode.Scalar>, _ next: () throws -> Value
    ) throws -> Int? {
        guard scalars.first == "*" else { return FormatSpec.number(&scalars) }
        scalars.removeFirst()
        guard let size = try next().integer else {
            throw RenderError("* in a format needs a whole number.")
        }
        return size
    }

    private static func field(
        _ value: Value, _ kind: Unicode.Scalar, _ spec: FormatSpec, _ budget: RenderBudget
    ) throws -> String {
        var spec = spec
        switch kind {
        case "s", "r":
            let text = try kind == "s" ? value.text(budget) : value.repr(budget)
            return try spec.placed(spec.shortened(text), sign: "", budget)
        case "d", "i", "u":
            guard let number = value.number, number.isFinite,
                let whole = value.integer ?? Int(exactly: number.rounded(.towardZero))
            else { throw RenderError("%\(kind) needs a number, not \(value.kind).") }
            let digits = String(whole.magnitude)
            let zeros = max(0, (spec.precision ?? 0) - digits.utf8.count)
            try budget.text(zeros)
            return try spec.placed(
                String(repeating: "0", count: zeros) + digits, sign: spec.sign(whole < 0), budget)
        case "x", "X", "o":
            guard let number = value.integer else {
                throw RenderError("%\(kind) needs a whole number, not \(value.kind).")
            }
            spec.type = kind
            return try spec.text(whole: number, budget)
        case "f", "F", "e", "E", "g", "G":
            guard let number = value.number else {
                throw RenderError("%\(kind) needs a number, not \(value.kind).")
            }
            spec.type = kind
            return try spec.text(real: number, budget)
        case "c":
            if case .string(let text) = value, text.unicodeScalars.count == 1 {
                return try spec.placed(text, sign: "", budget)
            }
            guard let code = value.integer,
                let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init)
            else { throw RenderError("%c needs one character, not \(value.kind).") }
            return try spec.placed(String(Character(scalar)), sign: "", budget)
        default: throw RenderError("the format has an unknown field %\(kind).")
        }
    }
}
