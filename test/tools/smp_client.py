"""A management client that shares nothing with the project: SMP v1 and v2 on a serial console, written from Zephyr's
smp_protocol.rst, smp_transport.rst and smp_groups, with the Python standard library only.

    smp_client.py DEVICE VERSION COMMAND [ARGUMENT...]     VERSION: 1 or 2

Commands: echo TEXT | params | images | upload FILE | test HASH | confirm [HASH] | reset | get KEY | set KEY TEXT |
          commit | save. Prints one JSON document. Exit 1: the device answered an error. Exit 3: no answer.
"""
import base64, hashlib, json, os, select, struct, sys, termios, time, tty


def crc16(data):
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = ((crc << 1) ^ 0x1021) & 0xFFFF if crc & 0x8000 else (crc << 1) & 0xFFFF
    return crc


def head(kind, count):
    if count < 24:
        return bytes([kind << 5 | count])
    if count < 256:
        return bytes([kind << 5 | 24, count])
    if count < 65536:
        return bytes([kind << 5 | 25]) + struct.pack(">H", count)
    return bytes([kind << 5 | 26]) + struct.pack(">I", count)


def encode(value):
    if value is True or value is False:
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    return head(5, len(value)) + b"".join(encode(k) + encode(v) for k, v in value.items())


def decode(data, at=0):
    first = data[at]
    kind, info = first >> 5, first & 31
    at += 1
    if info >= 24 and info < 28:
        size = 1 << (info - 24)
        count = int.from_bytes(data[at : at + size], "big")
        at += size
    else:
        count = info
    if kind == 0:
        return count, at
    if kind == 1:
        return -1 - count, at
    if kind in (2, 3):
        text = data[at : at + count]
        return (text if kind == 2 else text.decode()), at + count
    if kind in (4, 5):
        items = []
        while count > 0 if info != 31 else data[at] != 0xFF:
            one, at = decode(data, at)
            if kind == 5:
                two, at = decode(data, at)
                one = (one, two)
            items.append(one)
            count -= 1
        return (items if kind == 4 else dict(items)), at + (1 if info == 31 else 0)
    return {20: False, 21: True, 22: None}.get(info), at


class Console:
    def __init__(self, path, version):
        self.fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self.fd)
        speed = termios.tcgetattr(self.fd)
        speed[4] = speed[5] = termios.B115200
        termios.tcsetattr(self.fd, termios.TCSANOW, speed)
        self.version, self.seq, self.unread = version, 40, b""

    def request(self, write, group, command, payload, wait=8.0):
        self.seq = (self.seq + 1) & 255
        body = encode(payload)
        first = (2 if write else 0) | (8 if self.version == 2 else 0)
        packet = struct.pack(">BBHHBB", first, 0, len(body), group, self.seq, command) + body
        raw = struct.pack(">H", len(packet) + 2) + packet + struct.pack(">H", crc16(packet))
        text, marker, out = base64.b64encode(raw), b"\x06\x09", b""
        while text:
            out += marker + text[:124] + b"\n"
            text, marker = text[124:], b"\x04\x14"
        for _ in range(3):
            sent = 0
            while sent < len(out):
                sent += os.write(self.fd, out[sent:])
            answer = self.answer(group, command, wait)
            if answer is not None:
                return answer
        sys.exit(3)

    def answer(self, group, command, wait):
        until, gathered, expected = time.monotonic() + wait, b"", 0
        while True:
            while b"\n" in self.unread:
                line, self.unread = self.unread.split(b"\n", 1)
                begin, more = line.find(b"\x06\x09"), line.find(b"\x04\x14")
                if begin < 0 and more < 0:
                    continue
                if begin >= 0:
                    gathered = base64.b64decode(line[begin + 2 :].strip())
                    expected = struct.unpack(">H", gathered[:2])[0] + 2
                else:
                    gathered += base64.b64decode(line[more + 2 :].strip())
                if expected and len(gathered) >= expected:
                    packet = gathered[2:-2]
                    assert crc16(packet) == struct.unpack(">H", gathered[-2:])[0], "wrong CRC"
                    op, _, size, grp, seq, cmd = struct.unpack(">BBHHBB", packet[:8])
                    assert op & 1 and size == len(packet) - 8, "not an answer"
                    assert (op >> 3) & 3 == self.version - 1, "answered in another version"
                    gathered, expected = b"", 0
                    if (grp, seq, cmd) == (group, self.seq, command):
                        return decode(packet, 8)[0] if size else {}
            left = until - time.monotonic()
            if left <= 0 or not select.select([self.fd], [], [], left)[0]:
                return None
            try:
                self.unread += os.read(self.fd, 65536)
            except OSError:
                sys.exit(3)


def upload(console, path):
    data = open(path, "rb").read()
    offset = answers = 0
    while offset < len(data):
        fields = {"off": offset, "data": data[offset : offset + 300]}
        if offset == 0:
            # Far from full: the first one carries more fields.
            fields["data"] = data[:200]
            fields.update(len=len(data), sha=hashlib.sha256(data).digest(), image=0, upgrade=False)
        answer = console.request(True, 1, 1, fields, 40.0)
        answers += 1
        if console.version == 1:
            # What clients of version 1 in the field want: exactly these two.
            assert failed(answer) or sorted(answer) == ["off", "rc"], answer
        if failed(answer):
            return answer
        offset = answer["off"]
    return {"sent": offset, "requests": answers, "match": answer.get("match")}


def failed(answer):
    return answer.get("rc", 0) != 0 or "err" in answer


def main():
    path, version, command, *arguments = sys.argv[1:]
    console = Console(path, int(version))
    if command == "echo":
        answer = console.request(True, 0, 0, {"d": arguments[0]})
    elif command == "params":
        answer = console.request(False, 0, 6, {})
    elif command == "images":
        answer = console.request(False, 1, 0, {})
    elif command == "upload":
        answer = upload(console, arguments[0])
    elif command == "test":
        answer = console.request(True, 1, 0, {"hash": bytes.fromhex(arguments[0]), "confirm": False})
    elif command == "confirm":
        named = {"hash": bytes.fromhex(arguments[0])} if arguments else {}
        answer = console.request(True, 1, 0, {**named, "confirm": True})
    elif command == "reset":
        answer = console.request(True, 0, 5, {})
    elif command == "get":
        answer = console.request(False, 3, 0, {"name": arguments[0]})
    elif command == "set":
        answer = console.request(True, 3, 0, {"name": arguments[0], "val": arguments[1].encode()})
    elif command == "commit":
        answer = console.request(True, 3, 2, {})
    elif command == "save":
        answer = console.request(True, 3, 3, {})
    else:
        sys.exit(__doc__)
    print(json.dumps(answer, default=lambda value: value.hex()))
    sys.exit(1 if failed(answer) else 0)


main()
