"""Makes a wheel of a folder: the same bytes for the same files.

    make_wheel.py PACKAGE SHARE VERSION OUT

PACKAGE becomes the package retmask, SHARE the environment's share. The platform tag says the newest glibc that a symbol
of the programs and libraries asks for (PEP 600), so that pip refuses the wheel where they would not start.
"""

import base64
import hashlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path

NAME = "retmask"

METADATA = """\
Metadata-Version: 2.1
Name: {name}
Version: {version}
Summary: Find a model's retrieval heads, and turn them into a better model.
Requires-Python: >=3.8
Provides-Extra: torch
Requires-Dist: torch>=2.11; extra == "torch"
Description-Content-Type: text/markdown

The program `retmask` for a Python environment with torch 2.11 or newer; without one, `pip install torch`.
`retmask doctor` says what is found and what is missing.
"""

WHEEL = """\
Wheel-Version: 1.0
Generator: retmask
Root-Is-Purelib: false
Tag: {tag}
"""

ENTRY_POINTS = """\
[console_scripts]
retmask = retmask.launch:main
"""


def files(folder):
    # What Python leaves behind is no part of the package.
    return sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def newest_glibc(paths):
    """(2, 35) of GLIBC_2.35, the newest in the dynamic symbols of the ELF files among them."""
    newest = (2, 17)
    for path in paths:
        with open(path, "rb") as file:
            if file.read(4) != b"\x7fELF":
                continue
        symbols = subprocess.run(["objdump", "-T", path], check=True, capture_output=True, text=True).stdout
        newest = max([newest, *((int(a), int(b)) for a, b in re.findall(r"GLIBC_(\d+)\.(\d+)", symbols))])
    return newest


class Wheel:
    def __init__(self, path):
        self.archive = zipfile.ZipFile(path, "w")
        self.records = []

    def add(self, name, content, executable=False):
        entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.create_system = 3
        entry.external_attr = (0o100755 if executable else 0o100644) << 16
        self.archive.writestr(entry, content, compresslevel=9)
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        self.records.append(f"{name},sha256={digest},{len(content)}\n")

    def close(self, record):
        entry = zipfile.ZipInfo(record, date_time=(1980, 1, 1, 0, 0, 0))
        entry.create_system = 3
        entry.external_attr = 0o100644 << 16
        self.archive.writestr(entry, "".join(self.records) + f"{record},,\n")
        self.archive.close()


def main():
    package, share, version, out = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4])
    major, minor = newest_glibc(files(package))
    tag = f"py3-none-manylinux_{major}_{minor}_x86_64"
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{NAME}-{version}-{tag}.whl"
    wheel = Wheel(path)
    for file in files(package):
        executable = file == package / "bin" / NAME
        wheel.add(f"{NAME}/{file.relative_to(package)}", file.read_bytes(), executable)
    for file in files(share):
        wheel.add(f"{NAME}-{version}.data/data/share/{file.relative_to(share)}", file.read_bytes())
    info = f"{NAME}-{version}.dist-info"
    wheel.add(f"{info}/METADATA", METADATA.format(name=NAME, version=version).encode())
    wheel.add(f"{info}/WHEEL", WHEEL.format(tag=tag).encode())
    wheel.add(f"{info}/entry_points.txt", ENTRY_POINTS.encode())
    wheel.close(f"{info}/RECORD")
    print(path)


main()
