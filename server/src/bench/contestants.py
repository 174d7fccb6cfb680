"""Those who run: the product in one process and in two, and what a user would pick instead."""

import base64
import getpass
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import procfs

PEERS = Path(__file__).resolve().parent / "peers"
JAVA = str(Path(os.environ["JAVA_HOME"], "bin", "java")) if "JAVA_HOME" in os.environ else "java"
TICKET = 220009


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Process:
    """A process we started, and end by its id; its output goes to a file."""

    running = []

    def __init__(self, command, log, env=None):
        self.log = Path(log)
        self.started = time.monotonic()
        with open(log, "wb") as out:
            self.popen = subprocess.Popen(
                [str(x) for x in command], stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                env={**os.environ, **(env or {})},
            )
        self.pid = self.popen.pid
        Process.running.append(self)

    def await_line(self, start, seconds=60):
        """The first line of output that begins so, and the seconds since the start."""
        return self._await(lambda: next(
            (x for x in self.log.read_text(errors="replace").split("\n")[:-1] if x.startswith(start)), None
        ), seconds, f"a line '{start}'")

    def await_port(self, port, seconds=60):
        def accepts():
            with socket.socket() as s:
                return s.connect_ex(("127.0.0.1", port)) == 0

        return self._await(accepts, seconds, f"port {port}")

    def _await(self, found, seconds, what):
        while time.monotonic() - self.started < seconds:
            value = found()
            if value:
                return value, time.monotonic() - self.started
            if self.popen.poll() is not None:
                break
            time.sleep(0.01)
        self.stop()
        raise RuntimeError(f"no {what} from {self.popen.args[0]}:\n{self.log.read_text()[-2000:]}")

    def stop(self):
        if self.popen.poll() is None:
            self.popen.send_signal(signal.SIGTERM)
            try:
                self.popen.wait(45)
            except subprocess.TimeoutExpired:
                self.popen.kill()
        self.popen.wait()
        if self in Process.running:
            Process.running.remove(self)

    @classmethod
    def stop_all(cls):
        """The last first: what depends on the first server's database goes before it."""
        for process in reversed(list(cls.running)):
            process.stop()


class Contestant:
    """Processes that serve the attachments on some ports: {(protocol, tls): port}."""

    headers = ["Content-Type: application/json"]

    def __init__(self, name, processes, ports, postmaster=None):
        self.name = name
        self.processes = processes
        self.postmaster = postmaster  # process id of the database
        self.ports = ports
        self.body_bytes = {}  # by attachment id, once verified

    def request(self, id):
        body = {"ticket_number": str(TICKET), "response_attachment_id": str(id)}
        return "POST", "/api/v1/tickets/attachment", json.dumps(body)

    def raw_request(self, id):
        """The web download: the file's bytes as they are."""
        return "GET", f"/tickets/{TICKET}/attachments/{id}", ""

    def pids(self):
        """All processes but the database's."""
        roots = [p.pid for p in self.processes]
        return set(procfs.with_descendants(roots)) - set(self._database())

    def is_java(self):
        return any(p.popen.args[0] == JAVA for p in self.processes)

    def cpu_seconds(self):
        """(of its processes, of its database) since they started."""
        roots = [p.pid for p in self.processes]
        database = self._database()
        own = procfs.with_descendants(roots)
        return sum(s for pid, s in own.items() if pid not in database), sum(database.values())

    def _database(self):
        return procfs.with_descendants([self.postmaster]) if self.postmaster else {}

    def fetch(self, id):
        method, path, body = self.request(id)
        port = self.ports["http/1.1", False]
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}{path}", method=method, data=body.encode() or None,
            headers=dict(h.split(": ", 1) for h in self.headers),
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.read()

    def verify(self, id, sha256):
        """Takes one download apart, and notes the length that all others must have."""
        body = self.fetch(id)
        data = json.loads(body)["data"]
        found = hashlib.sha256(base64.b64decode(data.get("content_base64", ""), validate=True)).hexdigest()
        if found != sha256:
            raise RuntimeError(f"{self.name}: attachment {id}: SHA-256 {found} (expected: {sha256})")
        self.body_bytes[id] = len(body)
        return body, data

    def stop(self):
        for process in reversed(self.processes):
            process.stop()


