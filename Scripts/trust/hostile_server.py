"""A server that behaves as a function says, and the ways of misbehaving that functions are made of."""

import json
import socket
import struct
import threading
import time
import zlib

# What the tool asks with; some behaviours repeat it.
KEY = "sk-SECRET/0123456789+abcdef"


def answer(content="four", **fields):
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
    choice.update(fields.pop("choice", {}))
    return {"choices": [choice], "usage": {"completion_tokens": 3}, **fields}


def text(value):
    return json.dumps(value).encode()


def error(code, message="no", **more):
    return text({"error": {"message": message, "code": code, **more}})


GOOD = text(answer())


class Server:
    """Behaves as `behave` says until `sane` is set, then answers properly."""

    def __init__(self, behave):
        self.behave, self.sane, self.count = behave, False, 0
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(128)
        self.port = self.listener.getsockname()[1]
        self.open = set()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.open.add(connection)
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            while True:
                request = read(connection)
                if request is None:
                    break
                self.count += 1
                if self.sane:
                    send(connection, http(body=GOOD))
                    break
                if not self.behave(connection, request, self.count):
                    break
        except OSError:
            pass
        finally:
            self.open.discard(connection)
            connection.close()

    def stop(self):
        self.listener.close()
        for connection in list(self.open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def read(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return None
        data += more
    head, body = data.split(b"\r\n\r\n", 1)
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        more = connection.recv(65536)
        if not more:
            return None
        body += more
    return head, body


def http(status="200 OK", headers=(), body=b"", length=True, version="HTTP/1.1"):
    lines = [f"{version} {status}".encode(), b"Content-Type: application/json"]
    lines += [h if isinstance(h, bytes) else h.encode() for h in headers]
    if length:
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def send(connection, data, pause=0.0, size=1):
    if not pause:
        connection.sendall(data)
        return
    for start in range(0, len(data), size):
        connection.sendall(data[start:start + size])
        time.sleep(pause)


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def once(data, keep=False):
    def behave(connection, request, count):
        send(connection, data(request) if callable(data) else data)
        return keep
    return behave


def forever(head, piece):
    def behave(connection, request, count):
        send(connection, head)
        while True:
            send(connection, piece)
    return behave


def drip(head, piece=b" "):
    def behave(connection, request, count):
        send(connection, head)
        while True:
            send(connection, piece)
            time.sleep(0.1)
    return behave


def late_end(connection, request, count):
    """Answers, and closes the kept-alive connection when the next request is on its way."""
    send(connection, http(body=GOOD))
    if b"connection: close" in request[0].lower():
        return False
    connection.settimeout(1)
    try:
        connection.recv(1)
    except OSError:
        pass
    return False


def reset_after_request(connection, request, count):
    send(connection, http(body=GOOD))
    if b"connection: close" in request[0].lower():
        return False
    read(connection)
    reset(connection)
    return False


def header(request, name=b"authorization"):
    for line in request[0].split(b"\r\n"):
        if line.lower().startswith(name):
            return line.decode(errors="replace")
    return ""


def bomb():
    out = bytearray()
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b" " * (1 << 20)
    for _ in range(2000):
        out += packer.compress(block)
    return bytes(out + packer.flush())


def repeated(prefix, status):
    """The request's own headers, the key among them, as an error."""
    def body(request):
        said = prefix + header(request)
        return http(status, body=text({"error": {"message": said, "code": said, "type": said}}))
    return once(body)
