import Artifacts
import Foundation
import Testing

@testable import Tokenization

/// A template comes with a folder from elsewhere: whatever it does, it is rendered or refused with
/// a sentence, within the budget of one rendering.
@Suite struct HostileTemplateTests {
    /// The text, or the sentence after `!`.
    static func outcome(_ source: String) -> String {
        do {
            return try ChatTemplate(source).render(["s": .string("abc"), "l": .list([.int(1)])])
        } catch let error as DataError {
            return "!\(error.description)"
        } catch { return "no DataError: \(error)" }
    }

    private static let huge = "9223372036854775807"
    private static let steps = "!steps", text = "!MiB of text", deep = "!nested"

    /// The expected text, or after `!` a part of the sentence.
    static let cases: [(String, String)] = extremeNumbers + doublings + copies + nesting + work

    private static let extremeNumbers: [(String, String)] = [
        ("{{ 'abc'|truncate(-\(huge)) }}", "!leaves no room"),
        ("{{ 'abc'|truncate(\(huge)) }}", "abc"),
        ("{{ 'abc'|truncate(\(huge), leeway=\(huge)) }}", "abc"),
        ("{{ 'abc'|truncate(3, false, '...', -\(huge)) }}", "!leaves no room"),
        ("{{ 'abc'.ljust(-\(huge)) }}", "abc"), ("{{ 'abc'.rjust(-\(huge)) }}", "abc"),
        ("{{ 'abc'.center(-\(huge)) }}", "abc"), ("{{ '-abc'.zfill(-\(huge)) }}", "-abc"),
        ("{{ 'abc'.ljust(\(huge)) }}", text), ("{{ 'abc'.rjust(\(huge)) }}", text),
        ("{{ 'abc'.center(\(huge)) }}", text), ("{{ 'abc'.zfill(\(huge)) }}", text),
        ("{{ 'abc'|center(\(huge)) }}", text), ("{{ 'abc'|center(-\(huge)) }}", "abc"),
        ("{{ 'abc'|indent(\(huge)) }}", text), ("{{ 'abc'|indent(-\(huge), true) }}", "abc"),
        ("{{ 'a\\tb'.expandtabs(\(huge)) }}", text), ("{{ 'a\\tb'.expandtabs(-\(huge)) }}", "ab"),
        ("{{ [] * \(huge) }}", "[]"), ("{{ '' * \(huge) }}", ""), ("{{ 'a' * \(huge) }}", text),
        ("{{ [1] * \(huge) }}", "!the template"), ("{{ [1] * -\(huge) }}", "[]"),
        ("{{ () * \(huge) }}", "()"), ("{{ \(huge) * [] }}", "[]"),
        ("{{ 'abc'[\(huge):] }}{{ 'abc'[:-\(huge)] }}{{ 'abc'[::\(huge)] }}", "a"),
        ("{{ 'abc'[::-\(huge)] }}{{ [1, 2][-\(huge)::\(huge)] }}", "c[1]"),
        ("{{ 'abc'[\(huge)] }}{{ 'abc'[-\(huge)] }}{{ l[-\(huge)] }}", ""),
        ("{{ range(\(huge)) | list }}", "!range is too long"),
        ("{{ range(-\(huge), \(huge)) | list }}", "!range is too long"),
        ("{{ range(-\(huge) - 1, \(huge), \(huge)) | list | length }}", "3"),
        ("{{ range(\(huge) - 1, \(huge), 5) | list | length }}", "1"),
        ("{{ range(0, -\(huge), -\(huge)) | list }}", "[0]"), ("{{ range(3, 3, 0) }}", "!step"),
        ("{{ -(-\(huge) - 1) }}", "!64 bits"), ("{{ (-\(huge) - 1) // -1 }}", "!64 bits"),
        ("{{ (-\(huge) - 1) % -1 }}", "0"), ("{{ (-\(huge) - 1) | abs }}", "!64 bits"),
        ("{{ (-\(huge) - 1) is divisibleby(-1) }}", "True"), ("{{ 1 is divisibleby(0) }}", "!zero"),
        ("{{ \(huge) + 1 }}", "!64 bits"), ("{{ \(huge) * 2 }}", "!64 bits"),
        ("{{ 10 ** \(huge) }}", "!64 bits"), ("{{ 1 ** \(huge) }}{{ (-1) ** \(huge) }}", "1-1"),
        ("{{ 0 ** -\(huge) }}", "!zero"), ("{{ 10.0 ** \(huge) }}", "!no number that fits"),
        ("{{ 1.5 | round(\(huge)) }}", "!digits"), ("{{ 1.5 | round(-\(huge)) }}", "!digits"),
        ("{{ 1e308 | round(300, 'ceil') }}", "!cannot be rounded"),
        ("{{ 1e300 | int }}", "!64 bits"),
        ("{{ ('9' * 40) | int }}", "!64 bits"), ("{{ '1' | int(0, \(huge)) }}", "1"),
        ("{{ '1e999' | int(7) }}", "7"), ("{{ '%d' % 1e300 }}", "!%d needs"),
        ("{{ '%\(huge)d' % 1 }}", text), ("{{ '%-\(huge)s' % 1 }}", text),
        ("{{ '%.\(huge)f' % 1 }}", "!digits of a float"), ("{{ '%.\(huge)d' % 1 }}", text),
        ("{{ '%*d' % (-\(huge) - 1, 1) }}", text), ("{{ '%.\(huge)s' % 'a' }}", "a"),
        ("{{ '{:>\(huge)}'.format(1) }}", text), ("{{ '{:.\(huge)}'.format('a') }}", "a"),
        ("{{ '{:\(huge)\(huge)}'.format(1) }}", text), ("{{ '{:{}}'.format(1, \(huge)) }}", text),
        ("{{ '{:.\(huge)e}'.format(1.5) }}", "!digits of a float"),
        ("{{ [1, 2] | batch(\(huge)) | list }}", "[[1, 2]]"),
        ("{{ [1, 2] | batch(\(huge), 0) | list }}", "!the template"),
        ("{{ [1, 2] | batch(-\(huge)) | list }}", "!batch"),
        ("{{ [1, 2] | slice(\(huge)) | list }}", "!the template"),
        ("{{ [1, 2] | slice(-\(huge)) | list }}", "!slice"),
        ("{{ l | tojson(indent=\(huge)) }}", text),
        ("{{ l | tojson(indent=-\(huge)) }}", "[\n1\n]"),
        (
            "{{ 'aXb'.split('X', \(huge)) }}{{ 'aXb'.rsplit('X', -\(huge)) }}",
            "['a', 'b']['a', 'b']"
        ),
        ("{{ 'abc'.find('c', -\(huge), \(huge)) }}{{ 'abc'.count('a', \(huge)) }}", "20"),
        ("{{ 'aa' | replace('a', 'b', \(huge)) }}{{ 'aa'.replace('', '-', \(huge)) }}", "bb-a-a-"),
        ("{{ 'a b'.split(none, \(huge)) }}{{ [1].index(1, -\(huge), \(huge)) }}", "['a', 'b']0"),
        ("{{ '%c' % \(huge) }}", "!%c"),
        ("{{ '\(String(repeating: "9", count: 400))' | float }}", "inf"),
        ("{{ strftime_now('%\(huge)d') | length > 0 }}", "False"),
    ]