class StaticFile(Contestant):
    """nginx: the finished body has a path of its own."""

    headers = []

    def request(self, id):
        return "GET", f"/{id}.json", ""

    def raw_request(self, id):
        return "GET", f"/{id}.bin", ""


class Product(Contestant):
    def __init__(self, *args, token, **named):
        super().__init__(*args, **named)
        self.headers = [*Contestant.headers, f"Authorization: Bearer {token}"]


class Starter:
    """Starts contestants on one set of data below `run`."""

    def __init__(self, run, jars, target, token, tls):
        self.run, self.jars, self.target, self.token, self.tls = run, jars, target, token, tls
        self.data_dir = run / "data"
        self.files, self.www = run / "files", run / "www"

    def postmaster(self):
        lines = (self.data_dir / "postgres" / "postmaster.pid").read_text().split("\n")
        return int(lines[0]), int(lines[3])  # process id, port

    def server(self, name="serve"):
        """The default configuration: one process, the database embedded."""
        process = Process(
            [JAVA, "-jar", self.jars["server"], "serve", "--data-dir", self.data_dir,
             "--http-port", 0, "--grpc-port", 0], self.run / f"{name}.log")
        return process, *self._ready(process)

    def sibling(self, name, flags=(), options=()):
        """A further server on the same blobs and database as one that runs; flags are the JVM's."""
        blobs = self.run / f"data-{name}" / "blobs"
        if not blobs.exists():
            blobs.parent.mkdir()
            blobs.symlink_to(self.data_dir / "blobs")
        _, port = self.postmaster()
        process = Process(
            [JAVA, *flags, "-jar", self.jars["server"], "serve", "--data-dir", blobs.parent,
             "--db-url", f"jdbc:postgresql://127.0.0.1:{port}/postgres", "--db-user", "postgres",
             "--http-port", 0, "--grpc-port", 0, *options], self.run / f"{name}.log",
            {"ATTACHMENTS_DB_PASSWORD": (self.data_dir / "postgres.password").read_text().strip()})
        return process, *self._ready(process)

    def edge(self, grpc, name="edge", flags=(), options=()):
        process = Process(
            [JAVA, *flags, "-jar", self.jars["edge"], "--upstream", grpc, "--http-port", 0, *options],
            self.run / f"{name}.log")
        line, _ = process.await_line("ready ")
        return process, int(line.rsplit(":", 1)[1])

    def tls_options(self):
        return ["--tls-cert", self.tls[0], "--tls-key", self.tls[1]]

    @staticmethod
    def _ready(process):
        line, seconds = process.await_line("ready ")
        http, grpc = (part.split("=", 1)[1] for part in line.split()[1:3])
        return int(http.rsplit(":", 1)[1]), grpc, seconds

    def product(self, name, processes, port, tls=False):
        ports = {(protocol, tls): port for protocol in ("http/1.1", "http/2")}
        pid, _ = self.postmaster()
        return Product(name, processes, ports, pid, token=self.token)

    def nginx(self, with_php):
        """nginx as the limit, and php-fpm behind the same nginx where it is installed."""
        php = next(filter(None, map(shutil.which, php_names())), None) if with_php else None
        ports = {x: free_port() for x in ("PORT", "H2_PORT", "TLS_PORT", "PHP_PORT")}
        root = os.geteuid() == 0
        values = {
            "RUN": self.run, "WWW": self.www, "FILES": self.files, "PEERS": PEERS,
            "CERTIFICATE": self.tls[0], "KEY": self.tls[1], **ports,
            # A child serves one kept connection, and each nginx worker may keep eight.
            "CHILDREN": 8 * (os.cpu_count() + 1),
        }
        user = getpass.getuser()
        conf = fill("nginx.conf", self.run, USER=f"user {user};" if root else "", **values)
        if self.tls[0] is None:
            conf.write_text("".join(
                x for x in conf.read_text().splitlines(True) if " ssl" not in x))
        nginx = Process(["nginx", "-c", conf, "-e", self.run / "nginx.log"], self.run / "nginx.out")
        nginx.await_port(ports["PORT"])
        limit = StaticFile("nginx, static file", [nginx], {
            ("http/1.1", False): ports["PORT"], ("http/2", False): ports["H2_PORT"],
            ("http/1.1", True): ports["TLS_PORT"], ("http/2", True): ports["TLS_PORT"]})
        if not php:
            return limit, None
        conf = fill("php-fpm.conf", self.run, USER=f"user = {user}\ngroup = {user}" if root else "", **values)
        fpm = Process([php, *["-R"] * root, "-y", conf, "-n", *opcache()], self.run / "php-fpm.out")
        fpm.await_port(ports["PHP_PORT"])
        return limit, Contestant(
            "nginx + php-fpm", [nginx, fpm], {("http/1.1", False): ports["PHP_PORT"]})

    def node(self):
        port = free_port()
        node = Process(["node", PEERS / "node.js", self.files, port], self.run / "node.log")
        node.await_port(port)
        return Contestant("Node", [node], {("http/1.1", False): port})

    def java_peer(self, project):
        """Builds a Java peer, once, and says where its jar is."""
        target = self.target / project
        jar = target / "peer.jar"
        sources = [p for p in (PEERS / project).rglob("*") if p.is_file()]
        if not jar.exists() or jar.stat().st_mtime < max(p.stat().st_mtime for p in sources):
            subprocess.run(["mvn", "-B", "-q", "-f", PEERS / project / "pom.xml",
                            f"-Dbench.target={target}", "package"], check=True, stdout=subprocess.DEVNULL)
        return jar

    def spring(self, *flags):
        jar, port = self.java_peer("spring"), free_port()
        spring = Process(
            [JAVA, *flags, "-jar", jar, f"--server.port={port}", "--server.address=127.0.0.1",
             f"--files={self.files}"], self.run / "spring.log")
        spring.await_port(port)
        return Contestant("Spring Boot", [spring], {("http/1.1", False): port})

    def armeria(self, *flags):
        jar, port = self.java_peer("armeria"), free_port()
        peer = Process([JAVA, *flags, "-jar", jar, "service", self.files, port], self.run / "armeria.log")
        peer.await_port(port)
        return Contestant("Armeria's transcoding, unary", [peer], {("http/1.1", False): port})

    def naive(self, *flags):
        jar, service_port, port = self.java_peer("armeria"), free_port(), free_port()
        service = Process(
            [JAVA, *flags, "-jar", jar, "service", self.files, service_port], self.run / "naive-service.log")
        service.await_port(service_port)
        front = Process(
            [JAVA, *flags, "-jar", jar, "front", f"127.0.0.1:{service_port}", port], self.run / "naive-front.log")
        front.await_port(port)
        return Contestant("unary, two processes, JsonFormat", [service, front], {("http/1.1", False): port})


def php_names():
    return ["php-fpm", *(f"php-fpm{major}.{minor}" for major in (8, 7) for minor in range(9, -1, -1))]


def opcache():
    """php-fpm reads no php.ini of the machine; the one setting that production always has."""
    return ["-d", "zend_extension=opcache", "-d", "opcache.enable=1"]


def fill(name, run, **values):
    text = (PEERS / name).read_text()
    for key, value in values.items():
        text = text.replace(f"@{key}@", str(value))
    conf = run / name
    conf.write_text(text)
    return conf
