/// Templates with extreme numbers, and values that double at every step.
extension HostileTemplateTests {
    static let extremeNumbers: [(String, String)] = [
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

    static let doublings: [(String, String)] = [
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
}
