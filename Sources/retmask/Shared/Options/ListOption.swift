import ArgumentParser
import Foundation
import Haystacks
import HelmetSuite
import Numbers
import Pipeline
import Storage

/// Lengths in tokens, or other counts, as a grid takes them: `128,256`, `1k,2k`, `start:end:count`.
struct LengthList {
    let values: [Int]

    static func parse(_ text: String) throws -> LengthList {
        let values = try GridValues.lengths(text)
        guard !values.isEmpty else { throw UsageError("give one or more, such as 128,256") }
        return LengthList(values: values)
    }

    /// Lengths for which files of HELMET's recall category can be made.
    static func recallFiles(_ text: String) throws -> LengthList {
        let values = try GridValues.lengths(text, in: RecallFiles.range)
        guard !values.isEmpty else { throw UsageError("give one or more, such as 4k,8k") }
        return LengthList(values: values)
    }

    /// Numbers of heads.
    static func counts(_ text: String) throws -> LengthList {
        guard let list = try? parse(text), list.values.allSatisfy(Limits.heads.contains) else {
            throw UsageError(
                "give whole numbers, \(Limits.heads), as 1,2,4 or start:end:count")
        }
        return list
    }
}

/// Depths in percent, written in the same ways.
struct DepthList {
    let values: [Double]

    static func parse(_ text: String) throws -> DepthList {
        let values = try GridValues.depths(text)
        guard !values.isEmpty else { throw UsageError("give one or more, such as 0,50,100") }
        return DepthList(values: values)
    }
}

/// A file, or a number of what comes with the tool.
enum FileOrCount {
    case file(String)
    case count(Int)

    static func needles(_ text: String) throws -> FileOrCount { try parse(text, Limits.needles) }
    static func prompts(_ text: String) throws -> FileOrCount { try parse(text, Limits.prompts) }
    static func examples(_ text: String) throws -> FileOrCount { try parse(text, Limits.examples) }

    /// A text that reads as a number is one, whatever files there are.
    private static func parse(_ text: String, _ range: NumberRange<Int>) throws -> FileOrCount {
        let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        guard !text.isEmpty, digits.allSatisfy(\.isNumber) || Double(text) != nil else {
            guard !text.isEmpty else { throw UsageError("give a file, or \(range.sentence)") }
            return .file(text)
        }
        guard let count = range.number(text) else {
            throw UsageError("give a file, or \(range.sentence)")
        }
        return .count(count)
    }

    var needles: NeedleSource.Needles {
        switch self {
        case .file(let path): .file(URL(fileURLWithPath: path))
        case .count(let count): .count(count)
        }
    }

    /// Nil for a count.
    var path: String? {
        if case .file(let path) = self { path } else { nil }
    }
}
