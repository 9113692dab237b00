import Foundation

/// Python's `format % values`, and the fields of `str.format`.
enum PrintfFormat {
    /// - Throws: `TemplateProblem` when values are missing, left over or of another kind.
    static func apply(_ format: String, _ values: [TemplateValue]) throws -> String {
        var rest = values[...]
        var scalars = Array(format.unicodeScalars)[...]
        var result = ""
        while let scalar = scalars.popFirst() {
            guard scalar == "%" else {
                result.unicodeScalars.append(scalar)
                continue
            }
            var flags = Set<Unicode.Scalar>()
            while let flag = scalars.first, "-+ 0#".unicodeScalars.contains(flag) {
                flags.insert(flag)
                scalars.removeFirst()
            }
            let width = number(&scalars) ?? 0
            var precision: Int?
            if scalars.first == "." {
                scalars.removeFirst()
                precision = number(&scalars) ?? 0
            }
            guard let kind = scalars.popFirst() else {
                throw TemplateProblem("the format \"\(format)\" ends within a field.")
            }
            if kind == "%" {
                result += "%"
                continue
            }
            guard let value = rest.popFirst() else {
                throw TemplateProblem("the format \"\(format)\" has more fields than values.")
            }
            let text = try field(value, kind, flags, precision)
            let isNumber = kind != "s" && kind != "r"
            if isNumber, flags.contains("0"), !flags.contains("-") {
                let sign = text.prefix { "+- ".contains($0) }
                let digits = String(text.dropFirst(sign.count))
                result += sign
                result += PythonText.padded(digits, width - sign.count, with: "0") { $0 }
            } else {
                result += PythonText.padded(text, width) { flags.contains("-") ? 0 : $0 }
            }
        }
        guard rest.isEmpty else {
            throw TemplateProblem("the format \"\(format)\" has fewer fields than values.")
        }
        return result
    }

    private static func number(_ scalars: inout ArraySlice<Unicode.Scalar>) -> Int? {
        var value: Int?
        while let digit = scalars.first, "0"..."9" ~= digit {
            value = min((value ?? 0) * 10 + Int(digit.value) - 48, 100_000)
            scalars.removeFirst()
        }
        return value
    }

    private static func field(
        _ value: TemplateValue, _ kind: Unicode.Scalar, _ flags: Set<Unicode.Scalar>,
        _ precision: Int?
    ) throws -> String {
        var text: String
        switch kind {
        case "s", "r":
            text = kind == "s" ? try value.printed : value.repr
            return precision.map { String(text.unicodeScalars.prefix($0)) } ?? text
        case "d", "i", "u":
            guard let number = value.number, abs(number) < 9e18 else {
                throw TemplateProblem("%\(kind) needs a number, not \(value.kind).")
            }
            text = String(value.integer ?? Int(number))
        case "x", "X", "o":
            guard let number = value.integer else {
                throw TemplateProblem("%\(kind) needs a whole number, not \(value.kind).")
            }
            text = String(number, radix: kind == "o" ? 8 : 16, uppercase: kind == "X")
        case "f", "F", "e", "E", "g", "G":
            guard let number = value.number else {
                throw TemplateProblem("%\(kind) needs a number, not \(value.kind).")
            }
            text = String(format: "%.\(min(precision ?? 6, 300))\(kind)", number)
        default: throw TemplateProblem("the format has an unknown field %\(kind).")
        }
        if !text.hasPrefix("-") {
            if flags.contains("+") {
                text = "+" + text
            } else if flags.contains(" ") {
                text = " " + text
            }
        }
        return text
    }

    /// `"{} {0} {name}".format(…)` with plain fields.
    static func format(
        _ format: String, _ values: [TemplateValue], _ named: TemplateDictionary
    ) throws -> String {
        var scalars = Array(format.unicodeScalars)[...]
        var result = ""
        var next = 0
        while let scalar = scalars.popFirst() {
            if scalar == "{" || scalar == "}", scalars.first == scalar {
                scalars.removeFirst()
                result.unicodeScalars.append(scalar)
                continue
            }
            guard scalar == "{" else {
                result.unicodeScalars.append(scalar)
                continue
            }
            guard let end = scalars.firstIndex(of: "}") else {
                throw TemplateProblem("the format \"\(format)\" ends within a field.")
            }
            let name = PythonText.string(scalars[..<end])
            scalars = scalars[(end + 1)...]
            let place = name.isEmpty ? next : Int(name)
            next += name.isEmpty ? 1 : 0
            if let place, values.indices.contains(place) {
                result += try values[place].printed
            } else if let value = named[name] {
                result += try value.printed
            } else {
                throw TemplateProblem("the format has no value for {\(name)}.")
            }
        }
        return result
    }
}
