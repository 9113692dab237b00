/// Equal as Python compares them: texts by code points, objects in any order of keys, `1` and `1.0`
/// by their value. NaN equals NaN, so that a row equals itself.
extension JSONValue: Hashable {
    public static func == (one: JSONValue, two: JSONValue) -> Bool {
        switch (one, two) {
        case (.null, .null): return true
        case (.bool(let left), .bool(let right)): return left == right
        case (.string(let left), .string(let right)): return left.isExactly(right)
        case (.array(let left), .array(let right)): return left == right
        case (.object, .object): return one.byKey == two.byKey
        case (.int(let left), .int(let right)): return left == right
        default:
            guard let left = one.number, let right = two.number else { return false }
            return left == right || (left.isNaN && right.isNaN)
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let flag): hasher.combine(flag)
        case .int, .double: hasher.combine((number?.isNaN ?? true) ? 0 : number)
        case .string(let text): hasher.combine(ExactText(text))
        case .array(let items): hasher.combine(items)
        case .object: hasher.combine(byKey)
        }
    }

    /// The members of an object; of a repeated key the last one.
    private var byKey: [ExactText: JSONValue] {
        guard case .object(let members) = self else { return [:] }
        return Dictionary(members.map { (ExactText($0.key), $0.value) }) { $1 }
    }

    /// The number in it, whole or not.
    private var number: Double? {
        switch self {
        case .int(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }
}
