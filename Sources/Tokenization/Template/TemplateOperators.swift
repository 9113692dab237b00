import Foundation

/// Python's operators.
extension TemplateValue {
    func unary(_ sign: String) throws -> TemplateValue {
        if sign == "not" { return .bool(!isTrue) }
        switch (self, sign) {
        case (.double(let value), "-"): return .double(-value)
        case (.double, _): return self
        default:
            guard let value = integer else {
                throw TemplateProblem("\(kind) has no sign.")
            }
            return .int(sign == "-" ? 0 &- value : value)
        }
    }

    func combined(_ sign: String, _ other: TemplateValue) throws -> TemplateValue {
        if sign == "~" { return .string(try Self.joined(printed, other.printed)) }
        if sign == "+" {
            if case .string(let one) = self, case .string(let two) = other {
                return .string(try Self.joined(one, two))
            }
            if case .list(let one, let isTuple) = self, case .list(let two, isTuple) = other {
                guard one.count + two.count < Self.listLimit else {
                    throw TemplateProblem("a list is too long.")
                }
                return .list(one + two, isTuple: isTuple)
            }
        }
        if sign == "%", case .string(let format) = self {
            guard case .list(let values, true) = other else {
                return .string(try PrintfFormat.apply(format, [other]))
            }
            return .string(try PrintfFormat.apply(format, values))
        }
        if sign == "*" {
            if case .list(let items, let isTuple) = self, let count = other.integer {
                guard items.count * min(max(count, 0), 1 << 30) < Self.listLimit else {
                    throw TemplateProblem("a list repeated \(count) times is too long.")
                }
                let copies = Array(repeating: items, count: max(count, 0)).joined()
                return .list(Array(copies), isTuple: isTuple)
            }
            if case .string(let text) = self, let count = other.integer {
                return .string(try Self.repeated(text, count))
            }
            if case .string(let text) = other, let count = integer {
                return .string(try Self.repeated(text, count))
            }
        }
        if let one = integer, let two = other.integer, sign != "/" {
            if let value = try Self.whole(sign, one, two) { return .int(value) }
        }
        guard let one = number, let two = other.number else {
            throw TemplateProblem("\(kind) and \(other.kind) do not go together with \(sign).")
        }
        if ["/", "//", "%"].contains(sign), two == 0 { throw TemplateProblem("division by zero.") }
        switch sign {
        case "+": return .double(one + two)
        case "-": return .double(one - two)
        case "*": return .double(one * two)
        case "/": return .double(one / two)
        case "//": return .double((one / two).rounded(.down))
        case "%": return .double(one - (one / two).rounded(.down) * two)
        default: return .double(pow(one, two))
        }
    }

    /// Beyond these a template has gone wild; an error is better than filling the memory.
    private static let textLimit = 1 << 27
    private static let listLimit = 1 << 21

    private static func joined(_ one: String, _ two: String) throws -> String {
        guard one.utf8.count + two.utf8.count < textLimit else {
            throw TemplateProblem("a text is too long.")
        }
        return one + two
    }

    private static func repeated(_ text: String, _ count: Int) throws -> String {
        guard count <= 0 || text.utf8.count * min(count, 1 << 30) < textLimit else {
            throw TemplateProblem("a text repeated \(count) times is too long.")
        }
        return String(repeating: text, count: max(count, 0))
    }

    /// Whole numbers; nil where Python goes over to floats.
    private static func whole(_ sign: String, _ one: Int, _ two: Int) throws -> Int? {
        let result: (partialValue: Int, overflow: Bool)
        switch sign {
        case "+": result = one.addingReportingOverflow(two)
        case "-": result = one.subtractingReportingOverflow(two)
        case "*": result = one.multipliedReportingOverflow(by: two)
        case "//", "%":
            guard two != 0 else { throw TemplateProblem("division by zero.") }
            let (quotient, overflow) = one.dividedReportingOverflow(by: two)
            guard !overflow else { throw TemplateProblem("a number is too large.") }
            let rest = one - quotient &* two
            // Python rounds down; the rest has the sign of the divisor.
            let isDown = rest != 0 && (rest < 0) != (two < 0)
            return sign == "//" ? quotient - (isDown ? 1 : 0) : rest + (isDown ? two : 0)
        case "**":
            guard two >= 0 else { return nil }
            var value = 1
            for _ in 0..<min(two, 64) {
                let (next, overflow) = value.multipliedReportingOverflow(by: one)
                guard !overflow else { throw TemplateProblem("a number is too large.") }
                value = next
            }
            guard two <= 64 || abs(one) <= 1 else {
                throw TemplateProblem("a number is too large.")
            }
            return two > 64 && one == -1 && two % 2 == 1 ? -1 : value
        default: return nil
        }
        guard !result.overflow else { throw TemplateProblem("a number is too large.") }
        return result.partialValue
    }

    func compares(_ sign: String, _ other: TemplateValue) throws -> Bool {
        switch sign {
        case "==": return self == other
        case "!=": return self != other
        case "in": return try other.contains(self)
        case "not in": return try !other.contains(self)
        default: break
        }
        let order = try self.order(other)
        switch sign {
        case "<": return order < 0
        case "<=": return order <= 0
        case ">": return order > 0
        default: return order >= 0
        }
    }

