"""Golden renderings of Python's values in templates, and of the constructs of well-known chat templates.

    .venv/bin/python Tests/Fixtures/jinja/make_template_values.py

Writes templates/values.json (what Jinja's own objects and Python's methods give) and templates/shapes.json (the
templates in templates/shapes, which have the constructs of published ones: tool schemas as TypeScript, a scan from the
end, turns that have to alternate, calls and their answers, documents). An entry without `output` is one that jinja2
refuses; generators are printed by jinja2 with their address, so such entries are left out.
"""

import json

from make_templates import CALLS, HERE, REASONED, SYSTEM, TALK, THOUGHT, TOOLS, VALUES, environment

ENV = environment()


def render(source, values):
    try:
        return {"output": ENV.from_string(source).render(**values)}
    except Exception as error:  # any refusal counts; its kind is jinja2's own affair
        return {"error": f"{type(error).__name__}: {error}"}


EXPRESSIONS = r"""
people | groupby("age") | map(attribute="grouper") | list
people | groupby("age") | map(attribute="list") | map("length") | list
people | groupby("home.city", default="?") | map("first") | list
names | groupby(0)
names | groupby(0, case_sensitive=true)
(people | groupby("on"))[0].grouper
(people | groupby("age"))[0]
(people | groupby("age"))[0].list | length ~ (people | groupby("age"))[0][0]
dict([("a", 1), ("b", 2)])
dict([["a", 1]], b=3)
dict([(1, 2)])[1]
dict(l)
dict(d.items())
{1: "a"}[1]
{1: "a", 2: "b"}
{1: "a", 1.0: "b", true: "c"}
{(1, 2): "t"}[(1, 2)]
{none: 1, 2.5: 2, true: 3}
{[1]: 2}
{1: "a"} | tojson
{none: 1, true: 2, 2.5: 3} | tojson
{(1, 2): 1} | tojson
{1: "b", 0: "a"} | dictsort
{1: "a"}.get(1) ~ {1: "a"}.get("1", "no")
1 in {1: 2} ~ "1" in {1: 2}
[1] in {1: 2}
{2: 1} == {2.0: 1}
{"\u00e9": 1}["e\u0301"] is defined
"\u00e9" == "e\u0301"
"\u00e9" in ["e\u0301"]
"e" in "e\u0301"
["\u00e9", "e\u0301"] | unique | list | length
"e\u0301x" | replace("e", "o")
"e\u0301 x".split("\u0301")
"\u00e9" < "e\u0301"
[{"k": "\u00e9"}, {"k": "e\u0301"}] | groupby("k") | length
{"\u00e9": 1, "e\u0301": 2} | length
"{:>5}".format(x) ~ "|{:<5}|{:^6}|{:*^7}".format("a", "b", "c")
"{:05d}".format(n) ~ "{:+}".format(x) ~ "{: }".format(x) ~ "{:x}".format(255) ~ "{:#x}".format(255) ~ "{:b}".format(5) ~ "{:#o}".format(8) ~ "{:X}".format(255)
"{:.2f}".format(f) ~ "{:8.3f}|".format(f) ~ "{:e}".format(f) ~ "{:g}".format(f) ~ "{:%}".format(0.25) ~ "{:.1%}".format(0.256)
"{:,}".format(1234567) ~ "{:_}".format(1234567) ~ "{:,.2f}".format(1234567.891)
"{:>5}".format(true) ~ "{}".format(true) ~ "{:d}".format(true)
"{:.3}".format("abcdef") ~ "{:.3}".format(2.0) ~ "{:.3}".format(1234567.0) ~ "{:.3}".format(123.0) ~ "{:.2}".format(0.00012)
"{!r}".format("a") ~ "{!s:>4}".format("a") ~ "{0!r:>5}".format("a")
"{0.a}".format({"a": 1})
"{0[a]} {0[b][0]} {1[1]}".format({"a": 1, "b": [2]}, l)
"{:{w}}|".format(x, w=4)
"{:{}}|".format(x, 4)
"{a} {b:>3}".format(a=1, b=2)
"{{}} {}".format(1)
"{} {1}".format(1, 2)
"{:s}".format(1)
"{:d}".format("a")
"{:>5}".format(none)
"{:>5}".format(l)
"{:10}|".format(f) ~ "{:10}|".format("a") ~ "{:-^10}".format(x)
"{:=+6}".format(x)
"{}{}".format(*[1, 2])
"{a}".format(**{"a": 1})
"%5d|%-5d|%05d|%+d|% d" % (x, x, x, x, x)
"%x %X %o %#x %#o" % (255, 255, 8, 255, 8)
"%.2f %8.3f|%-8.2f| %e %g" % (f, f, f, f, f)
"%s %r" % ("a", "a")
"%(a)s-%(b)d" % {"a": 1, "b": 2}
"%5s|%-5s|%.2s" % ("a", "b", "cde")
"%*d" % (5, 3)
"%c%c" % ("a", 98)
"%d%%" % 5
"%s" % (1,)
"%s" % [1, 2]
"%s %s" % (1,)
"%d" % 2.9
"%d" % "a"
"%s" | format("a") ~ "%s-%s" | format(1, 2)
"%(a)s" | format(a=1)
cycler(1, 2).next()
cycler(1, 2).current
cycler()
joiner()
joiner("x")()
l | slice(2) | list
l | slice(2, "x") | list
l | slice(5) | list
[1, 2, 3, 4, 5, 6, 7] | slice(3) | list
l | slice(0) | list
range(3) ~ range(1, 4, 2) ~ range(3)[1:]
range(3) == [0, 1, 2]
range(3) + [1]
range(3) is sequence ~ range(3) is iterable ~ range(3) | length
range(3) | tojson
range(3).start ~ range(1, 9, 2).step ~ range(4).stop
d.items() ~ d.keys() ~ d.values()
d.keys()[0] is defined
d.items() | length ~ d.values() | first ~ d.keys() | last
d.items() is sequence ~ d.items() is iterable
d.keys() | tojson
("a" in d.keys()) ~ (1 in d.values())
"y" if l | select("gt", 99) else "n"
"y" if l | map("string") else "n"
"y" if none_list | list else "n"
l | map("string") | length
(l | map("string"))[0] is defined
l | map("string") | last
l | map("string") | first
(l | reverse | list)[0]
l | reverse | length
l | select is iterable ~ l | select is sequence
l | unique | length
d | items | length
"abc"["upper"]()
d["items"] ~ d["get"]("b")
{"a": 1}["items"]() | list
d["nope"] is defined
l["count"](3)
x["real"] ~ x.real ~ x.imag ~ x.numerator ~ f.is_integer() ~ 2.0.is_integer()
x.nope is defined ~ s.nope is defined ~ l.nope is defined ~ none.nope is defined
s.nope ~ l.nope ~ d.nope ~ x.nope
s.nope.nope
"a\tbc\td".expandtabs() ~ "a\tb".expandtabs(2)
"aBc".swapcase() ~ "ABC".isupper() ~ "A1".isupper() ~ "1".isupper() ~ "ab1".islower()
"1" is lower ~ "1" is upper ~ "a1" is lower ~ "A" is lower
"abc".isascii() ~ u.isascii() ~ "²".isdigit() ~ "²".isdecimal() ~ "½".isnumeric()
"a b".isprintable() ~ "a\n".isprintable()
"abcabc".find("c", 3) ~ "abcabc".rfind("a") ~ "abcabc".rindex("b") ~ "abcabc".find("z") ~ "abcabc".count("a", 1) ~ "abc".find("", 2) ~ "abc".find("", 9)
"abc".startswith("b", 1) ~ "abc".endswith("b", 0, 2) ~ "abc".startswith(("x", "a"))
"abc".startswith(["a"])
"a\nb\r\nc".splitlines(true)
"a,b,c".split(",", -1) ~ "a,b,c".rsplit(",", 1) ~ "aaa".rsplit("aa", 1) ~ "aaa".split("aa")
"a b  c".split(none, 1) ~ " a b ".rsplit(none, 1)
"abc".center(7, "*") ~ "abc".ljust(5) ~ "|" ~ "abc".rjust(5, "0") ~ "-5".zfill(4) ~ "+5".zfill(4) ~ "a".zfill(3)
"abc".center(6, "ab")
"abc".replace("b", "x", 1) ~ "aaa".replace("a", "b", 2) ~ "abc".replace("", "-") ~ "abc".replace("", "-", 2)
"abc".strip("ac") ~ "abc".lstrip("a") ~ "abc".rstrip(none)
"abc".join("xy")
"".join(l)
"abc".upper(1)
"abc".title(x=1)
l | join(sep=",")
l | join(d=",")
s | truncate(3)
s | truncate(5, true)
s | truncate(5, true, "..", 0)
s | truncate(length=5, end="", leeway=0)
s | truncate(2)
s | truncate(-1)
s | nope
s | upper(1)
s | urlencode ~ "a b/c?ü" | urlencode
people | sort(attribute="age,name") | map(attribute="name") | list
people | sort(attribute="on") | length
people | map(attribute="home.city", default="x") | list
people | map(attribute="home.city.x", default="x") | list
people | sum("age") ~ people | sum(attribute="age", start=10)
names | sum(start="")
[[1], [2]] | sum(start=[])
people | join(", ", "name") ~ people | join(attribute="name")
people | min(attribute="age") | attr("name") is defined ~ (people | max(attribute="name")).name
"a" | attr("upper") is defined ~ d | attr("b") is defined
names | min(case_sensitive=true) ~ names | max(true)
d2 | dictsort
{"b": 1, "A": 2} | dictsort ~ {"b": 1, "A": 2} | dictsort(true) ~ {"b": 1, "A": 2} | dictsort(by="value", reverse=true)
{"b": 1} | dictsort(by="x")
missing | int
missing | float
missing | abs
missing | round
missing | length ~ missing | list ~ missing | join ~ missing | upper
missing | first ~ missing | last
"1_000" | int ~ "1__0" | int ~ "+5" | int ~ "-0x1f" | int(0, 16) ~ "0b11" | int(0, 2) ~ "0o17" | int(base=8) ~ "z" | int(0, 36) ~ "0x1f" | int(0, 0)
"1e3" | int ~ "inf" | int(7) ~ "nan" | int(7) ~ "0x1A" | float ~ "inf" | float ~ "1_0.5" | float ~ " 2.5 " | float
none | int ~ none | float ~ l | int(default=3)
1234 | round(-2) ~ 1250 | round(-2) ~ 1350 | round(-2) ~ 5 | round(-1) ~ 2.5 | round(0) ~ 1e300 | round
12345.678 | round(-2) ~ 12345.678 | round(1, "ceil") ~ -2.5 | round ~ 0.5 | round ~ 1.5 | round
7 // 2.0 ~ -7 % 2.5 ~ 7.0 // -2 ~ -0.0 ~ 0.0 % -1 ~ 5 % -3.0
1e16 ~ 1e15 ~ 123456789012345680.0 ~ 1e-5 ~ 0.0001 ~ 1.5e300 ~ 5e-324
9007199254740993 == 9007199254740992
9007199254740993 == 9007199254740992.0 ~ 1 == 1.0 ~ true == 1 ~ 0 == false ~ "1" == 1
0.1 + 0.2 ~ 1 / 3 ~ 2 ** 0.5 ~ 10 ** 3 ~ 10.0 ** 20 ~ (-8) ** 2
2 ** 62 ~ (-2) ** 63
0 ** -1
(1, 2) == [1, 2] ~ (1, 2) == (1, 2) ~ (1, 2) < (1, 3) ~ [1] < [1, 0]
[1] < (1,)
(1, 2) + (3,) ~ (1,) * 2 ~ [0] * 3 ~ 2 * "ab" ~ "ab" * -1
[1] + (2,)
"a" + 1
1 + "a"
none + 1
l[5] is defined ~ l[-9] is defined ~ l[-1] ~ s[0] ~ s[-1] ~ s[99] is defined ~ u[0] ~ u[-1]
l["a"] is defined ~ s["a"] is defined ~ d[1] is defined ~ d[[1]] is defined ~ x[0] is defined
missing[0]
missing.a
d.a.b.c
l[0:9:2] ~ l[::-1] ~ l[-2:] ~ s[::2] ~ s[5:0:-1] ~ (1, 2, 3)[1:] ~ l[9:] ~ l[:-9]
d[1:2]
x[1:2]
l[none:2]
l["a":]
l is sameas l ~ none is sameas none ~ true is sameas 1
x is divisibleby(5) ~ x is divisibleby 3 ~ 2.5 is odd ~ 3.0 is odd ~ 4 is even
"a" is odd
"trim" is filter ~ "nope" is filter ~ "odd" is test ~ "zzz" is test
"a" is escaped ~ 5 is integer ~ true is integer ~ 5.0 is float ~ true is number
x is lt ~ x
x is eq 5 ~ x is in([5]) ~ x is not in [4] ~ x is == 5
l | select("divisibleby", 3) | list ~ l | reject("==", 1) | list ~ l | select("lessthan", 3) | list
people | selectattr("home.city", "==", "Rome") | map(attribute="name") | list
people | selectattr("name", "in", ["Ann"]) | list | length
people | rejectattr("home.city", "undefined") | list | length
l | map("round", 1) | list ~ [1.26] | map("round", precision=1) | list ~ names | map("replace", "b", "x") | list
l | map("nope") | list
l | select("nope") | list
d | tojson(indent="\t") ~ d | tojson(indent=0) ~ l | tojson(indent=-1)
d | tojson(separators=(",", ": "), indent=1)
[none, true, 1.0, 1e20, "é\u0001\u007f\u2028"] | tojson
"é\u0001\u007f\u2028😀" | tojson(ensure_ascii=true)
(1, 2) | tojson ~ [] | tojson ~ {} | tojson(indent=2)
namespace() | tojson
missing | default("a") ~ none | default("a") ~ none | default("a", true) ~ "" | d("b", boolean=true)
missing | default
d | map("upper") | list ~ d | list ~ d | join(",") ~ d | first ~ d | last
s | list | unique | join ~ s | sort | join ~ s | first ~ s | map("upper") | join
(s | e) ~ (html | escape | length)
html | forceescape
lines | indent(width=1, first=true, blank=true)
lines | indent("ab")
lines | indent(-3)
"a\u2028b\x0bc" | indent(1)
"hello-world foo(bar" | title ~ "it's o'neil" | title ~ "ß ǆ" | title ~ "hELLO" | capitalize
"it's o'neil".title() ~ "ǆx".title() ~ "ßa".capitalize()
1 < 2 < 3 ~ 1 < 2 > 1 ~ (1 < 2) == true ~ 1 == 1 == 1
1 if x else 2 if no else 3
not x ~ not no and yes ~ (no or "a") ~ (x and s)
"a" "b" ~ 'c'
1_000 ~ 0x_ff ~ 0b1_0 ~ 1_0.5
namespace(a=1) ~ namespace([("a", 1)]).a
namespace({"a": 1}).a
[1, "a", (2,), {"b": none}, 1.5, true] ~ ("a",) ~ ()
strftime_now is defined ~ range is callable ~ s.upper is callable ~ joiner() is callable
l.count(3) ~ l.index(2) ~ (1, 2).index(2) ~ (1, 1).count(1) ~ l.index(1, 0, 2) is defined
l.append is defined
d.pop is defined
s.format is defined ~ s.encode is defined ~ x.bit_length is defined
d.copy() == d ~ l.copy() == l
d.get() is defined
d.get("b", 2, 3)
d.get([1])
people | map(attribute=0) | list
[[1, 2], [3, 4]] | map(attribute=1) | list ~ [[1, 2], [3, 4]] | map(attribute="0") | list ~ [[3, 1], [2, 5]] | sort(attribute=1)
[3, "a"] | sort
[none, 1] | sort
[true, 0, 2.5] | sort ~ ["b", "A", "a"] | sort ~ ["b", "A"] | sort(case_sensitive=true)
[[1, 2], [1]] | unique | list
"invalid" | int(default=99) ~ "invalid" | float(default=1.5) ~ (people | max(attribute="age")).name
{"a": 1}["type"] | upper ~ none | upper ~ 5 | lower ~ missing | title ~ missing | trim ~ missing | capitalize
{"a": "a/b", "z": "—", "b": [1, {"a": 2}]} | tojson ~ {"b": 1, "a": [1, 2]} | tojson(indent=2)
"%s" % none ~ "%s" % missing ~ missing ~ [missing] ~ {"a": missing}
""".strip("\n").split("\n")
STATEMENTS = [
 "{% for m in people + [{'name': 'last'}] %}{{ m.name }}{% endfor %}{% for m in l[1:] + [4] if m > 2 %}{{ m }}{% endfor %}", "{% for m in people %}{% if loop.index > 1 and loop.previtem['name'] != 'bo' %}+{% endif %}{{ m.name }}{% endfor %}",
 "{% for i in l recursive %}{{ i }}{% endfor %}",
 "{% set tree = [{'n': 1, 'c': [{'n': 2, 'c': [{'n': 3, 'c': []}]}]}, {'n': 4, 'c': []}] %}{% for t in tree recursive %}{{ loop.depth }}{{ loop.depth0 }}:{{ t.n }}{{ loop.index }}/{{ loop.length }}[{{ loop(t.c) }}]{% endfor %}",
 "{% set tree = [{'n': 1, 'c': []}] %}{% for t in tree recursive %}{{ t.n }}{% if t.c %}{{ loop(t.c) }}{% else %}-{% endif %}{% else %}empty{% endfor %}",
 "{% for t in [[1], []] recursive %}{% if t is iterable %}<{{ loop(t) }}>{% else %}{{ t }}{% endif %}{% else %}none{% endfor %}",
 "{% for i in l %}{{ loop(l) }}{% endfor %}",
 "{% for i in l %}{{ loop.depth }}{{ loop.depth0 }}{% for j in l %}{{ loop.depth }}{% endfor %}{% endfor %}",
 "{% for i in [1, 1, 2, 2, 1] %}{% if loop.changed(i) %}{{ i }}{% endif %}{% endfor %}",
 "{% for i in [1, 1, 2] %}{{ loop.changed(i, 'a') }}{{ loop.changed() }}{% endfor %}",
 "{% for p in people %}{% if loop.changed(p.age) %}<{{ p.age }}>{% endif %}{{ p.name }}{% endfor %}",
 "{% for i in l %}{{ loop }}{% endfor %}", "{% for i in l %}{{ loop.nope }}{{ loop.nope is defined }}{% endfor %}", "{% for i in l %}{{ loop | length }}{% endfor %}",
 "{% for i in l %}{{ loop.cycle() }}{% endfor %}", "{% for i in l %}{{ loop.cycle(*['a', 'b']) }}{% endfor %}",
 "{% set c = cycler('a', 'b', 'c') %}{% for i in range(5) %}{{ c.next() }}{{ c.current }}{% endfor %}{{ c.reset() }}{{ c.next() }}",
 "{% set j = joiner(', ') %}{% for i in l %}{{ j() }}{{ i }}{% endfor %}", "{% set j = joiner() %}{{ j() }}{{ j() }}{{ j.used }}{{ j.sep }}",
 "{% for g in people | groupby('age') %}{{ g.grouper }}:{{ g.list | map(attribute='name') | join(',') }};{% endfor %}",
 "{% for age, group in people | groupby('age') %}{{ age }}:{{ group | length }};{% endfor %}",
 "{% for r in l | batch(2) %}{{ r }}{% endfor %}{% for c in l | slice(2) %}{{ c }}{% endfor %}",
 "{% macro m(a, b=2) %}{{ a }}-{{ b }}{% endmacro %}{{ m(*[1, 3]) }}{{ m(*[1], **{'b': 5}) }}{{ m(**{'a': 7}) }}",
 "{% macro m(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(*l, **{'k': 1}) }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, a=2) }}",
 "{% macro m(a, b='x') %}{% endmacro %}{{ m.name }}{{ m.arguments }}{{ m.catch_kwargs }}{{ m.catch_varargs }}{{ m.caller }}{{ m.nope }}",
 "{% macro m() %}{{ varargs }}{{ caller() }}{% endmacro %}{{ m.catch_varargs }}{{ m.caller }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(*l) }}", "{{ m(a=1, 2) }}", "{{ dict(**{'a': 1}) }}{{ range(*[1, 3]) | list }}{{ 'x'.join(*[['a', 'b']]) }}",
 "{% set g = l | map('string') %}{{ g | join('') }}|{{ g | join('') }}", "{% set g = l | select %}{% for i in g %}{{ i }}{{ loop.length }}{% endfor %}{% for i in g %}x{% else %}used up{% endfor %}",
 "{% set g = l | select %}{{ g | first }}{{ g | list }}{{ g | first is defined }}", "{% if none_list | select %}true{% else %}false{% endif %}", "{% if people | selectattr('age', 'gt', 99) %}yes{% endif %}{% if people | selectattr('age', 'gt', 99) | list %}no{% endif %}",
 "{% set r = l | reverse %}{{ r | list }}{{ r | list }}", "{% set g = l | select %}{{ 1 in g }}{{ g | list }}",
 "{% for i in none_list %}{% else %}{% set q = 1 %}{% endfor %}{{ q is defined }}", "{% for k, v in {1: 'a', 2.5: 'b', none: 'c'}.items() %}{{ k }}={{ v }};{% endfor %}",
 "{% set ns = namespace([('a', 1)], b=2) %}{{ ns.a }}{{ ns.b }}{{ ns.c is defined }}", "{% set ns = namespace(a=1) %}{{ ns['a'] }}{% set ns.b = [ns.a] %}{{ ns.b }}", "{% set ns = namespace(a=1) %}{{ ns }}",
 "{% filter replace('a', 'b') | upper %}banana{% endfilter %}", "{% set a | replace('x', 'y') %}xx{% endset %}{{ a }}", "{% call(a, b=2) [1] %}{% endcall %}",
 "{% macro t(a) %}<{{ caller(a, b=1) }}>{% endmacro %}{% call(x, b) t(5) %}{{ x }}{{ b }}{% endcall %}", "{% macro f(n) %}{% if n %}({{ f(n - 1) }}){% endif %}{% endmacro %}{{ f(30) }}",
 "{{ '%s' | format(*['a']) }}{{ l | join(*[',']) }}", "{% for x in range(3) %}{{ loop.index }}{% set x = 9 %}{{ x }}{% endfor %}", "{% set x, y = 'ab' %}{{ x }}{{ y }}", "{% set (x, y), z = (1, 2), 3 %}{{ x }}{{ y }}{{ z }}",
 "{% for a in 'abc' %}{{ loop.previtem | default('-') }}{{ a }}{{ loop.nextitem | default('-') }} {% endfor %}", "{{ x.y is defined }}{{ x.y.z is defined }}", "{{ missing.y is defined }}",
 "{% for m in [{'role': 'user', 'content': 'hi'}, {'role': 'assistant', 'content': none, 'tool_calls': [{'function': {'name': 'f', 'arguments': {'a': 1}}}]}] %}{{ m['content'] or '' }}{% for t in m.tool_calls or [] %}{{ t.function.name }}{{ t.function.arguments | tojson }}{{ t.id }}{% endfor %}{% endfor %}",
 "{% for m in [{'role': 'x', 'values': 1}] %}{{ m.get('values') }}{{ m['values'] }}{{ m.get('nope') }}{% endfor %}",
 "{% set p = {'properties': {'items': {'type': 'array'}, 'b': {'type': 'string'}}} %}{% for k, v in p.properties.items() %}{{ k }}:{{ v.type }};{% endfor %}{% for k, v in p['properties'] | items %}{{ k }}{% endfor %}{{ p.properties['items'].type }}",
]