    private static let doublings: [(String, String)] = [
        (
            "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}",
            "!the template"
        ),
        (
            "{% set n = namespace(x=[1], y=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% set n.y = [n.y, n.y] %}{% endfor %}{{ n.x == n.y }}",
            steps
        ),
        (
            "{% set n = namespace(x=[1], y=[2]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% set n.y = [n.y, n.y] %}{% endfor %}{{ n.x < n.y }}{{ n.x in [n.y] }}",
            "TrueFalse"
        ),
        (
            "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x | tojson }}",
            "!the template"
        ),
        (
            "{% set n = namespace(x=(1,)) %}{% for i in range(60) %}{% set n.x = (n.x, n.x) %}{% endfor %}{{ {n.x: 1} }}",
            steps
        ),
        (
            "{% set n = namespace(x=(1,)) %}{% for i in range(60) %}{% set n.x = (n.x, n.x) %}{% endfor %}{{ [n.x] | unique | list }}",
            steps
        ),
        (
            "{% set n = namespace(x=(1,)) %}{% for i in range(60) %}{% set n.x = (n.x, n.x) %}{% endfor %}{{ n.x in {} }}",
            steps
        ),
        (
            "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ [n.x].index(n.x) }}",
            steps
        ),
        (
            "{% set n = namespace(x={}) %}{% for i in range(60) %}{% set n.x = {'a': n.x, 'b': n.x} %}{% endfor %}{{ n.x | tojson(sort_keys=true) }}",
            "!the template"
        ),
        (
            "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ '%s' % n.x }}",
            "!the template"
        ),
        (
            "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{% for i in [1, 2] %}{{ loop.changed(n.x) }}{% endfor %}",
            steps
        ),
        (
            "{% set n = namespace(s='ab') %}{% for i in range(60) %}{% set n.s = n.s + n.s %}{% endfor %}",
            text
        ),
        (
            "{% set n = namespace(s='ab') %}{% for i in range(60) %}{% set n.s = [n.s, n.s] | join %}{% endfor %}",
            text
        ),
        (
            "{% set n = namespace(s='ab') %}{% for i in range(60) %}{% set n.s = '%s%s' % (n.s, n.s) %}{% endfor %}",
            text
        ),
        (
            "{% set n = namespace(s='ab') %}{% for i in range(60) %}{% set n.s = '{0}{0}'.format(n.s) %}{% endfor %}",
            text
        ),
        (
            "{% set n = namespace(s='ab') %}{% for i in range(60) %}{% set n.s %}{{ n.s }}{{ n.s }}{% endset %}{% endfor %}",
            text
        ),
        (
            "{% set n = namespace(s='ab') %}{% for i in range(60) %}{% set n.s = n.s | replace('a', 'aa') | replace('b', 'bb') %}{% endfor %}",
            text
        ),
        (
            "{% set n = namespace(s='ab') %}{% for i in range(60) %}{% set n.s = n.s.join(['a', 'b', 'c']) %}{% endfor %}",
            text
        ),
        (
            "{% set n = namespace(l=[1]) %}{% for i in range(60) %}{% set n.l = n.l + n.l %}{% endfor %}",
            "!the template"
        ),
        (
            "{% set n = namespace(l=[1]) %}{% for i in range(60) %}{% set n.l = [n.l, n.l] | sum(start=[]) %}{% endfor %}",
            "!the template"
        ),
        (
            "{% set n = namespace(s='<') %}{% for i in range(60) %}{% set n.s = n.s | e %}{% set n.s = n.s ~ n.s %}{% endfor %}",
            text
        ),
        (
            "{% set n = namespace(s='a\\n') %}{% for i in range(60) %}{% set n.s = (n.s ~ n.s) | indent(9) %}{% endfor %}",
            text
        ),
        (
            "{% macro m(s) %}{{ s }}{{ s }}{% endmacro %}{% set n = namespace(s='a') %}{% for i in range(60) %}{% set n.s = m(n.s) %}{% endfor %}",
            text
        ),
        (
            "{% set n = namespace(s='\"') %}{% for i in range(60) %}{% set n.s = n.s | tojson %}{% endfor %}",
            text
        ),
    ]