    /// Negative when this comes first.
    func order(_ other: TemplateValue) throws -> Int {
        if let one = number, let two = other.number { return one < two ? -1 : one > two ? 1 : 0 }
        if case .string(let one) = self, case .string(let two) = other {
            // Python compares code points.
            if one.unicodeScalars.lexicographicallyPrecedes(two.unicodeScalars) { return -1 }
            return two.unicodeScalars.lexicographicallyPrecedes(one.unicodeScalars) ? 1 : 0
        }
        if case .list(let one, _) = self, case .list(let two, _) = other {
            for (left, right) in zip(one, two) where left != right { return try left.order(right) }
            return one.count - two.count
        }
        throw TemplateProblem("\(kind) and \(other.kind) have no order.")
    }

    func contains(_ item: TemplateValue) throws -> Bool {
        switch self {
        case .list(let list, _): return list.contains(item)
        case .dictionary(let table):
            if case .string(let key) = item { return table[key] != nil }
            return false
        case .string(let text):
            guard case .string(let part) = item else {
                throw TemplateProblem("\(item.kind) cannot be in a string.")
            }
            return PythonText.find(part, in: text) != nil
        case .undefined: return false
        default: throw TemplateProblem("\(kind) contains nothing.")
        }
    }

    /// What a loop goes over.
    func items() throws -> [TemplateValue] {
        switch self {
        case .list(let list, _): return list
        case .dictionary(let table): return table.keys.map { .string($0) }
        case .string(let text):
            return text.unicodeScalars.map { .string(String(Character($0))) }
        case .undefined: return []
        default: throw TemplateProblem("\(kind) has no items to go over.")
        }
    }

    /// As text; a macro or method that was not called is a slip worth an error.
    var printed: String {
        get throws {
            if case .function(let function) = self {
                throw TemplateProblem("\(function.name) is printed but not called.")
            }
            return text
        }
    }

    func item(_ key: TemplateValue) throws -> TemplateValue {
        switch self {
        case .list(let list, _):
            guard let index = key.integer else { break }
            let place = index < 0 ? list.count + index : index
            return list.indices.contains(place) ? list[place] : .undefined("item \(index)")
        case .string(let text):
            guard let index = key.integer else { break }
            let scalars = Array(text.unicodeScalars)
            let place = index < 0 ? scalars.count + index : index
            return scalars.indices.contains(place)
                ? .string(String(Character(scalars[place]))) : .undefined("character \(index)")
        default: break
        }
        guard case .string(let name) = key else { return .undefined(key.text) }
        return try attribute(name, isItem: true)
    }

    /// `value.name`; as `value["name"]` entries come before methods.
    func attribute(_ name: String, isItem: Bool = false) throws -> TemplateValue {
        switch self {
        case .undefined(let own):
            throw TemplateProblem("\"\(own)\" is undefined, so it has no \(name).")
        case .dictionary(let table):
            if let method = isItem ? nil : TemplateMethods.of(table, name) { return method }
            return table[name] ?? .undefined(name)
        case .namespace(let space): return space.values[name] ?? .undefined(name)
        case .string(let text):
            return (isItem ? nil : TemplateMethods.of(text, name)) ?? .undefined(name)
        case .list(let list, _):
            return (isItem ? nil : TemplateMethods.of(list, name)) ?? .undefined(name)
        default: return .undefined(name)
        }
    }

    func slice(
        _ start: TemplateValue?, _ end: TemplateValue?, _ step: TemplateValue?
    ) throws -> TemplateValue {
        func bound(_ value: TemplateValue?) throws -> Int? {
            guard let value, value != .null else { return nil }
            guard let number = value.integer else {
                throw TemplateProblem("\(value.kind) is no bound of a slice.")
            }
            return number
        }
        let (from, to, by) = (try bound(start), try bound(end), try bound(step) ?? 1)
        guard by != 0 else { throw TemplateProblem("the step of a slice is 0.") }
        switch self {
        case .list(let list, let isTuple):
            return .list(Self.picked(list, from, to, by), isTuple: isTuple)
        case .string(let text):
            var view = String.UnicodeScalarView()
            view.append(contentsOf: Self.picked(Array(text.unicodeScalars), from, to, by))
            return .string(String(view))
        default: throw TemplateProblem("\(kind) cannot be sliced.")
        }
    }

    private static func picked<Item>(
        _ list: [Item], _ from: Int?, _ to: Int?, _ step: Int
    ) -> [Item] {
        let count = list.count
        func clamped(_ value: Int, _ low: Int, _ high: Int) -> Int {
            min(max(value < 0 ? value + count : value, low), high)
        }
        var result: [Item] = []
        if step > 0 {
            var index = clamped(from ?? 0, 0, count)
            let end = clamped(to ?? count, 0, count)
            while index < end {
                result.append(list[index])
                index = index.addingReportingOverflow(step).partialValue
                if index < 0 { break }
            }
        } else {
            var index = from.map { clamped($0, -1, count - 1) } ?? count - 1
            let end = to.map { clamped($0, -1, count - 1) } ?? -1
            while index > end {
                result.append(list[index])
                let (next, overflow) = index.addingReportingOverflow(step)
                if overflow { break }
                index = next
            }
        }
        return result
    }
}
