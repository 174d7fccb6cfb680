"""Puts load on a contestant and reads its cost from the operating system."""

import json
import re
import subprocess
from dataclasses import dataclass

import procfs

MIB = 1024 * 1024
MIXED = -1  # the size of attachments that have many


@dataclass(frozen=True)
class Scenario:
    size: int  # of each attachment, bytes
    at_once: int
    protocol: str = "http/1.1"
    tls: bool = False
    reads: str = "repeated"  # or "first": each content once
    form: str = "json"  # or "raw": the web download

    def __str__(self):
        parts = [size_name(self.size), f"{self.at_once} at once", self.protocol.upper()]
        parts += ["TLS"] * self.tls + ["first reads"] * (self.reads == "first")
        return ", ".join(parts + ["raw"] * (self.form == "raw"))


def size_name(size):
    if size == MIXED:
        return "mixed sizes"
    if size >= MIB:
        return f"{size // MIB} MiB"
    return f"{size // 1024} KiB" if size >= 1024 else f"{size} bytes"


class LoadFailed(Exception):
    pass


class Loader:
    """Runs the load generators; `directory` holds their files."""

    def __init__(self, directory, source, has_h2load):
        self.directory = directory
        self.has_h2load = has_h2load
        self.program = directory / "load"
        self._rates = {}
        subprocess.run(["cc", "-O2", "-Wall", "-o", self.program, source], check=True)

    def command(self, contestant, ids, *options, raw_bytes=None):
        """The generator's command line for these attachments, taken in turn; raw where a length is given."""
        requests = self.directory / "requests"
        lines = []
        for id in ids:
            method, path, body = contestant.request(id) if raw_bytes is None else contestant.raw_request(id)
            size = contestant.body_bytes[id] if raw_bytes is None else raw_bytes
            lines.append(f"{method} {path} {size} {body}\n")
        requests.write_text("".join(lines))
        headers = [x for header in contestant.headers for x in ("-H", header)]
        port = contestant.ports["http/1.1", False]
        return [self.program, "-p", str(port), *headers, *map(str, options), requests]

    def run(self, contestant, ids, *options, raw_bytes=None):
        command = self.command(contestant, ids, *options, raw_bytes=raw_bytes)
        out = subprocess.run(command, stdout=subprocess.PIPE, check=True)
        return json.loads(out.stdout)

    def measure(self, contestant, scenario, ids, seconds):
        """One measurement: what was served, how fast, and what it cost."""
        for pid in contestant.pids():
            procfs.reset_peak(pid)
        before = contestant.cpu_seconds()
        if scenario.protocol == "http/1.1" and not scenario.tls:
            how = ("-n", len(ids)) if scenario.reads == "first" else ("-d", seconds)
            raw_bytes = scenario.size if scenario.form == "raw" else None
            result = self.run(contestant, ids, "-c", scenario.at_once, *how, raw_bytes=raw_bytes)
        else:
            result = self._h2load(contestant, scenario, ids[0], seconds)
            before = result.pop("cpu_before")
        after = contestant.cpu_seconds()
        if not result["completed"] or result["errors"]:
            raise LoadFailed(f"{contestant.name}: {scenario}: {result['errors']} errors")
        server, database = (a - b for a, b in zip(after, before))
        done, took = result["completed"], result["seconds"]
        # Of mixed sizes nobody counts the files' bytes: they are 3/4 of the JSON's to within 1%.
        file_bytes = result["body_bytes"] * 3 / 4 if scenario.size == MIXED else done * scenario.size
        return {
            "seconds": took,
            "completed": done,
            "mib_per_second": file_bytes / MIB / took,
            "requests_per_second": done / took,
            "cpu_per_request": (server + database) / done,
            "cpu_per_request_database": database / done,
            "cpu_per_gib": (server + database) / (file_bytes / MIB / 1024) if file_bytes else None,
            "cores": (server + database) / took,
            "p50": result["latency"]["p50"],
            "p99": result["latency"]["p99"],
            "first_byte": result.get("first_byte", {}).get("p50"),
            "peak_rss_kib": sum(procfs.memory_kib(pid, "VmHWM") for pid in contestant.pids()),
        }

    def _h2load(self, contestant, scenario, id, seconds):
        """HTTP/2 on one connection with a stream for each download; TLS also with HTTP/1.1."""
        key = contestant.name, scenario
        if key not in self._rates:
            trial = self._h2load_requests(contestant, scenario, id, 2 * scenario.at_once)
            self._rates[key] = trial["completed"] / trial["seconds"]
        # h2load would cut off what is under way at the end of a time; so a number of requests.
        count = max(2 * scenario.at_once, int(self._rates[key] * seconds))
        result = self._h2load_requests(contestant, scenario, id, count)
        self._rates[key] = result["completed"] / result["seconds"]
        return result

    def _h2load_requests(self, contestant, scenario, id, count):
        method, path, body = contestant.request(id)
        log, data = self.directory / "h2load.log", self.directory / "h2load.body"
        log.unlink(missing_ok=True)
        data.write_text(body)
        port = contestant.ports[scenario.protocol, scenario.tls]
        # Windows as clients have them, 1 MiB and 16 MiB: h2load's own are of 1 GiB.
        command = ["h2load", "-n", count, "-w", 20, "-W", 24, "--log-file", log]
        if scenario.protocol == "http/1.1":
            command += ["--h1", "-c", scenario.at_once]
        else:
            command += ["-c", 1, "-m", scenario.at_once]
        for header in contestant.headers:
            command += ["-H", header]
        if method == "POST":
            command += ["-d", data]
        command.append(f"http{'s' * scenario.tls}://127.0.0.1:{port}{path}")
        before = contestant.cpu_seconds()
        out = subprocess.run(
            [str(x) for x in command], stdout=subprocess.PIPE, text=True, check=True, timeout=120
        ).stdout
        seconds, unit = re.search(r"finished in ([\d.]+)(us|ms|s)", out).groups()
        completed = int(re.search(r"(\d+) succeeded", out)[1])
        received = int(re.search(r"\((\d+)\) data", out)[1])
        times = sorted(int(line.split("\t")[2]) / 1e6 for line in log.read_text().splitlines())
        if completed < count or received != completed * contestant.body_bytes[id]:
            raise LoadFailed(f"{contestant.name}: {scenario}: {completed} of {count}, {received} bytes")
        return {
            "seconds": float(seconds) * {"us": 1e-6, "ms": 1e-3, "s": 1}[unit],
            "completed": completed,
            "errors": count - completed,
            "latency": {"p50": times[len(times) // 2], "p99": times[len(times) * 99 // 100]},
            "cpu_before": before,
        }