    private static let copies: [(String, String)] = [
        ("{{ 'a'.ljust(1000000, 'x' * 1000000) }}", "!one character"),
        ("{{ range(100000) | join('x' * 10000000) }}", text),
        ("{{ ('a' * 1000000) | replace('a', 'b' * 1000000) }}", text),
        ("{{ ('a' * 1000000).replace('', 'b' * 1000000) }}", text),
        ("{{ range(100000) | list | tojson(separators=('x' * 1000000, ':')) }}", text),
        ("{{ {'a': 1} | tojson(separators=(',', 'x' * 200000000)) }}", text),
        ("{% set s = 'a' * 1000000 %}{% for i in range(100000) %}{{ s }}{% endfor %}", text),
        (
            "{% set s = 'a' * 1000000 %}{% set t %}{% for i in range(100000) %}{{ s }}{% endfor %}{% endset %}",
            text
        ),
        (
            "{% set s = 'a' * 10000000 %}{% for i in range(100000) %}{% if s == s ~ '' %}{% endif %}{% endfor %}",
            text
        ),
        (
            "{% set s = 'a' * 10000000 %}{% for i in range(100000) %}{% if 'b' in s %}{% endif %}{% endfor %}",
            text
        ),
        (
            "{% set s = 'a' * 10000000 %}{% for i in range(100000) %}{% set x = s | length %}{% endfor %}",
            text
        ),
        (
            "{% set s = 'a' * 10000000 %}{% for i in range(100000) %}{% set x = s[5000000] %}{% endfor %}",
            text
        ),
        (
            "{% set s = 'a' * 10000000 %}{% for i in range(100000) %}{% set x = s.startswith(s) %}{% endfor %}",
            text
        ),
        (
            "{% set s = 'a' * 10000000 %}{% for i in range(100000) %}{% set x = s.isalpha() %}{% endfor %}",
            text
        ),
        (
            "{% set s = 'a' * 10000000 %}{% for i in range(100000) %}{% set x = s is lower %}{% endfor %}",
            text
        ),
        (
            "{% set s = 'a' * 10000000 %}{% for i in range(100000) %}{% set x = {s: 1}[s] %}{% endfor %}",
            text
        ),
        (
            "{% set s = 'a' * 1000000 %}{% for i in range(100000) %}{% set x = s | wordcount %}{% endfor %}",
            text
        ),
        ("{{ ('a' * 2000000).find('a' * 1000000 ~ 'b') }}", "-1"),
        ("{{ ('a' * 2000000).rfind('b' ~ 'a' * 1000000) }}", "-1"),
        ("{{ ('a' * 10000000) | list | length }}", text),
        ("{{ ('a,' * 10000000).split(',') | length }}", text),
        ("{{ ('a ' * 10000000).split() | length }}", text),
        ("{{ ('\\n' * 10000000).splitlines() }}", text),
        ("{% for c in 'a' * 10000000 %}{% endfor %}", text),
        ("{{ ('a' * 10000000) | map('upper') | list | length }}", text),
        (
            "{% set l = range(100000) | list %}{% for i in range(100000) %}{% set x = l + [i] %}{% endfor %}",
            "!the template"
        ),
        (
            "{% set l = range(100000) | list %}{% for i in range(100000) %}{% set x = l[1:] %}{% endfor %}",
            "!the template"
        ),
        (
            "{% set l = range(100000) | list %}{% for i in range(100000) %}{% set x = l | list %}{% endfor %}",
            "!the template"
        ),
        (
            "{% set l = range(100000) | list %}{% for i in range(100000) %}{% set x = l | reverse | first %}{% endfor %}",
            "!the template"
        ),
        (
            "{% set l = range(100000) | list %}{% for i in range(100000) %}{% set x = i in l %}{% endfor %}",
            steps
        ),
        (
            "{% set l = range(100000) | list %}{% for i in l %}{% set x = l.index(99999) %}{% endfor %}",
            steps
        ),
        (
            "{% set l = range(100000) | list %}{% for i in l %}{% set x = l.count(1) %}{% endfor %}",
            steps
        ),
        (
            "{% set l = range(100000) | list %}{% for i in l %}{% set x = l | max %}{% endfor %}",
            steps
        ),
        ("{{ range(100000) | unique | list | length }}", "100000"),
        ("{{ range(100000) | sort(reverse=true) | first }}", "99999"),
        (
            "{% macro m() %}{{ varargs | length }}{% endmacro %}{% for i in range(100000) %}{% set x = m(*range(100000)) %}{% endfor %}",
            "!the template"
        ),
    ]

