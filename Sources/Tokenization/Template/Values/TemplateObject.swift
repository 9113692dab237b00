/// A thing with attributes of its own. It lives within one rendering, on one thread.
public class TemplateObject: @unchecked Sendable {
    /// For error messages.
    var kind: String { "an object" }
    /// Levels of the values that it holds; what is set later counts for nothing, since
    /// `TemplateBudget.release` takes that apart one by one.
    var depth: Int { 1 }

    /// Nil where there is none, which a template sees as undefined.
    func attribute(_ name: String, _ budget: TemplateBudget) throws -> TemplateValue? { nil }

    func call(_ given: TemplateCall) throws -> TemplateValue {
        throw TemplateProblem("\(kind) cannot be called.")
    }

    func print(into text: inout BudgetedText, level: Int) throws {
        throw TemplateProblem("\(kind) cannot be printed.")
    }
}

/// `namespace(...)`: the one thing that an assignment within a loop can change outside of it.
final class TemplateNamespace: TemplateObject, TemplateHolder, @unchecked Sendable {
    var values: TemplateDictionary
    init(_ values: TemplateDictionary) { self.values = values }

    override var kind: String { "a namespace" }
    override func attribute(_ name: String, _ budget: TemplateBudget) -> TemplateValue? {
        values[name]
    }

    override func print(into text: inout BudgetedText, level: Int) throws {
        try text.append("<Namespace ")
        try TemplateValue.dictionary(values).write(into: &text, level: level + 1)
        try text.append(">")
    }

    func letGo() { values = TemplateDictionary() }
}

/// `cycler(a, b)`: gives its values in turn, from call to call.
final class TemplateCycler: TemplateObject, @unchecked Sendable {
    private let list: TemplateList
    private var place = 0
    init(_ items: [TemplateValue]) { list = TemplateList(items) }

    override var kind: String { "a cycler" }
    override var depth: Int { list.depth + 1 }
    override func attribute(_ name: String, _ budget: TemplateBudget) -> TemplateValue? {
        switch name {
        case "current": list.items[place]
        case "pos": .int(place)
        case "items": .list(list.items, isTuple: true)
        case "next":
            .function(name, depth: depth + 1) { [self] _ in
                defer { place = (place + 1) % list.items.count }
                return list.items[place]
            }
        case "reset":
            .function(name, depth: depth + 1) { [self] _ in
                place = 0
                return .null
            }
        default: nil
        }
    }
}

/// `joiner(", ")`: nothing at the first call, then its text.
final class TemplateJoiner: TemplateObject, @unchecked Sendable {
    private let separator: TemplateValue
    private var isUsed = false
    init(_ separator: TemplateValue) { self.separator = separator }

    override var kind: String { "a joiner" }
    override var depth: Int { separator.depth + 1 }
    override func attribute(_ name: String, _ budget: TemplateBudget) -> TemplateValue? {
        switch name {
        case "sep": separator
        case "used": .bool(isUsed)
        default: nil
        }
    }

    override func call(_ given: TemplateCall) -> TemplateValue {
        defer { isUsed = true }
        return isUsed ? separator : .string("")
    }
}

/// The variable `loop`.
final class TemplateLoopState: TemplateObject, TemplateHolder, @unchecked Sendable {
    private let list: TemplateList
    private let level: Int
    /// Runs the loop over other items; nil when it is not `recursive`.
    private var again: ((TemplateLoopState, TemplateValue) throws -> String)?
    var index = 0
    private var last: [TemplateValue]?

    init(
        _ items: [TemplateValue], level: Int,
        again: ((TemplateLoopState, TemplateValue) throws -> String)?
    ) {
        list = TemplateList(items)
        self.level = level
        self.again = again
    }

    override var kind: String { "a loop" }
    override var depth: Int { list.depth + 1 }
    var nextLevel: Int { level + 1 }

    override func attribute(_ name: String, _ budget: TemplateBudget) -> TemplateValue? {
        let items = list.items
        switch name {
        case "index": return .int(index + 1)
        case "index0": return .int(index)
        case "revindex": return .int(items.count - index)
        case "revindex0": return .int(items.count - index - 1)
        case "first": return .bool(index == 0)
        case "last": return .bool(index == items.count - 1)
        case "length": return .int(items.count)
        case "depth": return .int(level + 1)
        case "depth0": return .int(level)
        case "previtem": return index > 0 ? items[index - 1] : .undefined("loop.previtem")
        case "nextitem":
            return index + 1 < items.count ? items[index + 1] : .undefined("loop.nextitem")
        case "cycle":
            return .function(name) { [index] given in
                guard !given.positional.isEmpty else {
                    throw TemplateProblem("loop.cycle needs values.")
                }
                return given.positional[index % given.positional.count]
            }
        case "changed": return .function(name, depth: depth + 1) { try self.changed($0) }
        default: return nil
        }
    }

    private func changed(_ given: TemplateCall) throws -> TemplateValue {
        let (old, new) = (TemplateValue.list(last ?? []), TemplateValue.list(given.positional))
        if last != nil, try old.equals(new, given.budget) { return .bool(false) }
        if last == nil { try given.budget.hold(self) }
        last = given.positional
        return .bool(true)
    }

    override func call(_ given: TemplateCall) throws -> TemplateValue {
        guard let again else {
            throw TemplateProblem("the loop is called, but it has no recursive modifier.")
        }
        guard given.positional.count == 1 else {
            throw TemplateProblem("a recursive loop is called with its items alone.")
        }
        return .string(try again(self, given.positional[0]))
    }

    override func print(into text: inout BudgetedText, level: Int) throws {
        try text.append("<LoopContext \(index + 1)/\(list.items.count)>")
    }

    func letGo() {
        last = nil
        again = nil
    }
}
