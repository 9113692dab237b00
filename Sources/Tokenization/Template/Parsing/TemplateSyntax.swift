/// An expression of a template.
indirect enum TemplateExpression: Sendable {
    case literal(TemplateValue)
    case name(String, line: Int)
    case list([TemplateExpression])
    case tuple([TemplateExpression])
    case dictionary([(key: TemplateExpression, value: TemplateExpression)])
    case attribute(TemplateExpression, String, line: Int)
    case item(TemplateExpression, TemplateExpression, line: Int)
    case slice(
        TemplateExpression, TemplateExpression?, TemplateExpression?, TemplateExpression?,
        line: Int)
    case call(TemplateExpression, TemplateArguments, line: Int)
    case filter(TemplateExpression, String, TemplateArguments, line: Int)
    case test(TemplateExpression, String, TemplateArguments, isNegated: Bool, line: Int)
    case unary(String, TemplateExpression, line: Int)
    case binary(String, TemplateExpression, TemplateExpression, line: Int)
    /// `a < b <= c`: every neighbour is compared, each operand is evaluated once.
    case comparison(TemplateExpression, [(sign: String, right: TemplateExpression)], line: Int)
    case conditional(
        TemplateExpression, condition: TemplateExpression, otherwise: TemplateExpression?)
}

struct TemplateArguments: Sendable {
    var positional: [TemplateExpression] = []
    var named: [(name: String, value: TemplateExpression)] = []
    /// `*list`: further ones by place.
    var rest: TemplateExpression?
    /// `**mapping`: further ones by name.
    var namedRest: TemplateExpression?
}

/// The statement of a `{% … %}` or of plain text.
indirect enum TemplateStatement: Sendable {
    case text(String)
    case output(TemplateExpression, line: Int)
    case set(TemplateTarget, TemplateExpression, line: Int)
    case setBlock(
        TemplateTarget, filters: [(String, TemplateArguments)], [TemplateStatement], line: Int)
    case condition(
        [(test: TemplateExpression, body: [TemplateStatement])], otherwise: [TemplateStatement])
    case loop(TemplateLoop)
    case macro(TemplateMacro)
    /// `{% call(…) macro(…) %}`: the body is what the macro's `caller` gives.
    case call(TemplateExpression, TemplateMacro, line: Int)
    case with([(name: String, value: TemplateExpression)], [TemplateStatement])
    /// A stretch that is rendered as it is, in a scope of its own: `generation`.
    case group([TemplateStatement])
    case filtered([(String, TemplateArguments)], [TemplateStatement], line: Int)
    case stop(line: Int)
    case skip(line: Int)
}

/// The target of an assignment.
indirect enum TemplateTarget: Sendable {
    case name(String)
    case attribute(String, String)
    /// Unpacked, also into names within parentheses.
    case names([TemplateTarget])
}

struct TemplateLoop: Sendable {
    var target: TemplateTarget
    var items: TemplateExpression
    var filter: TemplateExpression?
    var body: [TemplateStatement]
    var otherwise: [TemplateStatement]
    /// Its body may call `loop` with further items.
    var isRecursive = false
    var line: Int
}

struct TemplateMacro: Sendable {
    var name: String
    /// Those of `varargs`, `kwargs` and `caller` that the body asks for; a macro that asks for neither of
    /// the first two takes no arguments but its own.
    var extras: Set<String> = []
    var parameters: [(name: String, value: TemplateExpression?)]
    var body: [TemplateStatement]
    var line: Int
}
