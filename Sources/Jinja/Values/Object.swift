/// A thing with attributes of its own. It lives within one rendering, on one thread.
class Object: @unchecked Sendable {
    /// For error messages.
    var kind: String { "an object" }
    /// Levels of the values that it holds; what is set later counts for nothing, since
    /// `RenderBudget.release` takes that apart one by one.
    var depth: Int { 1 }

    /// Nil where there is none, which a template sees as undefined.
    func attribute(_ name: String, _ budget: RenderBudget) throws -> Value? { nil }

    func call(_ given: Arguments) throws -> Value {
        throw RenderError("\(kind) cannot be called.")
    }

    func print(into text: inout BudgetedText, level: Int) throws {
        throw RenderError("\(kind) cannot be printed.")
    }
}

/// `namespace(...)`: the one thing that an assignment within a loop can change outside of it.
final class Namespace: Object, Releasable, @unchecked Sendable {
    var values: Mapping
    init(_ values: Mapping) { self.values = values }

    override var kind: String { "a namespace" }
    override func attribute(_ name: String, _ budget: RenderBudget) -> Value? {
        values[name]
    }

    override func print(into text: inout BudgetedText, level: Int) throws {
        try text.append("<Namespace ")
        try Value.mapping(values).write(into: &text, level: level + 1)
        try text.append(">")
    }

    func release() { values = Mapping() }
}

/// `cycler(a, b)`: gives its values in turn, from call to call.
final class Cycler: Object, @unchecked Sendable {
    private let list: List
    private var place = 0
    init(_ items: [Value]) { list = List(items) }

    override var kind: String { "a cycler" }
    override var depth: Int { list.depth + 1 }
    override func attribute(_ name: String, _ budget: RenderBudget) -> Value? {
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
final class Joiner: Object, @unchecked Sendable {
    private let separator: Value
    private var isUsed = false
    init(_ separator: Value) { self.separator = separator }

    override var kind: String { "a joiner" }
    override var depth: Int { separator.depth + 1 }
    override func attribute(_ name: String, _ budget: RenderBudget) -> Value? {
        switch name {
        case "sep": separator
        case "used": .bool(isUsed)
        default: nil
        }
    }

    override func call(_ given: Arguments) -> Value {
        defer { isUsed = true }
        return isUsed ? separator : .string("")
    }
}

/// The variable `loop`.
final class LoopContext: Object, Releasable, @unchecked Sendable {
    private let list: List
    private let level: Int
    /// Runs the loop over other items; nil when it is not `recursive`.
    private var again: ((LoopContext, Value) throws -> String)?
    var index = 0
    private var last: [Value]?

    init(_ items: [Value], level: Int, again: ((LoopContext, Value) throws -> String)?) {
        list = List(items)
        self.level = level
        self.again = again
    }

    override var kind: String { "a loop" }
    override var depth: Int { list.depth + 1 }
    var nextLevel: Int { level + 1 }

    override func attribute(_ name: String, _ budget: RenderBudget) -> Value? {
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
                    throw RenderError("loop.cycle needs values.")
                }
                return given.positional[index % given.positional.count]
            }
        case "changed": return .function(name, depth: depth + 1) { try self.changed($0) }
        default: return nil
        }
    }

    private func changed(_ given: Arguments) throws -> Value {
        let (old, new) = (Value.list(last ?? []), Value.list(given.positional))
        if last != nil, try old.equals(new, given.budget) { return .bool(false) }
        if last == nil { try given.budget.hold(self) }
        last = given.positional
        return .bool(true)
    }

    override func call(_ given: Arguments) throws -> Value {
        guard let again else {
            throw RenderError("the loop is called, but it has no recursive modifier.")
        }
        guard given.positional.count == 1 else {
            throw RenderError("a recursive loop is called with its items alone.")
        }
        return .string(try again(self, given.positional[0]))
    }

    override func print(into text: inout BudgetedText, level: Int) throws {
        try text.append("<LoopContext \(index + 1)/\(list.items.count)>")
    }

    func release() {
        last = nil
        again = nil
    }
}
