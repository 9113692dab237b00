/// An expression of a template.
indirect enum Expression: Sendable {
    case literal(Value)
    case name(String, line: Int)
    case list([Expression])
    case tuple([Expression])
    case dictionary([(key: Expression, value: Expression)])
    case attribute(Expression, String, line: Int)
    case item(Expression, Expression, line: Int)
    case slice(Expression, Expression?, Expression?, Expression?, line: Int)
    case call(Expression, ArgumentList, line: Int)
    case filter(Expression, String, ArgumentList, line: Int)
    case test(Expression, String, ArgumentList, isNegated: Bool, line: Int)
    case unary(String, Expression, line: Int)
    case binary(String, Expression, Expression, line: Int)
    /// `a < b <= c`: every neighbour is compared, each operand is evaluated once.
    case comparison(Expression, [(sign: String, right: Expression)], line: Int)
    case conditional(Expression, condition: Expression, otherwise: Expression?)
}

/// The arguments of a call, filter or test.
struct ArgumentList: Sendable {
    var positional: [Expression] = []
    var named: [(name: String, value: Expression)] = []
    /// `*list`: further ones by place.
    var rest: Expression?
    /// `**mapping`: further ones by name.
    var namedRest: Expression?
}

/// The statement of a `{% … %}` or of plain text.
indirect enum Statement: Sendable {
    case text(String)
    case output(Expression, line: Int)
    case assign(AssignmentTarget, Expression, line: Int)
    /// `{% set name %}…{% endset %}`
    case assignBlock(AssignmentTarget, filters: [(String, ArgumentList)], [Statement], line: Int)
    case `if`([(test: Expression, body: [Statement])], otherwise: [Statement])
    case `for`(ForLoop)
    case macro(Macro)
    /// `{% call(…) macro(…) %}`: the body is what the macro's `caller` gives.
    case callBlock(Expression, Macro, line: Int)
    case with([(name: String, value: Expression)], [Statement])
    /// A stretch that is rendered as it is, in a scope of its own: `generation`.
    case scope([Statement])
    /// `{% filter … %}`
    case filterBlock([(String, ArgumentList)], [Statement], line: Int)
    case `break`(line: Int)
    case `continue`(line: Int)
}

/// The target of an assignment.
indirect enum AssignmentTarget: Sendable {
    case name(String)
    case attribute(String, String)
    /// Unpacked, also into names within parentheses.
    case names([AssignmentTarget])
}

/// `{% for … %}`
struct ForLoop: Sendable {
    var target: AssignmentTarget
    var items: Expression
    var filter: Expression?
    var body: [Statement]
    var otherwise: [Statement]
    /// Its body may call `loop` with further items.
    var isRecursive = false
    var line: Int
}

/// `{% macro … %}`, or the body of a `{% call … %}`.
struct Macro: Sendable {
    var name: String
    /// Those of `varargs`, `kwargs` and `caller` that the body asks for; a macro that asks for neither of
    /// the first two takes no arguments but its own.
    var extras: Set<String> = []
    var parameters: [(name: String, value: Expression?)]
    var body: [Statement]
    var line: Int
}
