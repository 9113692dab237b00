import Foundation

/// Functions that every template can call.
enum TemplateGlobals {
    static let functions: [String: TemplateValue] = [
        "raise_exception": function("raise_exception") { arguments, _ in
            throw TemplateProblem(arguments.first?.text ?? "the template refuses this.")
        },
        "strftime_now": function("strftime_now") { arguments, _ in
            .string(strftime(arguments.first?.text ?? "", Date()))
        },
        "namespace": function("namespace") { arguments, named in
            var values = TemplateDictionary()
            if case .dictionary(let table)? = arguments.first { values = table }
            for (key, value) in named { values[key] = value }
            return .namespace(TemplateNamespace(values))
        },
        "dict": function("dict") { arguments, named in
            var values = TemplateDictionary()
            if case .dictionary(let table)? = arguments.first { values = table }
            for (key, value) in named { values[key] = value }
            return .dictionary(values)
        },
        "range": function("range") { arguments, _ in try range(arguments) },
    ]

    private static func function(
        _ name: String,
        _ body: @escaping ([TemplateValue], TemplateDictionary) throws -> TemplateValue
    ) -> TemplateValue {
        .function(TemplateFunction(name: name, body: body))
    }

    static func range(_ arguments: [TemplateValue]) throws -> TemplateValue {
        let numbers = arguments.compactMap(\.integer)
        guard numbers.count == arguments.count, 1...3 ~= numbers.count else {
            throw TemplateProblem("range needs one to three whole numbers.")
        }
        let start = numbers.count > 1 ? numbers[0] : 0
        let end = numbers.count > 1 ? numbers[1] : numbers[0]
        let step = numbers.count > 2 ? numbers[2] : 1
        guard step != 0 else { throw TemplateProblem("the step of range is 0.") }
        // As in Jinja's sandbox.
        guard abs(Double(end) - Double(start)) / abs(Double(step)) <= 100_000 else {
            throw TemplateProblem("range is too long; at most 100000 numbers are allowed.")
        }
        return .list(stride(from: start, to: end, by: step).map { .int($0) })
    }

    /// C's `strftime` in local time and the C locale, as Python has it.
    static func strftime(_ format: String, _ date: Date) -> String {
        var seconds = time_t(date.timeIntervalSince1970)
        var parts = tm()
        localtime_r(&seconds, &parts)
        var buffer = [CChar](repeating: 0, count: 1024)
        let count = Foundation.strftime(&buffer, buffer.count, format, &parts)
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
