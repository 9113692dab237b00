import Foundation

extension TemplateValue {
    /// As `{{ value }}` prints it: Python's `str`.
    ///
    /// - Throws: `TemplateProblem` for what has no text that Python would print alike twice: a macro
    ///   or method that was not called, a generator.
    func text(_ budget: TemplateBudget) throws -> String {
        switch self {
        case .undefined: return ""
        case .string(let value): return value
        case .function(let function):
            throw TemplateProblem("\(function.name) is printed but not called.")
        default: return try repr(budget)
        }
    }

    func repr(_ budget: TemplateBudget) throws -> String {
        var text = BudgetedText(budget: budget)
        try write(into: &text, level: 0)
        return text.text
    }

    /// Python's `repr`.
    func write(into text: inout BudgetedText, level: Int) throws {
        try text.budget.step()
        guard level < TemplateBudget.depth else {
            throw TemplateProblem("a value that is printed is nested too deeply.")
        }
        switch self {
        case .undefined: try text.append("Undefined")
        case .null: try text.append("None")
        case .bool(let value): try text.append(value ? "True" : "False")
        case .int(let value): try text.append(String(value))
        case .double(let value): try text.append(Self.text(value))
        case .string(let value):
            try text.budget.letters(value)
            try text.append(Self.quoted(value))
        case .sequence(let list): try list.write(into: &text, level: level)
        case .dictionary(let table):
            try text.append("{")
            for (index, (key, value)) in table.enumerated() {
                if index > 0 { try text.append(", ") }
                try key.value.write(into: &text, level: level + 1)
                try text.append(": ")
                try value.write(into: &text, level: level + 1)
            }
            try text.append("}")
        case .object(let object): try object.print(into: &text, level: level)
        case .function(let function):
            throw TemplateProblem("\(function.name) is printed but not called.")
        }
    }

    /// `1.0`, `0.1`, `1e+16`: Python's shortest spelling.
    static func text(_ value: Double) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        let magnitude = abs(value)
        if magnitude >= 1e16 || (magnitude < 1e-4 && magnitude > 0) {
            // Swift writes 1e+16 and 1e-05 as Python does, but for the two digits of the exponent.
            let parts = "\(value)".split(separator: "e")
            guard parts.count == 2 else { return scientific(value) }
            var mantissa = String(parts[0])
            if mantissa.hasSuffix(".0") { mantissa.removeLast(2) }
            let sign = parts[1].hasPrefix("-") ? "-" : "+"
            let digits = parts[1].drop { $0 == "-" || $0 == "+" }
            return "\(mantissa)e\(sign)\(digits.count < 2 ? "0" : "")\(digits)"
        }
        let text = "\(value)"
        guard let mark = text.firstIndex(of: "e") else { return text }
        // Swift goes to exponents a little earlier than Python.
        return plain(String(text[..<mark]), exponent: Int(text[text.index(after: mark)...]) ?? 0)
    }

    private static func scientific(_ value: Double) -> String {
        let digits = "\(value)".filter { $0.isNumber || $0 == "-" }.replacing(/0+$/, with: "")
        let exponent = Int(log10(abs(value)).rounded(.down))
        let body = digits.drop { $0 == "-" }
        let mantissa = body.count > 1 ? "\(body.prefix(1)).\(body.dropFirst())" : String(body)
        return "\(value < 0 ? "-" : "")\(mantissa)e+\(exponent)"
    }

    private static func plain(_ mantissa: String, exponent: Int) -> String {
        let isNegative = mantissa.hasPrefix("-")
        let parts = mantissa.drop { $0 == "-" }.split(separator: ".")
        var digits = parts.joined()
        var point = (parts.first?.count ?? 0) + exponent
        if point <= 0 {
            digits = String(repeating: "0", count: 1 - point) + digits
            point = 1
        }
        if digits.count < point + 1 {
            digits += String(repeating: "0", count: point + 1 - digits.count)
        }
        let text = "\(digits.prefix(point)).\(digits.dropFirst(point))"
        return (isNegative ? "-" : "") + text
    }

    /// In single quotes, unless it has those and no double ones.
    static func quoted(_ text: String) -> String {
        let quote: Unicode.Scalar =
            text.unicodeScalars.contains("'") && !text.unicodeScalars.contains("\"") ? "\"" : "'"
        var result = String(Character(quote))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case quote: result += "\\" + String(Character(quote))
            case _ where scalar != " " && scalar.isUnprintable:
                result += scalar.pythonEscape
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + String(Character(quote))
    }
}

extension TemplateList {
    fileprivate func write(into text: inout BudgetedText, level: Int) throws {
        let brackets: (open: String, close: String)
        switch kind {
        case .list: brackets = ("[", "]")
        case .tuple, .group: brackets = ("(", items.count == 1 ? ",)" : ")")
        case .view(let name): brackets = ("\(name)([", "])")
        case .range(let start, let end, let step):
            return try text.append("range(\(start), \(end)\(step == 1 ? "" : ", \(step)"))")
        case .stream:
            throw TemplateProblem("a generator is printed; make a list of it, with |list.")
        }
        try text.append(brackets.open)
        for (index, item) in items.enumerated() {
            if index > 0 { try text.append(", ") }
            try item.write(into: &text, level: level + 1)
        }
        try text.append(brackets.close)
    }
}

extension Unicode.Scalar {
    /// Whether Python's `repr` writes it as an escape: control characters, marks without a glyph, space
    /// other than U+0020, what is not assigned.
    var isUnprintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
            .paragraphSeparator, .spaceSeparator:
            true
        default: false
        }
    }

    var pythonEscape: String {
        switch value {
        case ..<0x100: String(format: "\\x%02x", value)
        case ..<0x10000: String(format: "\\u%04x", value)
        default: String(format: "\\U%08x", value)
        }
    }
}
