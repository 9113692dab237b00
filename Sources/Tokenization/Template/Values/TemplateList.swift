/// A list of a template, or one of the things that Python has beside lists.
///
/// They differ in what templates can see: a generator is true even when it gives nothing, has no
/// length and is used up by the first loop over it.
public struct TemplateList: Sendable {
    enum Kind: Sendable {
        case list
        case tuple
        /// A tuple of `groupby`, with the attributes `grouper` and `list`.
        case group
        case range(start: Int, end: Int, step: Int)
        /// `dict_items` and the like: has a length but no places.
        case view(String)
        case stream(TemplateStream)

        var name: String {
            switch self {
            case .list: "a list"
            case .tuple, .group: "a tuple"
            case .range: "a range"
            case .view: "a view of a mapping"
            case .stream: "a generator"
            }
        }

        /// Whether it has places that a template can ask for.
        var isArray: Bool {
            switch self {
            case .list, .tuple, .group: true
            case .range, .view, .stream: false
            }
        }

        var isTuple: Bool {
            switch self {
            case .tuple, .group: true
            default: false
            }
        }
    }

    let items: [TemplateValue]
    let kind: Kind
    /// Levels of values, this one included.
    let depth: Int

    init(_ items: [TemplateValue], _ kind: Kind = .list) {
        self.items = items
        self.kind = kind
        depth = items.reduce(1) { max($0, $1.depth + 1) }
    }

    var isTrue: Bool { if case .stream = kind { true } else { !items.isEmpty } }

    /// The items left; a generator has none left after it.
    func taken() -> ArraySlice<TemplateValue> {
        guard case .stream(let stream) = kind else { return items[...] }
        defer { stream.place = items.count }
        return items[min(stream.place, items.count)...]
    }

    /// The next item of a generator, the first of everything else.
    func next() -> TemplateValue? {
        guard case .stream(let stream) = kind else { return items.first }
        guard stream.place < items.count else { return nil }
        stream.place += 1
        return items[stream.place - 1]
    }
}

/// The position of a generator. It lives within one rendering, on one thread.
final class TemplateStream: @unchecked Sendable {
    var place = 0
}
