import ArgumentParser
import Numbers

/// Options that are numbers: the range of each is in its help and is checked while the command line
/// is read, before anything is opened or computed. `-1` after one is its value, not another option.
///
/// ```swift
/// @Option(Limits.threads, "CPU threads of one operator; all cores when left out.") var threads: Int?
/// ```
extension Option {
    init<Number>(
        _ range: NumberRange<Number>, _ text: String, valueName: String? = nil
    ) where Value == Number? {
        self.init(
            parsing: .unconditional, help: .number(text, range, valueName),
            transform: { try range.parse($0) })
    }

    init(
        wrappedValue: Value, _ range: NumberRange<Value>, _ text: String, valueName: String? = nil
    ) where Value: Comparable & Sendable & LosslessStringConvertible {
        self.init(
            wrappedValue: wrappedValue, parsing: .unconditional,
            help: .number(text, range, valueName, usual: wrappedValue),
            transform: { try range.parse($0) })
    }
}

extension ArgumentHelp {
    /// `Threads of one operator (1 to 1024; default: 2).`
    static func number<Number>(
        _ text: String, _ range: NumberRange<Number>, _ valueName: String?, usual: Number? = nil
    ) -> ArgumentHelp {
        let clause = text.hasSuffix(".") ? String(text.dropLast()) : text
        let usual = usual.map { "; default: \($0)" } ?? ""
        return ArgumentHelp("\(clause) (\(range)\(usual)).", valueName: valueName)
    }
}
