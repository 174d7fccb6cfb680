#!/usr/bin/env python3
"""Downloads one attachment of a ticket in constant memory. Needs Python 3.8 or newer and nothing else.

usage: ATTACHMENTS_TOKEN=TOKEN attachment.py [--confirm-review] URL TICKET_NUMBER ATTACHMENT_ID OUTPUT

The bytes go to OUTPUT.part. It becomes OUTPUT once its length and SHA-256 are those that the server
promised. A download that was cut is resumed, also by a later run. Exit status: 0 done, 1 failed, 2 wrong use.
"""
import base64
import hashlib
import http.client
import json
import os
import re
import sys
import time
from urllib.parse import urlsplit

RANGE_BYTES = 25 * 1024 * 1024  # the longest range that the server takes
READ_BYTES = 64 * 1024
MAX_HEAD_BYTES = 1024 * 1024
ATTEMPTS = 5  # without a new byte in between
CONTENT = re.compile(rb'"content_base64"\s*:\s*"')


class Failed(Exception):
    """Stale: the bytes written so far are of no use. Retry: another attempt may succeed, after wait seconds."""

    def __init__(self, message, stale=False, retry=False, wait=0):
        super().__init__(message)
        self.stale, self.retry, self.wait = stale, retry, wait


class Download:
    def __init__(self, url, token, request, path):
        self.url, self.token, self.request, self.size, self.sha256 = urlsplit(url), token, request, None, None
        self.file, self.hash, self.written = open(path, "a+b"), hashlib.sha256(), 0
        self.file.seek(0)
        while piece := self.file.read(READ_BYTES):
            self.hash.update(piece)
            self.written += len(piece)
        self.ranged = self.resumed = self.written > 0

    def run(self):
        attempts, done = 0, False
        while not done:
            before, reason, wait = self.written, "the answer was empty", 0
            try:
                done = self.ask()
            except (Failed, OSError, http.client.HTTPException) as problem:
                if not getattr(problem, "retry", True):
                    raise
                reason, wait = str(problem) or repr(problem), getattr(problem, "wait", 0)
            self.ranged = self.ranged or self.written > 0
            attempts = 0 if done or self.written > before else attempts + 1
            if attempts == ATTEMPTS:
                raise Failed(f"given up after {ATTEMPTS} attempts: {reason}")
            time.sleep(min(wait or attempts, 60))
        self.file.close()
        if self.written != self.size or self.hash.hexdigest() != self.sha256:
            raise Failed("length or SHA-256 is not what the server promised", stale=True)

    def ask(self):
        """Sends one request and writes what it brings. True after the last byte of the file."""
        scheme = http.client.HTTPSConnection if self.url.scheme == "https" else http.client.HTTPConnection
        connection = scheme(self.url.hostname, self.url.port, timeout=60)
        body = dict(self.request, offset=self.written, length=RANGE_BYTES) if self.ranged else self.request
        headers = {"Authorization": "Bearer " + self.token, "Content-Type": "application/json"}
        try:
            path = self.url.path.rstrip("/") + "/api/v1/tickets/attachment"
            connection.request("POST", path, json.dumps(body), headers)
            response = connection.getresponse()
            return self.receive(response) if response.status == 200 else self.refused(response)
        finally:
            connection.close()

    def receive(self, response):
        head = b""
        while not (mark := CONTENT.search(head)):
            head += self.read(response)
            if len(head) > MAX_HEAD_BYTES:
                raise Failed("the answer has no content_base64")
        data = json.loads(head[: mark.start()] + b'"content_base64":""}}')["data"]
        if self.sha256 not in (None, data["sha256"]):
            raise Failed("the attachment has changed meanwhile", stale=True)
        if self.ranged and data.get("offset") != self.written:
            raise Failed("the answer is not the range that was asked for")
        self.size, self.sha256 = data["file_size"], data["sha256"]
        text, end = head[mark.end() :], -1
        while end < 0:
            end = text.find(b'"')
            rest = (text if end < 0 else text[:end]).replace(b"\\", b"")  # a slash may be escaped
            whole = len(rest) // 4 * 4 if end < 0 else len(rest)
            self.write(base64.b64decode(rest[:whole], validate=True))
            text = rest[whole:] + (self.read(response) if end < 0 else b"")
        return data.get("eof", True)

    def write(self, piece):
        if self.written + len(piece) > self.size:
            raise Failed("the file is longer than the server promised", stale=True)
        try:
            self.file.write(piece)
        except OSError as problem:
            raise Failed(f"{self.file.name}: {problem.strerror}")
        self.hash.update(piece)
        self.written += len(piece)

    @staticmethod
    def read(response):
        if piece := response.read1(READ_BYTES):
            return piece
        raise Failed("the connection was cut", retry=True)

    def refused(self, response):
        body = response.read(MAX_HEAD_BYTES)
        answer = json.loads(body) if body.startswith(b"{") else {"error": response.reason, "message": "no JSON"}
        if response.status == 413 and answer.get("data", {}).get("ranged") and not self.ranged:
            self.ranged = True
            return self.ask()
        request_id = answer.get("request_id") or response.headers.get("X-Request-Id")
        lines = [f"{answer.get('error')}: {answer.get('message')} (status {response.status}, request id {request_id})"]
        lines += [f"  {field}: {' '.join(texts)}" for field, texts in answer.get("errors", {}).items()]
        if response.status in (429, 502, 503, 504):
            after = response.headers.get("Retry-After", "")
            raise Failed("\n".join(lines), retry=True, wait=int(after) if after.isdigit() else 0)
        raise Failed("\n".join(lines), stale="offset" in answer.get("errors", {}))


def main(arguments, token):
    request = {"intent": "review_ok"} if arguments[:1] == ["--confirm-review"] else {}
    if len(arguments) != 4 + len(request) or not token:
        sys.exit(print(__doc__.split("\n\n")[1], file=sys.stderr) or 2)
    url, request["ticket_number"], request["response_attachment_id"], output = arguments[-4:]
    part = output + ".part"
    for last in (False, True):
        try:
            download = Download(url, token, request, part)
            download.run()
            os.replace(part, output)
            return print(f"{download.sha256}  {output}")
        except (Failed, OSError, ValueError, KeyError) as problem:
            stale = getattr(problem, "stale", False)
            if os.path.isfile(part) and (stale or not os.path.getsize(part)):
                os.remove(part)
            if last or not stale or not download.resumed:
                sys.exit(f"attachment.py: {problem}")


if __name__ == "__main__":
    main(sys.argv[1:], os.environ.get("ATTACHMENTS_TOKEN"))
