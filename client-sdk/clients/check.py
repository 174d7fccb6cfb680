"""What `check` runs once everything is installed and built."""
import asyncio
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
README = HERE / "README.md"
JAR = HERE / "../../server/target/attachments-server.jar"
MIB = 1024 * 1024
GOAL = 16 * MIB  # above the idle runtime
TICKET, RESPONSE = 220009, 42
DOCUMENTED, BLOCKED, REVIEW, LARGEST, EMPTY, LARGE = 14494, 14495, 14497, 14500, 14503, 990001


class Proxy:
    """Hands connections on to the server. Can cut each answer after some bytes, or alter one of its bytes."""

    def __init__(self, host, port):
        self.upstream, self.cut_after, self.alter_at = (host, port), None, None
        self.cuts = self.bytes = 0
        self.loop = asyncio.new_event_loop()
        started = threading.Event()
        threading.Thread(target=self.serve, args=[started], daemon=True).start()
        started.wait()

    def serve(self, started):
        self.listener = self.loop.run_until_complete(asyncio.start_server(self.connection, "127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self.listener.sockets[0].getsockname()[1]
        started.set()
        self.loop.run_forever()

    def set(self, cut_after=None, alter_at=None):
        self.cut_after, self.alter_at, self.cuts, self.bytes = cut_after, alter_at, 0, 0
        return self.url

    async def connection(self, reader, writer):
        try:
            up_reader, up_writer = await asyncio.open_connection(*self.upstream)
            request = asyncio.create_task(self.copy_request(reader, up_writer))
            await self.copy_answer(up_reader, writer)
            request.cancel()
            up_writer.transport.abort()
        except OSError:
            pass
        writer.transport.abort() if self.cut_after else writer.close()

    async def copy_request(self, reader, writer):
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
        writer.write_eof()

    async def copy_answer(self, reader, writer):
        passed = 0
        while piece := await reader.read(65536):
            if self.alter_at and passed <= self.alter_at < passed + len(piece):
                i = self.alter_at - passed
                piece = piece[:i] + (b"B" if piece[i : i + 1] == b"A" else b"A") + piece[i + 1 :]
            passed += len(piece)
            self.bytes += len(piece)
            writer.write(piece)
            await writer.drain()
            if self.cut_after and passed >= self.cut_after:
                self.cuts += 1
                return


class Client:
    """One client, its runtime doing nothing, and the plain example of README.md in its language."""

    def __init__(self, name, command, idle, plain):
        self.name, self.command, self.idle, self.plain = name, command, idle, plain


def example(language):
    """The code block of README.md that follows the comment <!-- language -->."""
    return re.search(r"<!-- %s -->\n```\w+\n(.*?)```" % language, README.read_text(), re.S).group(1)


def clients(work):
    def source(name, text):
        path = work / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return str(path)

    def built_go(path, name):
        subprocess.run(["go", "build", "-o", work / name, path], check=True)
        return [str(work / name)]

    def built_java(path, main):
        subprocess.run(["javac", "-d", work / "classes", path], check=True)
        return ["java", "-cp", str(work / "classes"), main]

    idle_go = "package main\n\nimport \"time\"\n\nfunc main() { time.Sleep(time.Second) }\n"
    idle_java = "class Idle { public static void main(String[] a) throws Exception { Thread.sleep(1000); } }\n"
    plain_java = re.sub(r"^class \w+", "class Plain", example("java"), flags=re.M)
    return [
        Client("Python", ["python3", f"{HERE}/attachment.py"], ["python3", "-c", "import time; time.sleep(1)"],
               ["python3", source("plain.py", example("python"))]),
        Client("Node", ["node", f"{HERE}/attachment.mjs"], ["node", "-e", "setTimeout(() => {}, 1000)"],
               ["node", source("plain.mjs", example("node"))]),
        Client("PHP", ["php", f"{HERE}/attachment.php"], ["php", "-r", "sleep(1);"],
               ["php", "-d", "memory_limit=-1", source("plain.php", example("php"))]),
        Client("Go", built_go(HERE / "attachment.go", "attachment"), built_go(source("idle.go", idle_go), "idle"),
               built_go(source("plain.go", example("go")), "plain")),
        Client("Java", built_java(HERE / "Attachment.java", "Attachment"),
               built_java(source("Idle.java", idle_java), "Idle"), built_java(source("Plain.java", plain_java), "Plain")),
        Client("shell", ["sh", f"{HERE}/attachment.sh"], ["sh", "-c", "sleep 1; true"],
               ["sh", source("plain.sh", example("shell"))]),
    ]


def proportional_bytes(session):
    """Memory of all processes of a session; what several of them share is counted once."""
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if int((process / "stat").read_text().rsplit(")", 1)[1].split()[3]) == session:
                total += int(re.search(r"^Pss:\s+(\d+)", (process / "smaps_rollup").read_text(), re.M)[1]) * 1024
        except (OSError, TypeError):
            pass  # it has ended
    return total


def peak_bytes(command, environment, work):
    """The peak memory of a command: of one process its resident set, of several at most their sum."""
    report = work / "time"
    with subprocess.Popen(["/usr/bin/time", "-f", "%M", "-o", report, *command], env=environment,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True) as run:
        errors = []
        reader = threading.Thread(target=lambda: errors.append(run.stderr.read()))
        reader.start()
        sampled = 0
        while run.poll() is None:
            if command[0] == "sh":
                sampled = max(sampled, proportional_bytes(run.pid))
            time.sleep(0.01)
        reader.join()
        if run.returncode:
            raise AssertionError(f"{command}: status {run.returncode}: {errors[0]}")
    return sampled or int(report.read_text()) * 1024


class Check:
    def __init__(self, work, proxy, server, token, contents, large):
        self.work, self.proxy, self.server, self.contents, self.large = work, proxy, server, contents, large
        work.mkdir()
        self.environment = dict(os.environ, ATTACHMENTS_TOKEN=token)
        self.output = work / "output"

    def run(self, client, url, attachment, *options):
        command = [*client.command, *options, url, str(TICKET), str(attachment), str(self.output)]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=600)

    def downloaded(self, client, what, attachment):
        with open(self.output, "rb") as file:
            digest = hashlib.sha256()
            while piece := file.read(MIB):
                digest.update(piece)
        self.expect(digest.hexdigest() == self.contents[attachment], client, what, "digest differs")
        self.expect(not Path(f"{self.output}.part").exists(), client, what, "OUTPUT.part is still there")
        self.output.unlink()

    @staticmethod
    def expect(condition, client, what, found):
        if not condition:
            raise AssertionError(f"{client.name}, {what}: {found}")

    def succeeds(self, client, what, url, attachment, *options):
        ended = self.run(client, url, attachment, *options)
        self.expect(ended.returncode == 0, client, what, ended.stderr)
        self.expect(ended.stdout == f"{self.contents[attachment]}  {self.output}\n", client, what, ended.stdout)
        self.downloaded(client, what, attachment)

    def fails(self, client, what, url, attachment, expected, *options):
        ended = self.run(client, url, attachment, *options)
        self.expect(ended.returncode == 1 and re.search(expected, ended.stderr), client, what, ended)
        self.expect(not self.output.exists(), client, what, "OUTPUT is there")

    def behaviour(self, client):
        for attachment in DOCUMENTED, EMPTY:
            self.succeeds(client, "a small file", self.server, attachment)
        named = r"attachment_review_required: This .*request id [0-9a-f-]{36}"
        self.fails(client, "a gated type", self.server, REVIEW, named)
        self.succeeds(client, "a confirmed review", self.server, REVIEW, "--confirm-review")
        self.fails(client, "a blocked type", self.server, BLOCKED, "attachment_blocked", "--confirm-review")
        self.expect(not Path(f"{self.output}.part").exists(), client, "an error", "OUTPUT.part is there")

        self.succeeds(client, "cut connections", self.proxy.set(cut_after=10 * MIB), LARGEST)
        self.expect(self.proxy.cuts in (3, 4), client, "cut connections", f"{self.proxy.cuts} cuts")
        self.expect(self.proxy.bytes < 40 * MIB, client, "cut connections", f"{self.proxy.bytes} bytes came")

        self.fails(client, "an altered byte", self.proxy.set(alter_at=MIB), LARGEST, "SHA-256")
        self.expect(not Path(f"{self.output}.part").exists(), client, "an altered byte", "OUTPUT.part is there")

        part = Path(f"{self.output}.part")
        with open(self.large, "rb") as large:
            part.write_bytes(large.read(self.contents["size"] - 10 * MIB + 1))
        self.succeeds(client, "an earlier run's bytes", self.proxy.set(), LARGE)
        self.expect(self.proxy.bytes < 15 * MIB, client, "an earlier run's bytes", f"{self.proxy.bytes} bytes came")

        part.write_bytes(b"of another file")
        self.succeeds(client, "another file's bytes", self.server, DOCUMENTED)

    def memory(self, client):
        idle = peak_bytes(client.idle, self.environment, self.work)
        row = [idle]
        for command in client.command, client.plain:
            for attachment in LARGEST, LARGE:
                arguments = [self.server, str(TICKET), str(attachment), str(self.output)]
                row.append(peak_bytes([*command, *arguments], self.environment, self.work))
                self.downloaded(client, "memory", attachment)
        return row


def table(rows, large):
    lines = ["| peak memory, MiB | idle | 25 MiB | %s | plain, 25 MiB | plain, %s | above idle |" % (large, large),
             "|---|--:|--:|--:|--:|--:|--:|"]
    for name, row in rows:
        cells = ["%.1f" % (value / MIB) for value in [*row, max(row[1:3]) - row[0]]]
        lines.append("| %s | %s |" % (name, " | ".join(cells)))
    return "\n".join(lines)


def start_demo(jar, data):
    command = ["java", "-jar", jar, "demo", "--http-port", "0", "--grpc-port", "0", "--data-dir", data]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    for line in server.stdout:
        if line.startswith("ready "):
            threading.Thread(target=server.stdout.read, daemon=True).start()
            return server
    raise AssertionError("the demo has not started")


def import_large(jar, data, work, size):
    digest = hashlib.sha256()
    (work / "files").mkdir()
    with open(work / "files/large", "wb") as file:
        for _ in range(size // MIB):
            piece = os.urandom(MIB)
            digest.update(piece)
            file.write(piece)
    record = {"type": "attachment", "id": LARGE, "response_id": RESPONSE, "name": "large.zip", "file": "files/large"}
    (work / "large.ndjson").write_text(json.dumps(record) + "\n")
    command = ["java", "-jar", jar, "import", "--data-dir", data, work / "large.ndjson"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return digest.hexdigest()


def main():
    quick = "--quick" in sys.argv
    size, large = (200 * MIB, "200 MiB") if quick else (1024 * MIB, "1 GiB")
    work = Path(tempfile.mkdtemp(prefix="clients-check-"))
    data, jar, server = work / "data", work / "server.jar", None
    try:
        shutil.copy(JAR, jar)  # a build meanwhile shall not replace it
        server = start_demo(jar, data)
        demo = json.loads((data / "demo.json").read_text())
        contents = {int(case["body"]["response_attachment_id"]): case["sha256"] for case in demo["cases"] if case["sha256"]}
        contents.update({LARGE: import_large(jar, data, work, size), "size": size})
        host, port = demo["http"].removeprefix("http://").split(":")

        def row(client):
            began = time.monotonic()
            proxy = Proxy(host, int(port))
            check = Check(work / client.name, proxy, demo["http"], demo["tokens"]["reader"], contents, work / "files/large")
            check.behaviour(client)
            measured = check.memory(client)
            print(f"{client.name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
            return client.name, measured

        with ThreadPoolExecutor(3) as threads:
            rows = list(threads.map(row, clients(work)))
        print(table(rows, large))
        if "--write" in sys.argv:
            mark = r"(<!-- table -->\n).*?(\n<!-- end of the table -->)"
            README.write_text(re.sub(mark, lambda m: m[1] + table(rows, large) + m[2], README.read_text(), flags=re.S))
        above = [name for name, row in rows if max(row[1:3]) - row[0] > GOAL]
        if above:
            sys.exit(f"more than 16 MiB above the idle runtime: {', '.join(above)}")
    finally:
        if server:
            server.send_signal(signal.SIGTERM)
            server.wait()
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
