import Foundation

/// Python's operators.
extension Value {
    func unary(_ sign: String) throws -> Value {
        if sign == "not" { return .bool(!isTrue) }
        switch (self, sign) {
        case (.double(let value), "-"): return .double(-value)
        case (.double, _): return self
        default:
            guard let value = integer else {
                throw RenderError("\(kind) has no sign.")
            }
            guard sign == "-" else { return .int(value) }
            return .int(try Self.checked(0.subtractingReportingOverflow(value)))
        }
    }

    func combined(_ sign: String, _ other: Value, _ budget: RenderBudget) throws -> Value {
        switch sign {
        case "~":
            return .string(try Self.joined(text(budget), other.text(budget), budget))
        case "+":
            if case .string(let one) = self, case .string(let two) = other {
                return .string(try Self.joined(one, two, budget))
            }
            if let one = array, let two = other.array, isTuple == other.isTuple {
                try budget.items(one.count + two.count)
                return .list(one + two, isTuple: isTuple)
            }
        case "%":
            if case .string(let format) = self {
                let values = other.isTuple ? other.array ?? [] : [other]
                return .string(
                    try PrintfFormat.apply(format, values, other.isTuple ? nil : other, budget))
            }
        case "*":
            if let count = other.integer, let copies = try repeated(count, budget) {
                return copies
            }
            if let count = integer, let copies = try other.repeated(count, budget) {
                return copies
            }
        default: break
        }
        guard let one = number, let two = other.number else {
            throw RenderError("\(kind) and \(other.kind) do not go together with \(sign).")
        }
        if let one = integer, let two = other.integer, let value = try Self.whole(sign, one, two) {
            return .int(value)
        }
        return .double(try Self.real(sign, one, two))
    }

    private static func joined(
        _ one: String, _ two: String, _ budget: RenderBudget
    ) throws -> String {
        try budget.text(one.utf8.count + two.utf8.count)
        return one + two
    }

    /// A text, list or tuple several times; nil for everything else.
    private func repeated(_ count: Int, _ budget: RenderBudget) throws -> Value? {
        if case .string(let text) = self {
            var copies = BudgetedText(budget: budget)
            try copies.append(text, times: count)
            return .string(copies.text)
        }
        guard let items = array else { return nil }
        guard count > 0, !items.isEmpty else { return .list([], isTuple: isTuple) }
        let (total, overflow) = items.count.multipliedReportingOverflow(by: count)
        try budget.items(overflow ? .max : total)
        return .list(Array(Array(repeating: items, count: count).joined()), isTuple: isTuple)
    }

    private static func checked(_ result: (partialValue: Int, overflow: Bool)) throws -> Int {
        guard !result.overflow else {
            throw RenderError("a whole number has more than 64 bits.")
        }
        return result.partialValue
    }

    /// Whole numbers; nil where Python goes over to floats.
    private static func whole(_ sign: String, _ one: Int, _ two: Int) throws -> Int? {
        switch sign {
        case "+": return try checked(one.addingReportingOverflow(two))
        case "-": return try checked(one.subtractingReportingOverflow(two))
        case "*": return try checked(one.multipliedReportingOverflow(by: two))
        case "//", "%":
            guard two != 0 else { throw RenderError("division by zero.") }
            if two == -1 {
                return sign == "%" ? 0 : try checked(0.subtractingReportingOverflow(one))
            }
            let rest = one % two
            // Python rounds down; the rest has the sign of the divisor.
            let isDown = rest != 0 && (rest < 0) != (two < 0)
            return sign == "//" ? one / two - (isDown ? 1 : 0) : rest + (isDown ? two : 0)
        case "**":
            guard two >= 0 else { return nil }
            if abs(Double(one)) <= 1 { return two == 0 ? 1 : two % 2 == 0 ? one * one : one }
            var value = 1
            for _ in 0..<min(two, 65) {
                value = try checked(value.multipliedReportingOverflow(by: one))
            }
            return value
        default: return nil
        }
    }

    private static func real(_ sign: String, _ one: Double, _ two: Double) throws -> Double {
        if ["/", "//", "%"].contains(sign), two == 0 { throw RenderError("division by zero.") }
        switch sign {
        case "+": return one + two
        case "-": return one - two
        case "*": return one * two
        case "/": return one / two
        case "//", "%":
            var rest = fmod(one, two)
            if rest != 0, (rest < 0) != (two < 0) { rest += two }
            if sign == "%" { return rest == 0 ? copysign(0, two) : rest }
            return ((one - rest) / two).rounded()
        default:
            if one == 0, two < 0 { throw RenderError("division by zero.") }
            let value = pow(one, two)
            guard value.isFinite || !one.isFinite || !two.isFinite else {
                throw RenderError(
                    "\(PythonNumber.text(one)) ** \(PythonNumber.text(two)) is no number that fits."
                )
            }
            return value
        }
    }

    var isTuple: Bool {
        if case .sequence(let list) = self { list.kind.isTuple } else { false }
    }
}