    private static let nesting: [(String, String)] = [
        ("{% set ns = namespace() %}{% set ns.a = ns %}{{ ns }}", deep),
        ("{% set ns = namespace() %}{% set ns.a = ns %}{{ ns.a.a.a.a is defined }}", "True"),
        ("{% set ns = namespace() %}{% set ns.a = [ns] %}{{ ns.a }}", deep),
        (
            "{% set a = namespace() %}{% set b = namespace(a=a) %}{% set a.b = b %}{{ a == b }}{{ '%s' % a }}",
            deep
        ),
        (
            "{% set ns = namespace() %}{% set ns.a = ns %}{{ ns | tojson }}",
            "!cannot be written as JSON"
        ),
        (
            "{% set n = namespace(x=[]) %}{% for i in range(100000) %}{% set n.x = [n.x] %}{% endfor %}",
            deep
        ),
        (
            "{% set n = namespace(x={}) %}{% for i in range(100000) %}{% set n.x = {'a': n.x} %}{% endfor %}",
            deep
        ),
        (
            "{% set n = namespace(x=()) %}{% for i in range(100000) %}{% set n.x = (n.x,) %}{% endfor %}",
            deep
        ),
        (
            "{% set n = namespace(x=()) %}{% for i in range(100000) %}{% set n.x = {n.x: 1}.keys() | first, 1 %}{% endfor %}",
            deep
        ),
        (
            "{% set n = namespace(x=0) %}{% for i in range(100000) %}{% set n.x = namespace(a=n.x) %}{% endfor %}ok",
            "ok"
        ),
        (
            "{% set n = namespace(x=0) %}{% for i in range(100000) %}{% set n.x = namespace(a=n.x) %}{% endfor %}{{ n }}",
            deep
        ),
        (
            "{% set n = namespace(x=[]) %}{% for i in range(100000) %}{% set n.x = [n.x.count] %}{% endfor %}",
            deep
        ),
        (
            "{% set n = namespace(x={}) %}{% for i in range(100000) %}{% set n.x = {'a': n.x.get} %}{% endfor %}",
            deep
        ),
        (
            "{% set n = namespace(x=0) %}{% for i in range(100000) %}{% set n.x = cycler(n.x) %}{% endfor %}",
            deep
        ),
        (
            "{% set n = namespace(x=0) %}{% for i in range(100000) %}{% set n.x = joiner(n.x) %}{% endfor %}",
            deep
        ),
        (
            "{% set n = namespace(x=0) %}{% for i in range(100000) %}{% for j in [n.x] %}{% set n.x = loop %}{% endfor %}{% endfor %}",
            deep
        ),
        (
            "{% set n = namespace(x=0) %}{% for i in range(100000) %}{% for j in [1] %}{% set y = loop.changed(n.x) %}{% set n.x = loop %}{% endfor %}{% endfor %}ok",
            "ok"
        ),
        (
            "{% set n = namespace(x=0) %}{% for i in range(50000) %}{% set y = n.x %}{% for j in [1] recursive %}{% set n.x = loop %}{% endfor %}{% endfor %}ok",
            "ok"
        ),
        (
            "{% macro m(a) %}{% macro k() %}{{ a }}{% endmacro %}{% set n.f = k %}{% endmacro %}{% set n = namespace(f=0) %}{% for i in range(50000) %}{{ m(n.f) }}{% endfor %}ok",
            "ok"
        ),
        (
            "{% macro m() %}{% set n.f = caller %}{% endmacro %}{% set n = namespace(f=0) %}{% for i in range(50000) %}{% set y = n.f %}{% call m() %}{{ y }}{% endcall %}{% endfor %}ok",
            "ok"
        ),
        (
            "{% set n = namespace(x=[]) %}{% for i in range(100000) %}{% set n.x = [n.x] | list %}{% endfor %}",
            deep
        ),
        (
            "{% set n = namespace(x=[]) %}{% for i in range(100000) %}{% set n.x = [n.x] | batch(1) | list %}{% endfor %}",
            deep
        ),
        (
            "{% set n = namespace(x=[]) %}{% for i in range(100000) %}{% set n.x = dict(a=n.x) %}{% endfor %}",
            deep
        ),
        (
            "{% set n = namespace(x=[]) %}{% for i in range(100000) %}{% set n.x = [{'a': n.x}] | groupby('b', '') %}{% endfor %}",
            deep
        ),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "!too deeply"),
        (
            "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
            "!too deeply"
        ),
        (
            "{% macro m() %}{{ caller() }}{% endmacro %}{% macro k() %}{% call m() %}{{ k() }}{% endcall %}{% endmacro %}{{ k() }}",
            "!too deeply"
        ),
        ("{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}", "!too deeply"),
        (
            "{% macro m() %}\(String(repeating: "{% if 1 %}", count: 50)){{ m() }}\(String(repeating: "{% endif %}", count: 50)){% endmacro %}{{ m() }}",
            "!too deeply"
        ),
        (
            "{% macro m(x) %}{{ \(String(repeating: "[", count: 90))m(x)\(String(repeating: "]", count: 90)) }}{% endmacro %}{{ m(1) }}",
            "!too deeply"
        ),
        ("{{ '{:{:{}}}'.format(1, 2, 3) }}", deep),
        ("{{ '\(String(repeating: "{", count: 9999))'.format(1) }}", "!format"),
    ]

