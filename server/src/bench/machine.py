"""What a run was made on: the figures of two machines are not to be compared without it."""

import os
import re
import subprocess
from datetime import datetime, timezone
from pathlib import Path

from contestants import JAVA

ROOT = Path(__file__).resolve().parents[3]


def describe():
    cpu = Path("/proc/cpuinfo").read_text()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    changed = "" if not output("git", "status", "--porcelain") else ", with changes"
    return {
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": output("git", "rev-parse", "--short=12", "HEAD") + changed,
        "cpu": f"{processor(cpu)}, {os.cpu_count()} cores, {'with' if ' avx512f ' in cpu else 'without'} AVX-512",
        "memory": f"{memory:.0f} GiB",
        "kernel": f"{os.uname().sysname} {os.uname().release}",
        "jdk": f"{output(JAVA, '-version').splitlines()[1]}, {intrinsics()}",
        "cores": os.cpu_count(),
        "load_before": os.getloadavg()[0],
    }


def processor(cpu):
    """Its name with family and model, since a virtual machine's name may say no more than the maker."""
    found = (re.search(rf"^{key}\s*: (.*)$", cpu, re.MULTILINE)
             for key in ("model name", "cpu family", "model"))
    name, family, model = (match[1] if match else "?" for match in found)
    return f"{name} (family {family}, model {model})"


def intrinsics():
    """Which of the algorithms of a download the JVM has as instructions of this processor."""
    flags = output(JAVA, "-XX:+UnlockDiagnosticVMOptions", "-XX:+PrintFlagsFinal", "-version")

    def has(flag):
        return re.search(rf"\b{flag}\s*:?= true", flags) is not None

    names = {"Base64": "UseBASE64Intrinsics", "SHA-256": "UseSHA256Intrinsics"}
    return ", ".join(f"{name} is {'' if has(flag) else 'not '}intrinsic" for name, flag in names.items())


def output(*command):
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    return (done.stdout + done.stderr).strip()
