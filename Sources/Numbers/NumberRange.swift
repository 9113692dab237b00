import Storage

/// The numbers that an option, a recipe's field or a file may hold: whole ones or others, from a
/// lowest to a highest.
///
/// ```swift
/// NumberRange(1...1024).number("2000")                  // nil
/// NumberRange(above: 0.0, through: 1).contains(.nan)    // false
/// NumberRange(above: 0.0, through: 1).description       // above 0, at most 1
/// ```
public struct NumberRange<Number: Comparable & Sendable & LosslessStringConvertible>: Sendable {
    /// The lower end, accepted unless the range is above it.
    public let lowest: Number
    /// The upper end, accepted unless the range is half open.
    public let highest: Number
    /// Whether the ends themselves are outside.
    private let excludesLowest: Bool
    private let excludesHighest: Bool

    /// Both ends are accepted.
    public init(_ range: ClosedRange<Number>) {
        (lowest, highest) = (range.lowerBound, range.upperBound)
        (excludesLowest, excludesHighest) = (false, false)
    }

    /// The lower end is accepted, the upper one is not.
    public init(_ range: Range<Number>) {
        (lowest, highest) = (range.lowerBound, range.upperBound)
        (excludesLowest, excludesHighest) = (false, true)
    }

    /// The upper end is accepted, the lower one is not.
    public init(above lowest: Number, through highest: Number) {
        (self.lowest, self.highest) = (lowest, highest)
        (excludesLowest, excludesHighest) = (true, false)
    }

    /// False for NaN, which compares with nothing.
    public func contains(_ number: Number) -> Bool {
        (excludesLowest ? number > lowest : number >= lowest)
            && (excludesHighest ? number < highest : number <= highest)
    }

    /// Reads a number as Swift writes it, in ASCII digits and without blanks; nil for what is no
    /// number of the range.
    public func number(_ text: String) -> Number? {
        guard let number = Number(text), contains(number) else { return nil }
        return number
    }

    /// As ``number(_:)``, or an error that names the numbers that are.
    public func parse(_ text: String) throws -> Number {
        guard let number = number(text) else { throw UsageError("give \(sentence)") }
        return number
    }

    /// `a whole number, 1 to 1024` or `a number above 0, at most 1`
    public var sentence: String {
        let kind = Number.self is any BinaryInteger.Type ? "a whole number" : "a number"
        return excludesLowest ? "\(kind) \(description)" : "\(kind), \(description)"
    }
}

extension NumberRange: CustomStringConvertible {
    /// `1 to 1024`, `above 0, at most 1` or `0 or more, below 0.5`
    public var description: String {
        let (low, high) = (Self.text(lowest), Self.text(highest))
        switch (excludesLowest, excludesHighest) {
        case (false, false): return "\(low) to \(high)"
        case (false, true): return "\(low) or more, below \(high)"
        case (true, _): return "above \(low), at most \(high)"
        }
    }

    /// `1000000`, where Swift writes 1000000.0.
    private static func text(_ number: Number) -> String {
        let text = "\(number)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
