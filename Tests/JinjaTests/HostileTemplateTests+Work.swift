/// Templates that copy, nest and work without end.
extension HostileTemplateTests {
    static let copies: [(String, String)] = [
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

    static let nesting: [(String, String)] = [
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

    static let work: [(String, String)] = [
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
}
