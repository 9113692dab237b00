"""What servers do wrong: cases from reports and from the standard, and mutations of answers."""

import base64
import gzip
import json
import time

from hostile_server import (
    GOOD, KEY, answer, bomb, drip, error, forever, header, http, late_end, once, repeated, reset,
    reset_after_request, send, text)


def written():
    """name, behaviour, exit codes that are right, whether the same command later ends with 0."""
    cases = []

    def add(name, behave, codes=(0, 2, 69), again=False):
        cases.append((name, behave, set(codes), again))

    def say(name, body, codes=(0, 2, 69), again=False, **more):
        add(name, once(http(body=body, **more)), codes, again)

    # Connections.
    add("keep-alive, end late", late_end, (0,))
    add("keep-alive, reset after a request", reset_after_request, (0,))
    add("closed at once", lambda c, r, n: False, (69,), True)
    add("reset at once", lambda c, r, n: reset(c), (69,))
    add("silent", lambda c, r, n: time.sleep(30), (69,))
    add("endless body", forever(http(length=False), b"x" * 65536), (69,), True)
    add("endless JSON", forever(http(body=b'{"choices":[', length=False), b"[]," * 20000), (69,))
    add("endless length", forever(http(headers=["Content-Length: 999999999999"], length=False), b" " * 65536), (69,))
    add("endless chunks", forever(http(headers=["Transfer-Encoding: chunked"], length=False), b"1\r\nx\r\n" * 1000), (69,))
    add("endless headers", forever(b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"y" * 1000 + b"\r\n"), (69,))
    add("endless short headers", forever(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n" * 100), (69,))
    add("one endless header", forever(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 65536), (69,))
    add("endless 100 Continue", forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100), (69,))
    add("drip of body", drip(http(headers=["Content-Length: 9999"], length=False)), (69,))
    add("drip of headers", drip(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n"), (69,))
    add("gzip bomb", once(http(headers=["Content-Encoding: gzip"], body=bomb())), (69,))
    add("gzip of an answer", once(http(headers=["Content-Encoding: gzip"], body=gzip.compress(GOOD))), (0,))
    say("100 MB answer", text(answer("x" * 100_000_000)), (69,))
    say("1 MB answer", text(answer("x y " * 250_000)), (0,))
    # Demands for a password.
    for scheme in ["Basic realm=\"x\"", "Basic", "Digest realm=\"x\", nonce=\"1\", qop=\"auth\"", "Negotiate", "NTLM",
                   "Bearer realm=\"x\"", "Basic realm=\"a\", Digest realm=\"b\", nonce=\"2\"", "\x01", ""]:
        add(f"401 {scheme[:12]!r}", once(http("401 No", ["WWW-Authenticate: " + scheme], error(401, "who are you"))), (2,))
    add("407", once(http("407 No", ["Proxy-Authenticate: Basic realm=\"x\""], error(407))), (2, 69))
    # Errors in a body of status 200.
    for code, codes in [(400, (69,)), (401, (2,)), (402, (2,)), (403, (2,)), (404, (2,)), (408, (69,)), (409, (69,)), (413, (69,)),
                        (422, (69,)), (425, (69,)), (429, (69,)), (500, (69,)), (503, (69,)), (529, (69,)), ("401", (2,)),
                        ("invalid_api_key", (2,)), ("strange", (69,)), (None, (69,)), (-1, (69,)), (1e300, (69,))]:
        say(f"200 with error {code}", error(code), codes)
        say(f"200 with error {code} in the choice", text(answer(choice={"error": {"code": code, "message": "no"}})), codes)
    say("200 with an error of words", text({"error": "no such thing"}), (69,))
    say("200 without an error", text(answer(error=None)), (0,))
    say("200 with an empty error", text(answer(error={})), (0,))
    # The key.
    for status in ["200 OK", "400 No", "401 No", "404 No", "429 No", "500 No"]:
        add(f"{status} repeats the key", repeated("", status), again=status.startswith(("5", "429")))
        add(f"{status} repeats the key late", repeated("x" * 270 + " ", status))
    add("an answer repeats the key", once(lambda r: http(body=text(answer("you sent " + header(r))))), (0,))
    add("a finish reason repeats the key", once(lambda r: http(body=text(answer(choice={"finish_reason": header(r)})))))
    add("a page repeats the key", once(lambda r: http("502 No", body=("<p>" + header(r)).encode())), (69,))
    add("a page repeats the key in base64", once(lambda r: http("502 No", body=base64.b64encode(KEY.encode()))), (69,))
    add("redirect with the key", once(lambda r: http("302 No", ["Location: http://127.0.0.1:9/?k=" + KEY], b"")), (2,))
    for place in ["http://127.0.0.1:1/v1", "file:///etc/passwd", "//x", "", "http://[", "\x01"]:
        add(f"redirect to {place!r}", once(http("307 No", ["Location: " + place], b"")), (0, 2, 69))
    # Numbers of tokens.
    for count in [2**63 - 1, 2**63, -1, -2**63, 1e308, "7", None, [], 1.5]:
        say(f"completion_tokens {count}", text(answer(usage={"completion_tokens": count})), (0,), True)
    # Shapes of an answer.
    parts = [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}, {"type": "text", "text": "Red."}]
    for content in [parts, ["a", "b"], [], [{}], [None], [1], 1, True, {}, {"text": "x"}, [[["x"]]], None]:
        say(f"content {json.dumps(content)[:40]}", text(answer(content)))
    for body in [b"", b"null", b"[]", b"{}", b"1", b"\"x\"", b"{\"choices\":null}", b"{\"choices\":{}}", b"{\"choices\":[1]}",
                 b"\xef\xbb\xbf" + GOOD, GOOD + GOOD, GOOD[:-5], b"\x00" * 100, b"<html>no</html>", b"data: " + GOOD + b"\n\n",
                 GOOD.decode().encode("utf-16"), b"{\"choices\":[{\"message\":{\"content\":\"a\\qb\"}}]}"]:
        say(f"body {body[:30]!r}", body)
    for content in [b"caf\xe9", b"\xf0\x9f\x98", b"\xed\xa0\x80", b"\\ud83d", b"\\ude00\\ud83d", b"a\nb\tc", b"\\u0000",
                    b"\xff" * 5000]:
        say(f"bytes {content[:12]!r}", GOOD.replace(b"four", content), (0,), True)
    for number in [b"NaN", b"-Infinity", b"Infinity", b"1e999", b"-1e999", b"1" * 5000]:
        say(f"log-probability {number[:12]!r}",
            GOOD.replace(b'"index"', b'"logprobs":{"content":[{"logprob":' + number + b'}]},"index"'), (0,))
    say("deep", b"[" * 100_000 + b"]" * 100_000, (69,))
    say("deep content", GOOD.replace(b'"four"', b"[" * 400 + b'"x"' + b"]" * 400))
    say("a million choices", text({**answer(), "choices": answer()["choices"] * 100_000}), (0,))
    # Words for a terminal.
    for words in ["\x1b[2J\x1b]0;x\x07", "a\nretmask: b", "\u202egnp", "\u2028x", "\x9b31m", "x" * 100_000, "\x00"]:
        add(f"words {words[:6]!r}", once(http("400 No", body=error(400, words))), (69,))
        add(f"last words {words[:6]!r}", once(http("403 No", body=error(403, words))), (2,))
    return cases


STATUSES = ["200 OK"] * 4 + [
    "201 Made", "202 x", "204 Nothing", "206 Part", "300 x", "301 x", "304 x", "308 x", "400 x", "401 x", "402 x", "403 x",
    "404 x", "405 x", "406 x", "408 x", "409 x", "410 x", "413 x", "418 x", "422 x", "425 x", "429 x", "451 x", "500 x", "501 x",
    "502 x", "503 x", "504 x", "529 x", "599 x", "600 x", "999 x", "099 x", "0 x", "-1 x", "99999999999999999999 x", "20 x",
    "2000 x", "abc", "", "200", "200 \x1b[31m", "200 " + "x" * 9000]
HEADERS = [
    "Retry-After: 0", "Retry-After: nan", "Retry-After: -1e300", "Retry-After: soon", "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT",
    "WWW-Authenticate: Basic realm=\"x\"", "WWW-Authenticate: Digest", "WWW-Authenticate: " + "x," * 500,
    "Location: /v1/chat/completions", "Location: ftp://x", "Location: http://\x7f", "Set-Cookie: a=" + "b" * 5000,
    "Content-Encoding: gzip", "Content-Encoding: br", "Content-Encoding: nonsense", "Content-Encoding: gzip, gzip",
    "Transfer-Encoding: chunked", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: nonsense", "Content-Length: 3",
    "Content-Length: -1", "Content-Length: 99999999999999999999", "Content-Length: x", "Content-Length: 100000", "NoColon",
    ": empty", " folded", "X: \xe9\xff", "X\x00Y: z", "X: \x01\x1b[2J", "X: " + "y" * 60_000, "Connection: keep-alive",
    "Connection: upgrade", "Upgrade: h2c", "Keep-Alive: timeout=0", "Content-Type: text/event-stream",
    "Content-Type: text/html; charset=utf-16", "Content-Type: " + "x" * 3000, "Content-Range: bytes 0-1/9",
    "Alt-Svc: h3=\":1\"", "Strict-Transport-Security: max-age=9999999", "Trailer: X", "Date: never", "Age: -1"]
VERSIONS = ["HTTP/1.1"] * 8 + ["HTTP/1.0", "HTTP/0.9", "HTTP/2", "HTTP/3", "HTTP/9.9", "ICY", "http/1.1", ""]


def mutated(draw):
    """One hostile answer: a function of the connection."""
    status = draw.choice(STATUSES)
    headers = [h.encode("latin-1") for h in draw.sample(HEADERS, draw.choice([0, 0, 1, 1, 2, 5]))]
    if draw.random() < 0.05:
        headers *= 200
    fields = answer(draw.choice(["four", "caf\u00e9", None, [], ["x"], 1, {}, "x" * 100_000, "\x1b[31m", "\ud83d"]))
    if draw.random() < 0.4:
        fields["error"] = draw.choice([
            None, {}, "words", {"message": KEY}, {"code": 401}, {"code": draw.randint(-9, 999), "message": "no"}, [], 1,
            {"message": ["x"]}, {"message": {"x": 1}}, {"code": 2**70, "message": "\x1b]0;t\x07"}])
    if draw.random() < 0.3:
        fields["usage"] = draw.choice([None, 1, [], {}, {"completion_tokens": draw.choice([2**63, -5, "x", 1e99, None])}])
    for name in ["finish_reason", "message", "index"]:
        if draw.random() < 0.15:
            fields["choices"][0][name] = draw.choice([None, 1, "error", "abort", "\n\x1b", [], {}, KEY])
    body = text(fields)
    kind = draw.random()
    if kind < 0.25:  # bytes changed, cut, put in twice
        data = bytearray(body)
        for _ in range(draw.choice([1, 3, 20])):
            place = draw.randrange(len(data))
            data[place:place + draw.choice([0, 1, 5])] = draw.choice([b"", b"\x00", b"\xff", b'"', b"{", b"\\u", b"\\", b"NaN"])
        body = bytes(data)
    elif kind < 0.32:
        body = gzip.compress(body)
    elif kind < 0.37:
        body = body[:draw.randrange(len(body))]
    elif kind < 0.40:
        body = bytes(draw.randrange(256) for _ in range(300))
    given = any(h.lower().startswith((b"content-length", b"transfer-encoding")) for h in headers)
    data = http(status, headers, body, length=not given and draw.random() < 0.85, version=draw.choice(VERSIONS))
    if draw.random() < 0.1:
        data = data.replace(b"\r\n", draw.choice([b"\n", b"\r", b"\n\n", b"\r\n "]))
    if draw.random() < 0.05:
        data = b"HTTP/1.1 103 Early\r\nLink: x\r\n\r\n" * draw.choice([1, 50]) + data
    timing = draw.choice(["whole"] * 6 + ["drip", "cut", "reset", "pause", "keep", "twice"])

    def behave(connection, request, count):
        if timing == "drip":
            send(connection, data[:2000], 0.001, max(1, len(data[:2000]) // 200))
            send(connection, data[2000:])
        elif timing == "cut":
            send(connection, data[:len(data) * 2 // 3])
        elif timing == "reset":
            send(connection, data[:len(data) // 2])
            reset(connection)
        elif timing == "pause":
            send(connection, data[:30])
            time.sleep(0.2)
            send(connection, data[30:])
        elif timing == "twice":
            send(connection, data + data)
        else:
            send(connection, data)
        return timing == "keep"

    return behave, f"{status[:20]!r} {[h[:30] for h in headers[:4]]} {timing} {body[:60]!r}"
