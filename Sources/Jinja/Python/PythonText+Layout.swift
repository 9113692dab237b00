import Foundation

/// Cases, filling, tabs and escapes.
extension PythonText {
    /// `str.title`: a capital after everything that is no letter.
    static func title(_ text: String) -> String {
        var result = ""
        var isInWord = false
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            result += isInWord ? properties.lowercaseMapping : properties.titlecaseMapping
            isInWord = properties.isCased
        }
        return result
    }

    static func capitalized(_ text: String) -> String {
        guard let first = text.unicodeScalars.first else { return text }
        return first.properties.titlecaseMapping
            + String(text.unicodeScalars.dropFirst()).lowercased()
    }

    /// Filled up to `width` code points; `share` of the filling goes to the left.
    static func padded(
        _ text: String, _ width: Int, with fill: String = " ", _ budget: RenderBudget,
        left share: (Int) -> Int
    ) throws -> String {
        try budget.text(text)
        let (missing, overflow) = width.subtractingReportingOverflow(text.unicodeScalars.count)
        guard !overflow, missing > 0 else { return text }
        try budget.text(fill.utf8.count, times: missing)
        let left = min(max(share(missing), 0), missing)
        return String(repeating: fill, count: left) + text
            + String(repeating: fill, count: missing - left)
    }

    /// Python puts the odd one to the left when the width is odd.
    static func centered(
        _ text: String, _ width: Int, _ fill: String = " ", _ budget: RenderBudget
    ) throws -> String {
        try padded(text, width, with: fill, budget) { $0 / 2 + ($0 & width & 1) }
    }

    /// Zeros between the sign and the digits.
    static func zeroFilled(_ text: String, _ width: Int, _ budget: RenderBudget) throws -> String {
        let sign = String(text.unicodeScalars.prefix { $0 == "-" || $0 == "+" }.prefix(1))
        let digits = String(text.unicodeScalars.dropFirst(sign.utf8.count))
        let rest = max(width, 0) - sign.utf8.count
        return sign + (try padded(digits, rest, with: "0", budget) { $0 })
    }

    static func swapped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            result +=
                properties.isUppercase
                ? properties.lowercaseMapping
                : properties.isLowercase ? properties.uppercaseMapping : String(Character(scalar))
        }
        return result
    }

    /// `str.expandtabs`: columns begin anew at each line.
    static func expanded(_ text: String, _ size: Int, _ budget: RenderBudget) throws -> String {
        var result = BudgetedText(budget: budget)
        try budget.letters(text)
        var column = 0
        for scalar in text.unicodeScalars {
            if scalar == "\t" {
                guard size > 0 else { continue }
                let count = size - column % size
                try result.append(" ", times: count)
                column += count
                continue
            }
            column = scalar == "\n" || scalar == "\r" ? 0 : column + 1
            try result.append(String(Character(scalar)))
        }
        return result.text
    }

    /// `str.isupper` and `str.islower`: all letters that have a case have this one, and there is one.
    static func isCased(_ text: String, upper: Bool) -> Bool {
        var isAny = false
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            if properties.generalCategory == .titlecaseLetter { return false }
            if upper ? properties.isLowercase : properties.isUppercase { return false }
            if upper ? properties.isUppercase : properties.isLowercase { isAny = true }
        }
        return isAny
    }

    static func all(_ text: String, _ test: (Unicode.Scalar) -> Bool) -> Bool {
        !text.isEmpty && text.unicodeScalars.allSatisfy(test)
    }

    static func isAlphabetic(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            true
        default: false
        }
    }

    /// HTML's five characters, as markupsafe writes them.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "'": result += "&#39;"
            case "\"": result += "&#34;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