NESTED = [{"type": "function", "function": {"name": "book", "description": "Books a table", "parameters": {
    "type": "object", "required": ["place", "when"], "properties": {
        "place": {"type": "string", "description": "Where", "enum": ["inside", "Ärm \"x\""]},
        "when": {"type": "object", "properties": {"day": {"type": "integer"}, "items": {"type": "array", "items": {"type": "string"}}}, "required": ["day"]},
        "sizes": {"type": "array", "items": {"type": ["integer", "null"]}, "description": "How many", "default": [2, 4.0]},
        "extra": {"oneOf": [{"type": "string", "default": "none"}, {"type": "object", "additionalProperties": {"type": "number"}}]}}},
    "return": {"type": "string", "description": "A number"}}}] + TOOLS[1:]
MORE_CALLS = [{"role": "user", "content": "Table?"}, {"role": "assistant", "content": None, "reasoning_content": "I look.", "tool_calls": [
    {"type": "function", "id": "abcdefghi", "function": {"name": "book", "arguments": {"place": "inside", "when": {"day": 3, "items": ["a", "b"]}, "n": 2.0}}}]},
    {"role": "tool", "tool_call_id": "abcdefghi", "content": "{\"ok\": true}"}, {"role": "assistant", "content": "Booked."}]
PARTS = [{"role": "user", "content": [{"type": "text", "text": "What is "}, {"type": "image"}, {"type": "text", "text": "this?"}]}]
CONVERSATIONS = {"talk": TALK, "system": SYSTEM, "thought": THOUGHT, "reasoned": REASONED, "calls": CALLS, "more_calls": MORE_CALLS, "parts": PARTS, "empty": []}
OPTIONS = [{}, {"tools": NESTED, "add_generation_prompt": True, "enable_thinking": False, "documents": [{"doc_id": 1, "text": "One.", "title": "T"}], "controls": {"citations": True}},
           {"tools": TOOLS, "tools_in_user_message": False, "date_string": "24 Nov 2026", "builtin_tools": ["weather", "interpreter"]}]


