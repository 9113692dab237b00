import Foundation

/// Python's format specification of a value: `[[fill]align][sign][#][0][width][,][.precision][type]`.
struct FormatSpec {
    var fill: Unicode.Scalar = " "
    /// Nil is the value's own: numbers to the right, text to the left.
    var align: Unicode.Scalar?
    var sign: Unicode.Scalar = "-"
    var isAlternate = false
    var width = 0
    var separator: Unicode.Scalar?
    var precision: Int?
    var type: Unicode.Scalar?

    init() {}

    /// - Throws: `RenderError` for what is no specification.
    init(_ text: String) throws {
        var scalars = Array(text.unicodeScalars)[...]
        func isAlign(_ scalar: Unicode.Scalar?) -> Bool {
            scalar.map { "<>=^".unicodeScalars.contains($0) } ?? false
        }
        if scalars.count > 1, isAlign(scalars[1]) {
            (fill, align) = (scalars[0], scalars[1])
            scalars = scalars.dropFirst(2)
        } else if isAlign(scalars.first) {
            align = scalars.popFirst()
        }
        if let mark = scalars.first, "+- ".unicodeScalars.contains(mark) {
            sign = mark
            scalars.removeFirst()
        }
        if scalars.first == "#" {
            isAlternate = true
            scalars.removeFirst()
        }
        if scalars.first == "0", align == nil { (fill, align) = ("0", "=") }
        width = Self.number(&scalars) ?? 0
        if scalars.first == "," || scalars.first == "_" { separator = scalars.popFirst() }
        if scalars.first == "." {
            scalars.removeFirst()
            guard let digits = Self.number(&scalars) else {
                throw RenderError("the format \"\(text)\" has no digits after the point.")
            }
            precision = digits
        }
        type = scalars.popFirst()
        guard scalars.isEmpty else { throw RenderError("\"\(text)\" is no format.") }
    }

    /// Digits at the beginning; numbers beyond 64 bits become the largest.
    static func number(_ scalars: inout ArraySlice<Unicode.Scalar>) -> Int? {
        var value: Int?
        while let digit = scalars.first, "0"..."9" ~= digit {
            let (product, isLarge) = (value ?? 0).multipliedReportingOverflow(by: 10)
            let (sum, isTooLarge) = product.addingReportingOverflow(Int(digit.value) - 48)
            value = isLarge || isTooLarge ? .max : sum
            scalars.removeFirst()
        }
        return value
    }

    func sign(_ isNegative: Bool) -> String {
        isNegative ? "-" : sign == "-" ? "" : String(Character(sign))
    }

    /// The first code points, as many as the precision says.
    func shortened(_ text: String) -> String {
        precision.map { PythonText.string(text.unicodeScalars.prefix($0)) } ?? text
    }

    /// A value of any kind.
    func text(_ value: Value, _ budget: RenderBudget) throws -> String {
        switch value {
        case .string(let text):
            guard type == nil || type == "s", separator == nil, !isAlternate, sign == "-",
                align != "="
            else { throw RenderError("a text is formatted as a number.") }
            var spec = self
            spec.align = align ?? "<"
            return try spec.placed(shortened(text), sign: "", budget)
        case .bool, .int:
            guard let type, "eEfFgG%".unicodeScalars.contains(type) else {
                return try text(whole: value.integer ?? 0, budget)
            }
            return try text(real: value.number ?? 0, budget)
        case .double(let number): return try text(real: number, budget)
        default: throw RenderError("\(value.kind) is formatted as text or number.")
        }
    }

    func text(whole number: Int, _ budget: RenderBudget) throws -> String {
        let radix: Int
        switch type {
        case nil, "d": radix = 10
        case "x", "X": radix = 16
        case "o": radix = 8
        case "b": radix = 2
        default: throw RenderError("a whole number has no format \"\(type!)\".")
        }
        guard precision == nil else {
            throw RenderError("a whole number has no precision.")
        }
        let digits = String(number.magnitude, radix: radix, uppercase: type == "X")
        let prefix = isAlternate && radix != 10 ? "0" + String(Character(type ?? "x")) : ""
        return try placed(
            digits, sign: sign(number < 0) + prefix, group: radix == 10 ? 3 : 4, budget)
    }

    func text(real number: Double, _ budget: RenderBudget) throws -> String {
        let digits = precision ?? 6
        guard digits <= 400 else {
            throw RenderError(
                "\(digits) digits of a float are not supported; give at most 400.")
        }
        let size = abs(number)
        var text: String
        switch type {
        case "f", "F", "e", "E", "g", "G":
            text = String(format: "%\(isAlternate ? "#" : "").\(digits)\(type ?? "f")", size)
        case "%": text = String(format: "%.\(digits)f", size * 100) + "%"
        case nil where precision == nil: text = PythonNumber.text(size)
        case nil:
            // As g, but a float keeps its point.
            let exponent =
                size == 0
                ? 0
                : Int(String(format: "%.\(max(digits, 1) - 1)e", size).split(separator: "e")[1])
                    ?? 0
            text = String(format: "%.\(digits)g", size)
            if size.isFinite, !text.contains("."), !text.contains("e") {
                text =
                    exponent < max(digits, 1) - 1 || digits == 0 && exponent < 0
                    ? text + ".0" : String(format: "%.\(max(digits, 1) - 1)e", size)
            }
        default: throw RenderError("a float has no format \"\(type!)\".")
        }
        return try placed(
            text, sign: sign(number.sign == .minus && !number.isNaN), group: 3, budget)
    }

    /// Sign, filling and digits in their order.
    func placed(
        _ text: String, sign: String, group: Int? = nil, _ budget: RenderBudget
    ) throws -> String {
        var body = text
        if let separator, let group {
            let whole = text.prefix { $0.isHexDigit }
            body = Self.grouped(String(whole), group, separator) + text.dropFirst(whole.count)
        }
        let taken = body.unicodeScalars.count + sign.unicodeScalars.count
        let (missing, overflow) = width.subtractingReportingOverflow(taken)
        guard !overflow, missing > 0 else { return sign + body }
        if separator != nil, align == "=", fill == "0" {
            throw RenderError("zeros before grouped digits are not supported.")
        }
        let mark = String(Character(fill))
        try budget.text(mark.utf8.count, times: missing)
        func filling(_ count: Int) -> String { String(repeating: mark, count: count) }
        switch align ?? ">" {
        case "<": return sign + body + filling(missing)
        case "^": return filling(missing / 2) + sign + body + filling(missing - missing / 2)
        case "=": return sign + filling(missing) + body
        default: return filling(missing) + sign + body
        }
    }

    private static func grouped(
        _ digits: String, _ size: Int, _ separator: Unicode.Scalar
    ) -> String {
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % size == 0 {
                result.unicodeScalars.append(separator)
            }
            result.append(digit)
        }
        return result
    }
}
