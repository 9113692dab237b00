import Foundation

/// Values as text: Python's `str` and `repr`.
extension Value {
    /// As `{{ value }}` prints it: Python's `str`.
    ///
    /// - Throws: `RenderError` for what has no text that Python would print alike twice: a macro
    ///   or method that was not called, a generator.
    func text(_ budget: RenderBudget) throws -> String {
        switch self {
        case .undefined: return ""
        case .string(let value): return value
        case .function(let function):
            throw RenderError("\(function.name) is printed but not called.")
        default: return try repr(budget)
        }
    }

    /// Python's `repr`.
    func repr(_ budget: RenderBudget) throws -> String {
        var text = BudgetedText(budget: budget)
        try write(into: &text, level: 0)
        return text.text
    }

    func write(into text: inout BudgetedText, level: Int) throws {
        try text.budget.step()
        guard level < RenderBudget.depth else {
            throw RenderError("a value that is printed is nested too deeply.")
        }
        switch self {
        case .undefined: try text.append("Undefined")
        case .null: try text.append("None")
        case .bool(let value): try text.append(value ? "True" : "False")
        case .int(let value): try text.append(String(value))
        case .double(let value): try text.append(PythonNumber.text(value))
        case .string(let value):
            try text.budget.letters(value)
            try text.append(Self.quoted(value))
        case .sequence(let list): try list.write(into: &text, level: level)
        case .mapping(let table):
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
            throw RenderError("\(function.name) is printed but not called.")
        }
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

extension List {
    fileprivate func write(into text: inout BudgetedText, level: Int) throws {
        let brackets: (open: String, close: String)
        switch kind {
        case .list: brackets = ("[", "]")
        case .tuple, .group: brackets = ("(", items.count == 1 ? ",)" : ")")
        case .view(let name): brackets = ("\(name)([", "])")
        case .range(let start, let end, let step):
            return try text.append("range(\(start), \(end)\(step == 1 ? "" : ", \(step)"))")
        case .generator:
            throw RenderError("a generator is printed; make a list of it, with |list.")
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
