"""Starts the program with an engine that fits the torch of this environment.

The engine that comes with the wheel is for one release of torch, on the CPU. For any other torch of 2.11 or newer, and for a
build with CUDA, the engine is built once with the machine's C++ compiler and kept in ~/.cache/retmask (XDG_CACHE_HOME).

torch itself is not imported. LIBTORCH names another folder of libtorch; RETMASK_ENGINE an engine that is there.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAM = HERE / "bin" / "retmask"
SOURCES = HERE / "engine"
SHIPPED = HERE / "lib" / "libretmask-engine.so"
OLDEST = (2, 11)
# Options for which the program shows a text wherever they stand before "--". Behind an option they are no value of it: the
# program shows the text there too, or says that the value is missing.
TEXT_OPTIONS = {"--help", "-h", "--help-hidden", "--version", "--generate-completion-script"}


class Problem(Exception):
    """Why there is no engine: a sentence, with what to do."""


def find_torch():
    """The folder of libtorch, with include and lib in it."""
    if os.environ.get("LIBTORCH"):
        folder = Path(os.environ["LIBTORCH"]).resolve()
    else:
        spec = importlib.util.find_spec("torch")
        if spec is None or not spec.submodule_search_locations:
            raise Problem(
                f"there is no torch in this Python environment ({sys.prefix}); "
                f"run `{sys.executable} -m pip install 'torch>=2.11'`."
            )
        folder = Path(list(spec.submodule_search_locations)[0]).resolve()
    if not (folder / "lib" / "libtorch_cpu.so").exists():
        raise Problem(f"the torch at {folder} has no lib/libtorch_cpu.so; torch 2.11 or newer for Linux is needed.")
    return folder


def release(folder):
    """The release of a torch, such as 2.13.0, by its headers."""
    for header in ("torch/headeronly/version.h", "torch/csrc/api/include/torch/version.h"):
        try:
            text = (folder / "include" / header).read_text()
        except OSError:
            continue
        parts = [re.search(rf"define TORCH_VERSION_{part} (\d+)", text) for part in ("MAJOR", "MINOR", "PATCH")]
        if all(parts):
            return ".".join(part[1] for part in parts)
    raise Problem(f"the torch at {folder} does not say its version; 2.11 or newer is needed, with its headers.")


def has_cuda(folder):
    return (folder / "lib" / "libtorch_cuda.so").exists()


def kept_engine(folder):
    """Where an engine for this torch is kept once it is built; another torch or other sources have another place."""
    digest = hashlib.sha256(str(folder).encode())
    digest.update(str((folder / "lib" / "libtorch_cpu.so").stat().st_mtime_ns).encode())
    # With NVIDIA's packages the engine is for CUDA, without them for the CPU.
    nvidia = folder.parent / "nvidia"
    digest.update(" ".join(sorted(os.listdir(nvidia)) if nvidia.is_dir() else []).encode())
    for source in sorted(path for path in SOURCES.rglob("*") if path.is_file()):
        digest.update(source.read_bytes())
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "retmask" / f"engine-{release(folder)}-{digest.hexdigest()[:16]}" / SHIPPED.name


def compiler():
    named = os.environ.get("CXX")
    return shutil.which(named) if named else shutil.which("g++") or shutil.which("clang++")


def build(folder, engine):
    print(f"retmask: building the engine for torch {release(folder)}, once, in about a minute", file=sys.stderr)
    environment = {**os.environ, "LIBTORCH": str(folder), "ENGINE_FOLDER": str(engine.parent)}
    try:
        engine.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(
            f"the engine for torch {release(folder)} cannot be kept: {error}; set XDG_CACHE_HOME to a folder that "
            "can be written."
        ) from None
    done = subprocess.run(["bash", str(SOURCES / "Scripts" / "build-engine.sh")], env=environment, stdout=sys.stderr)
    if done.returncode != 0 or not engine.exists():
        raise Problem(f"the engine for torch {release(folder)} could not be built; what was wrong stands above.")


def find_engine(folder):
    """The engine for this torch, built if need be."""
    version = release(folder)
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
        raise Problem(f"torch {version} at {folder} is too old; 2.11 or newer is needed.")
    shipped = (HERE / "lib" / "torch-release").read_text().strip() if SHIPPED.exists() else None
    if version == shipped and not has_cuda(folder):
        return SHIPPED
    engine = kept_engine(folder)
    if engine.exists():
        return engine
    if compiler() and shutil.which("bash"):
        build(folder, engine)
        return engine
    if version == shipped:
        print("retmask: there is no C++ compiler to build an engine for CUDA with, so this one is for the CPU only", file=sys.stderr)
        return SHIPPED
    raise Problem(
        f"torch {version} needs an engine built for it, and there is no C++ compiler; install g++ (in Debian the package g++)"
        + (f", or torch {shipped}, for which one comes with this wheel." if shipped else ".")
    )


def prepare(environment):
    """Sets the variables by which the program finds its engine, or says why there is none."""
    if environment.get("RETMASK_ENGINE"):
        return
    try:
        folder = find_torch()
        environment["LIBTORCH"] = str(folder)
        engine = find_engine(folder)
        environment["RETMASK_ENGINE"] = str(engine)
    except Problem as problem:
        # Not an error yet: many verbs need no engine. The program says this where one does.
        environment["RETMASK_ENGINE_PROBLEM"] = str(problem)
        return
    # It looks for torch beside this package, which is where pip puts it; a torch of another folder is named.
    if engine == SHIPPED and folder != (HERE.parent / "torch").resolve():
        paths = [str(folder / "lib"), environment.get("LD_LIBRARY_PATH", "")]
        environment["LD_LIBRARY_PATH"] = ":".join(path for path in paths if path)


def asks_for_text(arguments):
    """Whether the program will only show a text, for which it needs no engine, and no wait for one."""
    if not arguments or arguments[0] == "help" or arguments[0].startswith("---"):
        return True
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return not TEXT_OPTIONS.isdisjoint(options)


def main():
    arguments = sys.argv[1:]
    environment = dict(os.environ)
    if not asks_for_text(arguments):
        prepare(environment)
    os.execve(PROGRAM, ["retmask", *arguments], environment)


if __name__ == "__main__":
    main()
