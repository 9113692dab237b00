import Foundation

extension TemplateValue {
    /// As `{{ value }}` prints it: Python's `str`.
    var text: String {
        switch self {
        case .undefined: ""
        case .string(let value): value
        default: repr
        }
    }

    /// Python's `repr`.
    var repr: String {
        switch self {
        case .undefined: return "Undefined"
        case .null: return "None"
        case .bool(let value): return value ? "True" : "False"
        case .int(let value): return String(value)
        case .double(let value): return Self.text(value)
        case .string(let value): return Self.quoted(value)
        case .list(let value, let isTuple):
            let items = value.map(\.repr).joined(separator: ", ")
            return isTuple ? "(\(items)\(value.count == 1 ? "," : ""))" : "[\(items)]"
        case .dictionary(let value):
            let pairs = value.map { "\(Self.quoted($0)): \($1.repr)" }
            return "{\(pairs.joined(separator: ", "))}"
        case .namespace(let space):
            return "<Namespace \(TemplateValue.dictionary(space.values).repr)>"
        case .function(let function): return "<function \(function.name)>"
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

    /// JSON as transformers writes it in templates: `json.dumps(value, ensure_ascii=False)`.
    ///
    /// - Parameters:
    ///   - indent: spaces a level; nil is one line with `, ` and `: `.
    ///   - level: depth of this value.
    /// - Throws: `TemplateProblem` for what is no JSON: undefined values, functions.
    func json(
        indent: Int?, separators: (item: String, key: String)? = nil, ascii: Bool = false,
        level: Int = 0
    ) throws -> String {
        let item = separators?.item ?? (indent == nil ? ", " : ",")
        let key = separators?.key ?? ": "
        func wrap(_ parts: [String], _ open: String, _ close: String) -> String {
            if parts.isEmpty { return open + close }
            guard let indent else { return open + parts.joined(separator: item) + close }
            let inner = "\n" + String(repeating: " ", count: indent * (level + 1))
            let outer = "\n" + String(repeating: " ", count: indent * level)
            return open + inner + parts.joined(separator: item + inner) + outer + close
        }
        switch self {
        case .null: return "null"
        case .undefined, .function, .namespace:
            throw TemplateProblem("\(kind) cannot be written as JSON.")
        case .double(let value) where !value.isFinite:
            return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
        case .bool(let value): return value ? "true" : "false"
        case .int, .double: return repr
        case .string(let value): return Self.jsonString(value, ascii)
        case .list(let value, _):
            let parts = try value.map {
                try $0.json(
                    indent: indent, separators: separators, ascii: ascii, level: level + 1)
            }
            return wrap(parts, "[", "]")
        case .dictionary(let value):
            let parts = try value.map { name, value in
                let text = try value.json(
                    indent: indent, separators: separators, ascii: ascii, level: level + 1)
                return Self.jsonString(name, ascii) + key + text
            }
            return wrap(parts, "{", "}")
        }
    }

    static func jsonString(_ text: String, _ ascii: Bool) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{8}": result += "\\b"
            case "\u{c}": result += "\\f"
            case _ where scalar.value < 0x20 || (ascii && scalar.value > 0x7E):
                for unit in String(Character(scalar)).utf16 {
                    result += String(format: "\\u%04x", unit)
                }
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension Unicode.Scalar {
    /// What Python's `repr` writes as an escape: control characters, marks without a glyph, space
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