    private static let work: [(String, String)] = [
        (
            "{% for i in range(25000) %}{% for j in range(25000) %}x{% endfor %}{% endfor %}", steps
        ),
        (
            "{% macro f(n) %}{% if n > 0 %}{{ f(n-1) }}{{ f(n-1) }}{% endif %}{% endmacro %}{{ f(50) }}",
            steps
        ),
        ("{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}", steps),
        (
            "{% for i in [1, 2] recursive %}{% if loop.depth < 50 %}{{ loop([1, 2]) }}{% endif %}{% endfor %}",
            steps
        ),
        ("{% for a in range(100000) if range(100000) | list %}{% endfor %}", "!the template"),
        ("{% for a in range(100000) %}{% set x = range(100000) %}{% endfor %}", "!the template"),
        (
            "{% for a in range(100000) %}{% set x = range(100000) | sum %}{% endfor %}",
            "!the template"
        ),
        (
            "{% for a in range(100000) %}{% set x = range(100000) | map('string') | list %}{% endfor %}",
            "!the template"
        ),
        (
            "{% for a in range(100000) %}{% set x = range(100000) | select('odd') | list %}{% endfor %}",
            "!the template"
        ),
        (
            "{% for a in range(100000) %}{% set x = range(100000) | sort %}{% endfor %}",
            "!the template"
        ),
        (
            "{% for a in range(100000) %}{% set x = range(100000) | groupby('a', '') %}{% endfor %}",
            "!the template"
        ),
        (
            "{% for a in range(100000) %}{% set x = range(100000) | join %}{% endfor %}",
            "!the template"
        ),
        (
            "{% for a in range(100000) %}{% set x = range(100000) | list | tojson %}{% endfor %}",
            "!the template"
        ),
        (
            "{% for a in range(100000) %}{% set x = range(100000) | list | string %}{% endfor %}",
            "!the template"
        ),
        (
            "{% for a in range(100000) %}{% set x = (range(100000) | list) < (range(100000) | list) %}{% endfor %}",
            "!the template"
        ),
        (
            "{% for a in range(100000) %}{% for b in range(100) %}{% set x = namespace(a=1) %}{% endfor %}{% endfor %}",
            "!the template"
        ),
        (
            "{% for a in range(100000) %}{% for b in range(100) %}{% macro m() %}{% endmacro %}{% endfor %}{% endfor %}",
            "!the template"
        ),
        ("{% for a in range(100000) %}{% set x = strftime_now('%c' * 1000) %}{% endfor %}", text),
        ("{{ strftime_now('%' * 10000000) }}", text),
        ("{{ strftime_now('a\\x00b') }}", "!null character"),
        ("{{ raise_exception('x' * 200000000) }}", text),
    ]

