"""Golden renderings of chat templates and of single expressions, recorded from jinja2.

    .venv/bin/python Tests/Fixtures/jinja/make_templates.py

The environment is set up as transformers sets it up for chat templates. Writes templates/conversations.json
(the .jinja files beside it, which have the shapes of well-known chat templates) and templates/expressions.json.
An entry without `output` is one that jinja2 refuses.
"""

import json
from datetime import datetime
from pathlib import Path

import jinja2
from jinja2.ext import Extension, loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

HERE = Path(__file__).parent / "templates"


class Generation(Extension):
    """`{% generation %}` marks what the assistant wrote; rendering ignores it."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_same"), [], [], body).set_lineno(line)

    def _same(self, caller):
        return caller()


def environment():
    def refuse(message):
        raise jinja2.exceptions.TemplateError(message)

    def tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)

    env = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols])
    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = refuse
    env.globals["strftime_now"] = lambda format: datetime.now().strftime(format)
    return env


ENV = environment()


def render(source, values):
    try:
        return {"output": ENV.from_string(source).render(**values)}
    except Exception as error:  # any refusal counts; its kind is jinja2's own affair
        return {"error": f"{type(error).__name__}: {error}"}


VALUES = {
    "x": 5, "n": -7, "f": 2.5, "yes": True, "no": False, "nothing": None, "empty": "", "s": "Hello World",
    "pad": " \t pad \n", "u": "naïve e\u0301 日本 👩‍👩‍👧 ß ǆ", "crlf": "a\r\nb\r\n\r\nc", "quote": "it's \"so\" \\ \u0001",
    "l": [3, 1, 2], "deep": [[1, 2], [3, [4]]], "names": ["bob", "Alice", "carol", "Bob"], "mixed": [1, "a", None, True, 2.0],
    "d": {"b": 1, "a": [1, {"k": None}], "items": 3, "z z": True}, "none_list": [], "none_dict": {},
    "people": [{"name": "Ann", "age": 31, "on": True, "home": {"city": "Rome"}}, {"name": "bo", "age": 7, "on": False,
               "home": {"city": "Bonn"}}, {"name": "Cy", "age": 31}],
    "html": "<b>&'\"</b>", "think": "<think>\nhm\n</think>\n\nanswer", "lines": "one\n\n  two\nthree\n",
}

EXPRESSIONS = """
x + 2 * 3 - 4 / 2
x // 2 ~ n // 2 ~ n % 3 ~ 7 % -3 ~ n / 2
-7 // 2.0
7.5 % 2
-7.5 % 2
2 ** 10
2 ** -1
-2 ** 2
2 ** 3 ** 2
2 * 3 ** 2
-x
+x
- -x
1 / 3
1e16
123456789012345678.0
1e-5
0.0001
1e22
1.5e300 * 1e10
3.0
100000000000000000000.0
0.1 + 0.2
1_000
x / 0
x + "a"
"a" + 1
"a" * 3 ~ 2 * "b"
[1, 2] * 2
[1] + [2, 3]
(1, 2)
(1,)
()
(1, 2) + (3,)
[(1, 2), "a"]
"%s and %d" % ("a", 3)
"%s" % "x"
"a" "b" 'c'
"\\n\\t\\\\\\'\\"\\x41\\u00e9\\d"
'it\\'s'
true ~ false ~ none ~ True ~ False ~ None
yes and no or x
not yes or not no
not x == 5
no or empty or "last"
yes and "both"
1 < 2 < 3
1 < 3 < 2
3 > 2 == 2
1 == 1.0 == true
"a" < "b"
"B" < "a"
[1, 2] < [1, 3]
1 < "a"
nothing == none
nothing is none
x in l
3 in l
3 not in l
"b" in d
"q" not in d
"World" in s
"" in s
1 in "1"
"a" in missing
x is defined and missing is undefined
missing is defined
missing
missing.attribute
missing["a"]
d.missing.deeper
d.missing
d["missing"] is defined
missing or "fallback"
missing == none
missing + 1
missing ~ "a"
missing | length
missing | default("d")
empty | default("d")
empty | default("d", true)
nothing | default("d")
missing | upper
missing | trim
missing()
x()
"yes" if x > 3 else "no"
"yes" if x > 9
"yes" if x > 9 else "maybe" if x > 4 else "no"
("a" if yes) ~ "b"
s[0] ~ s[-1] ~ s[1:4] ~ s[::-1] ~ s[-3:] ~ s[:-3] ~ s[::2]
s[100] is defined
s[2:1]
l[0] ~ l[-1]
l[7] is defined
l[::-1]
l[1:]
l[-2:]
l[:1]
l[5:]
l[-1:0:-1]
l[::0]
u[6:8]
u | length
crlf | length
d.b ~ d["a"]
d["items"]
d.a[1].k
d.a.1
d.get("b") ~ d.get("q") ~ d.get("q", 7)
d.keys() | list
d.values() | list
none_dict.items() | list
people[0].home.city
people[2].home.city
deep[1][1][0]
l.0
s.upper() ~ s.lower() ~ s.title() ~ "ab cd".capitalize()
u.upper()
u | upper
"ǆ" | title
"it's a they're x1y" | title
"it's a they're x1y".title()
"hELLO wORLD" | capitalize
pad | trim
pad.strip() ~ "|" ~ pad.lstrip() ~ "|" ~ pad.rstrip() ~ "|"
"xxabcxx".strip("x")
"xyabcyx".strip("xy") ~ "xyabcyx".lstrip("x") ~ "xyabcyx".rstrip("x")
"xxabcxx" | trim("x")
"\\n\\nabc\\n".lstrip("\\n")
crlf.split("\\n")
crlf.split()
crlf.splitlines()
"a,b,,c".split(",")
"a,b,,c".split(",", 1)
"a,b,,c".rsplit(",", 1)
" a  b ".split()
" a  b c ".split(none, 1)
" a  b ".split(" ")
"".split(",")
"".split()
"abc".split("")
think.split("</think>")[-1].lstrip("\\n")
think.split("</think>")[0].rstrip("\\n").split("<think>")[-1].lstrip("\\n")
s.startswith("Hell") ~ s.endswith("d") ~ s.startswith(("x", "He"))
s.startswith("")
"e\u0301".startswith("e")
"e\u0301" == "é"
"é" in "e\u0301"
s.replace("o", "0") ~ s.replace("l", "L", 1)
"aaa".replace("a", "b", 2)
"abc".replace("", "-")
s | replace("World", "there")
"aaaa" | replace("aa", "b", 1)
crlf.replace("\\n", "")
s.find("World") ~ s.find("z") ~ s.rfind("o") ~ s.index("o") ~ s.count("l")
u.find("日")
s.index("zz")
"abc".isdigit() ~ "12".isdigit() ~ "".isdigit() ~ "ab".isalpha() ~ " ".isspace() ~ "AB".isupper() ~ "ab".islower()
"a1".isalnum() ~ "½".isnumeric() ~ "½".isdigit()
"%5.2f|%-5s|%05d|%x|%%" % (f, "ab", -42, 255)
"%d" % "a"
"%s %s" % ("a",)
"%s" % ("a", "b")
"%s" % l
"%03d" | format(7)
"aaa".rsplit("a", 1)
"x" * -1
"a b c".rsplit(none, 1)
"a\u2028b\r\nc".splitlines()
s | title ~ "a-b (c) [d]" | title
"İSTANBUL" | lower
(1, 2) == [1, 2]
(1, 2)[::-1]
1e400
-0.0
0.5 ** 2
"\u200b\u00a0\ufeff\u0085" | list
["\x7f\xad\U0001F600\ue000"]
", ".join(["a", "b"])
", ".join([1])
"a-b".partition("-")
"x".zfill(3) ~ "ab".center(6) ~ "ab".ljust(4) ~ "|" ~ "ab".rjust(4)
"{} and {}".format(1, "b")
"{0}-{0}-{k}".format(1, k=2)
"prefix-x".removeprefix("prefix-") ~ "x.txt".removesuffix(".txt")
s | length ~ l | length ~ d | length
x | length
s | lower | replace("l", "L")
l | join ~ l | join("-") ~ people | join(",", attribute="name")
l | first ~ l | last ~ s | first ~ s | last
none_list | first
l | sort ~ l | sort(reverse=true) ~ names | sort ~ names | sort(case_sensitive=true)
people | sort(attribute="age") | map(attribute="name") | list
mixed | sort
names | unique | list
l | reverse | list
s | reverse
l | sum ~ l | min ~ l | max ~ names | min
people | sum(attribute="age")
none_list | sum
l | map("string") | list
names | map("upper") | join(",")
people | map(attribute="home.city") | list
people | map(attribute="home", default="none") | list
people | selectattr("on") | map(attribute="name") | list
people | rejectattr("on") | map(attribute="name") | list
people | selectattr("age", "equalto", 31) | map(attribute="name") | join(" ")
people | selectattr("age", "gt", 10) | list | length
people | rejectattr("home", "defined") | map(attribute="name") | list
l | select("odd") | list
l | reject("odd") | list
l | select(">", 1) | list
mixed | select | list
mixed | select("string") | list
mixed | select("none") | list
l | select("in", [1, 2]) | list
d | items | list
d | dictsort
names | list ~ s[:3] | list ~ d | list
missing | list
missing | items | list
x | string ~ f | string ~ l | string
"42" | int + 1
"4.9" | int ~ "abc" | int ~ "abc" | int(9) ~ 4.9 | int ~ true | int
"0x1A" | int(0, 16)
" 42 " | int
"1.5" | float ~ "abc" | float ~ 3 | float ~ "abc" | float(2.5)
n | abs ~ -2.5 | abs
2.567 | round(2) ~ 2.5 | round ~ 3.5 | round ~ 2.1 | round(0, "ceil") ~ 2.9 | round(0, "floor") ~ 7 | round
3.14159 | round(3)
html | e
html | escape
html | safe
lines | indent
lines | indent(2)
lines | indent(2, true)
lines | indent(2, true, true)
lines | indent("> ")
s | wordcount
s | center(21)
l | batch(2) | list
l | batch(2, "x") | list
s | truncate(8)
people | groupby("age") | list | length
d | tojson
l | tojson ~ u | tojson ~ quote | tojson ~ nothing | tojson ~ yes | tojson ~ f | tojson
d | tojson(indent=2)
none_list | tojson(indent=2) ~ none_dict | tojson(indent=4)
deep | tojson(indent=1)
d | tojson(separators=(",", ":"))
d | tojson(sort_keys=true)
u | tojson(ensure_ascii=true)
missing | tojson
1e20 | tojson ~ 1.0 | tojson
html | tojson
l ~ d
quote
[quote]
[u, "a'b", 'a"b', "a\\n"]
mixed
people[0]
none_dict ~ none_list
x is number ~ f is float ~ x is integer ~ yes is integer ~ yes is number
x is odd ~ x is even ~ 6 is divisibleby 3 ~ 6 is divisibleby(4)
s is string ~ l is string ~ d is mapping ~ l is mapping ~ l is sequence ~ s is sequence ~ x is sequence
l is iterable ~ s is iterable ~ d is iterable ~ x is iterable ~ missing is iterable
yes is boolean ~ x is boolean ~ yes is true ~ no is false ~ x is true
x is eq 5 ~ x is equalto(5) ~ x is ne 4 ~ x is gt 4 ~ x is lt 4 ~ x is ge 5 ~ x is le 4
x is in [5, 6] ~ s is in ["a"]
x is sameas 5
"a" is lower ~ "A" is upper ~ "a" is upper
x is not none ~ x is not defined ~ missing is not defined
x is callable ~ range is callable
x is nosuchtest
s | nosuchfilter
range(3) | list ~ range(1, 4) | list ~ range(5, 0, -2) | list ~ range(0) | list
range(3)[1]
range(100001) | list
dict(a=1, b="c")
dict({"a": 1}, b=2)
namespace(a=1).a
namespace(a=1).b is defined
{"a": 1, "b": [1, 2]}
{"a": 1}.a
{"a": {"b": {"c": 1}}}["a"]["b"].c
{}
{"a": 1, }
[1, 2, ]
{"a": 1} == {"a": 1.0}
l.append(4)
l.pop()
d.update({"q": 1})
d.pop("b")
s.__class__
l.index(1) ~ l.count(3)
[[1, 2], [3]] | map("length") | list
[1, [2, 3]] | string
(x, f)[1]
"a" if missing else "b"
x if missing
"abc"[1]
"abc"[-1:]
"abc"["x"] is defined
d | length > 2 and l | length == 3
(d | length) * 2
-l | first
not missing
1 if not no
l | first | string | length
"a" ~ 1 + 2
1 ~ 2 * 3
"a" ~ "b" == "ab"
x == 5 and s is string
l is defined and l | length > 0
messages is defined
[x for x in l]
x +
(x
{{ x
s | 
d[
x ? 1 : 2
"unclosed
x; n
1 2
""".strip("\n").split("\n")

STATEMENTS = [
    "a\n{% if x %}\nb\n{% endif %}\nc\n", "a {%- if x -%} \n b \n {%- endif -%} c", "  {% if x %}  y{% endif %}\nz\n\n",
    "a\n  {%+ if x %}b{% endif +%}\nc", "{#- gone -#}  x", "a {# gone #}\nb", "  {# gone #}\n  b", "{{ x }}\n\n{{ x }}\n",
    "{{- x -}}  \n y", "a\n    {{ x }}\n", "{% raw %}{{ x }} {% if %}{% endraw %}!", "{%- raw -%}  {{ x }}  {%- endraw -%}  !",
    "{% set a = 1 %}{% set b, c = 2, 3 %}{{ a }}{{ b }}{{ c }}", "{% set a %}\n  x={{ x }}\n{% endset %}[{{ a }}]",
    "{% set a | upper | trim %} abc {% endset %}[{{ a }}]", "{% set ns = namespace(n=0) %}{% for i in l %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}",
    "{% set a = 1 %}{% for i in l %}{% set a = a + i %}{{ a }} {% endfor %}{{ a }}", "{% set q.a = 1 %}",
    "{% if x > 9 %}a{% elif x > 4 %}b{% else %}c{% endif %}", "{% if missing %}a{% endif %}",
    "{% for i in l %}{{ loop.index }}{{ loop.index0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.revindex }}{{ loop.revindex0 }};{% endfor %}",
    "{% for i in l %}{{ loop.previtem }}<{{ i }}>{{ loop.nextitem }} {% endfor %}", "{% for i in l %}{{ loop.previtem is defined }}{% endfor %}",
    "{% for i in l %}{{ loop.cycle('a', 'b') }}{% endfor %}", "{% for i in none_list %}{{ i }}{% else %}none{% endfor %}",
    "{% for i in l if i > 1 %}{{ loop.index }}:{{ i }}/{{ loop.length }} {% else %}no{% endfor %}", "{% for i in l if i > 9 %}{{ i }}{% else %}no{% endfor %}",
    "{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}", "{% for k, v in d | items %}{{ k }}={{ v }};{% endfor %}", "{% for k in d %}{{ k }};{% endfor %}",
    "{% for (a, b) in [(1, 2), (3, 4)] %}{{ a }}{{ b }} {% endfor %}", "{% for a, b in [(1, 2, 3)] %}{{ a }}{% endfor %}", "{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}",
    "{% for c in u[:4] %}[{{ c }}]{% endfor %}", "{% for i in l %}{% for j in l %}{{ loop.index }}{% endfor %}{{ loop.index }};{% endfor %}",
    "{% for i in range(9) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 5 %}{% break %}{% endif %}{{ i }}{% endfor %}",
    "{% for i in 1, 2 %}{{ i }}{% endfor %}", "{% for i in missing %}{{ i }}{% else %}e{% endfor %}", "{% for i in x %}{% endfor %}", "{% for i in nothing %}{% endfor %}",
    "{% for i in l | sort %}{{ i }}{% endfor %}", "{% for i in l | reverse %}{{ i }}{% endfor %}", "{% for i in l[::-1] %}{{ i }}{{ loop.last }}{% endfor %}",
    "{% for p in people | selectattr('on') %}{{ p.name }}{{ loop.last }}{% endfor %}", "{% for i in l %}{{ i }}{{ ', ' if not loop.last }}{% endfor %}",
    "{% macro m(a, b=2, c='x') %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1) }}|{{ m(1, 3) }}|{{ m(1, c='y') }}|{{ m(b=1, a=0) }}|{{ m() }}",
    "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(z=2) }}", "{% macro m(a) %}{{ varargs }}{{ kwargs }}{{ a }}{% endmacro %}{{ m(1, 2, z=3) }}",
    "{% macro m(a, b=a) %}{{ a }}{{ b }}{% endmacro %}{{ m(4) }}", "{% set y = 7 %}{% macro m() %}{{ y }}{{ x }}{% endmacro %}{{ m() }}", "{% macro m() %}{{ late }}{% endmacro %}{% set late = 3 %}{{ m() }}",
    "{% macro f(n) %}{{ n }}{% if n > 0 %}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(3) }}", "{% macro m() -%}  a  {%- endmacro %}[{{ m() }}]{{ m() | length }}",
    "{% macro m(v) %}{% if v %}a{% else %}b{% endif %}{% endmacro %}{{ m(x) ~ m(0) }}", "{% for i in l %}{% macro m() %}{{ i }}{% endmacro %}{{ m() }}{% endfor %}",
    "{% macro m(a) %}{{ caller() }}{{ a }}{% endmacro %}{% call m(1) %}in{% endcall %}", "{% macro m() %}{{ caller(3) }}{% endmacro %}{% call(v) m() %}in{{ v }}{% endcall %}",
    "{% macro m() %}{{ caller is defined }}{% endmacro %}{{ m() }}", "{{ m }}{% macro m() %}{% endmacro %}",
    "{% filter upper %}a{{ s }}{% endfilter %}", "{% filter trim | indent(2, true) %}\n a\nb {% endfilter %}", "{% with a = 1, b = x %}{{ a }}{{ b }}{% endwith %}{{ a is defined }}",
    "{% with %}{% set a = 1 %}{{ a }}{% endwith %}", "{% generation %}a{{ x }}{% endgeneration %}!", "a\n{% generation %}\nb\n{% endgeneration %}\nc", "{% set a = 1 %}{% generation %}{{ a }}{% set a = 2 %}{% endgeneration %}{{ a }}",
    "{% for i in l %}{% generation %}{{ loop.index }}{% endgeneration %}{% endfor %}", "{{ raise_exception('no ' ~ x) }}", "{% do l %}", "{% include 'a' %}", "{% unknown %}",
    "{% if x %}", "{% for i in l %}", "{% endif %}", "{% if x %}{% endfor %}", "{% else %}", "{{ x", "{% if x", "{# x", "{{ }}", "{% %}", "{% set %}", "{% set a %}", "{% for %}{% endfor %}", "{% break %}",
    "{{ '}}' }}{{ '%}' }}", "{{ {'a': {'b': 1}} }}", "{% set a = {'b': '%}'} %}{{ a }}", "{{ {'a': 1}['a'] }}", "a\r\nb\r\n{% if x %}\r\nc{% endif %}", "a\rb", "a\n\r\n", "{{ 'a\nb' }}", "{{ x }}{{ '\\n' }}",
    "{{\n  x\n  +\n  1\n}}", "{%- if x\n   and\n   s -%}\ny\n{%- endif -%}", "{% if (x and\n s) %}y{% endif %}", "{%if x%}y{%endif%}", "{%-if x-%} y {%-endif-%}", "{{x}}{{-x-}}", "{{ x -}}\n\n\n  b", "b  \n\n {{- x }}",
    "{% if x %}a{% endif %}\n{% if x %}b{% endif %}\n", "    {% if x %}\n    a\n    {% endif %}\n", "\t{% if x %}\n\ta\n\t{% endif %}\n", "a {% if x %}\nb{% endif %}", "{{ x }} {% if x %}\nb\n  {% endif %}\n  c",
    "é{% if x %}\u0301{% endif %}", "{{ 'e' }}\u0301", "{{ '\u0301' ~ u }}", "👩{{ '\u200d' }}👩", "\n\n{{ x }}\n\n", "{% set a = 'x' %}\n\n{{ a }}", "{% set a = 1 -%}\n\n{{ a }}", "{% set a, b = [1, 2] %}{{ a }}{{ b }}", "{% set a = 1, 2 %}{{ a }}",
    "{% set a = (1, 2) %}{{ a[0] }}", "{% if 'a' in s or 'H' in s %}y{% endif %}", "{% if not (x is defined and x is not none) %}a{% else %}b{% endif %}", "{% if x is defined and x %}a{% endif %}", "{% if l and l[0] == 3 %}a{% endif %}",
    "{% set m = l[1:] %}{{ m }}{% set loop_messages = l[:1] + m %}{{ loop_messages }}", "{% set x = x | string %}{{ x is string }}", "{% for m in people[::-1] %}{% set i = (people | length - 1) - loop.index0 %}{{ i }}{% endfor %}",
    "{% set ns = namespace() %}{% set ns.a = [] %}{% set ns.a = ns.a + [1] %}{{ ns.a }}", "{% set ns = namespace({'a': 1}, b=2) %}{{ ns.a }}{{ ns.b }}", "{% set d2 = dict(d, q=1) %}{{ d2 }}", "{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}", "{% raw -%} {% x {%- endraw %}\n!", "{% set a = 1 %}{% with a = 2 %}{{ a }}{% endwith %}{{ a }}", "{{ loop is defined }}", "{% for i in l %}{% endfor %}{{ i is defined }}",
    "{% set i = 9 %}{% for i in l %}{{ i }}{% endfor %}{{ i }}", "{% for i in l %}{% if loop.first %}{% set first = i %}{% endif %}{% endfor %}{{ first is defined }}", "{% if x %}{% set inner = 4 %}{% endif %}{{ inner }}",
    "{% for i in 'ab' %}{% for j in l %}{{ i }}{{ j }}{% if loop.last %}{% break %}{% endif %}{% endfor %}{% endfor %}", "{{ [1, 2, 3][1:] | join(',') }}", "{{ (people | first).name }}", "{{ people | map(attribute='name') | map('lower') | join(', ') }}",
    "{% set text %}{% for i in l %}{{ i }}{% endfor %}{% endset %}{{ text | length }}", "{{ 'a' if x else raise_exception('never') }}", "{% if false %}{{ raise_exception('never') }}{% endif %}ok", "{{ x | default(y.z) }}", "{{ x ~ '%}' }}", "{% set a = x if x is defined else 1 %}{{ a }}",
    "{{ d.items() | list | length }}", "{{ people[0].items() | list | first | first }}", "{% for k, v in people[0].items() if v is not mapping %}{{ k }}{% endfor %}", "{%- for i in l %}\n{{ i }}\n{%- endfor %}\n", "{% for i in l -%}\n {{ i }}\n{% endfor %}\n",
    "{{ '  a\\n' | trim }}|{{ '\\u00a0a\\u00a0' | trim }}|{{ '\\x1fa' | trim }}", "{{ 'a' ~ ('b' if no) ~ 'c' }}", "{{ 'x'.join(['a', 'b']) }}", "{{ ('a', 'b') | join('-') }}", "{{ 'abc' | list | join('.') }}",
    "{{ 5 | string ~ 'a' }}", "{{ l | length is gt 2 }}", "{{ (l | length) is gt(2) }}", "{{ not l is string }}", "{{ x is string or x is number }}", "{{ l is not string and l is iterable }}", "{% if l is string %}a{% elif l is iterable %}b{% endif %}",
    "{# {{ x }} {% if %} #}a", "{#+ a #}\nb", "{# a +#}\nb", "{{ 1 }}{#- x -#}  2", "a{# b\nc #}\nd", "{{ s.split(' ')[0] }}", "{{ s.split(' ') | last }}", "{{ (s.split(' ') | last).upper() }}", "{{ s.split(maxsplit=1) }}", "{{ s.split(sep='o', maxsplit=1) }}",
]

TOOLS = [{"type": "function", "function": {"name": "weather", "description": "Weather of a place, in \"plain\" words — ok?",
          "parameters": {"type": "object", "properties": {"place": {"type": "string", "description": "Städte"}, "days": {"type": "integer"}},
                         "required": ["place"]}}},
         {"type": "function", "function": {"name": "add", "description": "", "parameters": {"type": "object", "properties": {}}}}]
TALK = [{"role": "user", "content": "Hello <there>\n"}, {"role": "assistant", "content": "Hi & welcome"},
        {"role": "user", "content": "  What's 2 + 2?  "}]
SYSTEM = [{"role": "system", "content": " You are \"brief\".\n"}] + TALK
THOUGHT = TALK + [{"role": "assistant", "content": "<think>\nTwo and two\n</think>\n\nFour."}, {"role": "user", "content": "And 3 + 3?"}]
REASONED = TALK + [{"role": "assistant", "content": "Four.", "reasoning_content": "\nsum\n"}]
CALLS = SYSTEM + [{"role": "assistant", "content": "", "tool_calls": [
    {"type": "function", "function": {"name": "weather", "arguments": {"place": "Köln", "days": 2}}}]},
    {"role": "tool", "content": "{\"sky\": \"grey\"}"}, {"role": "tool", "content": "sun"},
    {"role": "assistant", "content": "Grey."}]
CONVERSATIONS = {"talk": TALK, "system": SYSTEM, "thought": THOUGHT, "reasoned": REASONED, "calls": CALLS, "empty": [],
                 "wrong": [{"role": "assistant", "content": "first"}, {"role": "assistant", "content": "second"}]}
OPTIONS = [{}, {"tools": TOOLS, "add_generation_prompt": True, "enable_thinking": False}, {"enable_thinking": True, "add_generation_prompt": True},
           {"date_string": "24 Nov 2026", "tools_in_user_message": False, "tools": TOOLS[1:]}]


def main():
    rows = []
    for path in sorted(HERE.glob("*.jinja")):
        source = path.read_text()
        for name, messages in CONVERSATIONS.items():
            for option in OPTIONS:
                values = {"messages": messages, "add_generation_prompt": False, "tools": None, "documents": None,
                          "bos_token": "<s>", "eos_token": "</s>", **option}
                rows.append({"template": path.name, "conversation": name, "options": option, **render(source, values)})
    (HERE / "conversations.json").write_text(json.dumps(
        {"conversations": CONVERSATIONS, "rows": rows}, ensure_ascii=False, separators=(",", ":")))
    sources = ["{{ " + source + " }}" for source in EXPRESSIONS] + STATEMENTS
    table = [{"source": source, **render(source, VALUES)} for source in sources]
    (HERE / "expressions.json").write_text(json.dumps({"values": VALUES, "rows": table}, ensure_ascii=False, indent=0))
    print(len(rows), "renderings,", sum("error" in row for row in rows), "refused;", len(table), "expressions,",
          sum("error" in row for row in table), "refused")


if __name__ == "__main__":
    main()
