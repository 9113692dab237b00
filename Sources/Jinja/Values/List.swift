/// A list of a template, or one of the things that Python has beside lists.
///
/// They differ in what templates can see: a generator is true even when it gives nothing, has no
/// length and is used up by the first loop over it.
struct List: Sendable {
    enum Kind: Sendable {
        case list
        case tuple
        /// A tuple of `groupby`, with the attributes `grouper` and `list`.
        case group
        case range(start: Int, end: Int, step: Int)
        /// `dict_items` and the like: has a length but no places.
        case view(String)
        case generator(GeneratorPosition)

        var name: String {
            switch self {
            case .list: "a list"
            case .tuple, .group: "a tuple"
            case .range: "a range"
            case .view: "a view of a mapping"
            case .generator: "a generator"
            }
        }

        /// Whether it has places that a template can ask for.
        var isArray: Bool {
            switch self {
            case .list, .tuple, .group: true
            case .range, .view, .generator: false
            }
        }

        var isTuple: Bool {
            switch self {
            case .tuple, .group: true
            default: false
            }
        }
    }

    let items: [Value]
    let kind: Kind
    /// Levels of values, this one included.
    let depth: Int

    init(_ items: [Value], _ kind: Kind = .list) {
        self.items = items
        self.kind = kind
        depth = items.reduce(1) { max($0, $1.depth + 1) }
    }

    var isTrue: Bool { if case .generator = kind { true } else { !items.isEmpty } }

    /// The items left; a generator has none left after it.
    func taken() -> ArraySlice<Value> {
        guard case .generator(let position) = kind else { return items[...] }
        defer { position.index = items.count }
        return items[min(position.index, items.count)...]
    }

    /// The next item of a generator, the first of everything else.
    func next() -> Value? {
        guard case .generator(let position) = kind else { return items.first }
        guard position.index < items.count else { return nil }
        position.index += 1
        return items[position.index - 1]
    }
}

/// The position of a generator. It lives within one rendering, on one thread.
final class GeneratorPosition: @unchecked Sendable {
    var index = 0
}