    @Test(arguments: cases.indices)
    func endsInASentenceOrAText(_ index: Int) {
        let (source, expected) = Self.cases[index]
        let outcome = Self.outcome(source)
        if expected.hasPrefix("!") {
            #expect(outcome.hasPrefix("!chat_template line "), "\(source.prefix(200))")
            #expect(
                outcome.contains(expected.dropFirst()),
                "\(source.prefix(200)): \(outcome.prefix(300))")
        } else {
            #expect(outcome == expected, "\(source.prefix(200)): \(outcome.prefix(300))")
        }
    }

    @Test func nothingIsLeftOfARendering() throws {
        // A namespace that holds itself, a macro in its own scope, loops that hold loops.
        weak var space: TemplateNamespace?
        func render() throws {
            let own = TemplateNamespace(TemplateDictionary())
            space = own
            let budget = TemplateBudget()
            own.values["a"] = .object(own)
            try budget.hold(own)
            budget.release()
        }
        try render()
        #expect(space == nil)
    }

    @Test func budgetIsOneForTheWholeRendering() throws {
        // Each part alone is well within it.
        let part = "{% for i in range(100000) %}{% set x = i %}{% endfor %}"
        #expect(Self.outcome(part) == "")
        #expect(Self.outcome(String(repeating: part, count: 20)).contains("steps"))
        // Another rendering of the same template has its own.
        let template = try ChatTemplate(part)
        for _ in 0..<3 { #expect(try template.render([:]) == "") }
    }

    /// What Jinja knows and this interpreter does not is refused by its name, never printed as nothing.
    @Test(arguments: [
        ("{{ l | random }}", "the filter random is not supported"),
        ("{{ l | pprint }}", "the filter pprint is not supported"),
        ("{{ s | wordwrap(3) }}", "the filter wordwrap is not supported"),
        ("{{ 5 | filesizeformat }}", "the filter filesizeformat is not supported"),
        ("{{ s | striptags }}", "the filter striptags is not supported"),
        ("{{ s | urlize }}", "the filter urlize is not supported"),
        ("{{ {} | xmlattr }}", "the filter xmlattr is not supported"),
        ("{{ lipsum() }}", "lipsum gives random text"),
        ("{{ s.encode('utf8') }}", "the method encode of a string"),
        ("{{ s.translate({}) }}", "the method translate of a string"),
        ("{{ (5).bit_length() }}", "the method bit_length of an integer"),
        ("{{ {}.fromkeys([1]) }}", "the method fromkeys of a mapping"),
        ("{{ l | map('string') }}", "a generator is printed"),
        ("{{ s.upper }}", "upper is printed but not called"),
        ("{{ joiner() }}", "a joiner cannot be printed"),
        ("{{ {}.keys() == {}.keys() }}", "views of mappings are compared"),
        ("{% block a %}{% endblock %}", "the tag \"block\" is not supported"),
        ("{{ l | join(sep=',') }}", "has no argument \"sep\"; it takes d, attribute."),
    ])
    func unsupportedIsRefusedByName(_ source: String, _ sentence: String) {
        #expect(Self.outcome(source).contains(sentence), "\(Self.outcome(source))")
    }
}