def main():
    sources = ["{{ " + source + " }}" for source in EXPRESSIONS] + STATEMENTS
    rows = [{"source": source, **render(source, VALUES)} for source in sources]
    rows = [row for row in rows if " object at 0x" not in row.get("output", "")]
    (HERE / "values.json").write_text(json.dumps({"values": VALUES, "rows": rows}, ensure_ascii=False, indent=0))
    shapes = []
    for path in sorted((HERE / "shapes").glob("*.jinja")):
        for name, messages in CONVERSATIONS.items():
            for option in OPTIONS:
                values = {"messages": messages, "add_generation_prompt": False, "tools": None, "documents": None,
                          "bos_token": "<s>", "eos_token": "</s>", **option}
                shapes.append({"template": path.name, "conversation": name, "options": option, **render(path.read_text(), values)})
    (HERE / "shapes.json").write_text(json.dumps(
        {"conversations": CONVERSATIONS, "rows": shapes}, ensure_ascii=False, separators=(",", ":")))
    print(len(rows), "values,", sum("error" in row for row in rows), "refused;", len(shapes), "renderings,",
          sum("error" in row for row in shapes), "refused")
    if __import__("os").environ.get("DEBUG_REFUSED"):
        for row in shapes:
            if "error" in row:
                print(row["template"], row["conversation"], row["error"])


main()
