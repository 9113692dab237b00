public import Storage

/// A Jinja template: parsed once, rendered as often as it is needed.
///
/// ```swift
/// let template = try Template("{% for name in names %}{{ name | upper }} {% endfor %}")
/// try template.render(["names": .array([.string("ada"), .string("grace")])])
/// // "ADA GRACE "
/// ```
/// It is the Jinja of transformers: with `trim_blocks`, `lstrip_blocks`, `break`, `continue`,
/// `generation`, `raise_exception` and `strftime_now`, and without what its sandbox forbids. Covered
/// are loops, conditions, macros, namespaces, filters, tests, slices and the methods of strings;
/// anything else is an error with its line.
public struct Template: Sendable {
    private let name: String
    private let statements: [Statement]

    /// Parses the source of a template.
    ///
    /// - Parameter name: the name of the template in errors.
    /// - Throws: `DataError` with the line of what cannot be read.
    public init(_ source: String, name: String = "template") throws {
        self.name = name
        statements = try Parser.parse(source, name: name)
    }

    /// The text of the template with these variables.
    ///
    /// - Throws: `DataError` with the template's line, also for what the template itself refuses and
    ///   for one that takes more than its budget.
    public func render(
        _ variables: [String: JSONValue], budget: RenderBudget = RenderBudget()
    ) throws -> String {
        try Renderer(name: name, variables.mapValues { Value($0) }, budget).render(statements)
    }

    /// A value as Python's `repr` writes it, which is how templates print lists and mappings.
    package static func repr(_ value: JSONValue) throws -> String {
        try Value(value).repr(RenderBudget())
    }
}
