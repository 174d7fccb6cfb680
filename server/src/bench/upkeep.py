"""Import and verify of many small files, the start of Java and of PostgreSQL included."""

import json
import os
import shutil
import subprocess
import time

from contestants import JAVA

BYTES = 10 * 1000


def measure(jar, run, files, records):
    """Seconds that each command takes on a directory of its own."""
    directory = run / "upkeep"
    (directory / "files").mkdir(parents=True)
    manifest = directory / "helpdesk.ndjson"
    with manifest.open("w") as out:
        for record in records:
            out.write(json.dumps(record) + "\n")
        for id in range(1, files + 1):
            (directory / "files" / f"{id}.bin").write_bytes(os.urandom(BYTES))
            out.write(json.dumps({"type": "attachment", "id": id, "response_id": 1, "name": f"{id}.pdf",
                                  "is_inline": False, "file": f"files/{id}.bin"}) + "\n")
    data = ["--data-dir", directory / "data"]
    try:
        return {"files": files, "bytes": BYTES, "seconds": {
            "import": seconds(jar, "import", manifest, *data), "verify": seconds(jar, "verify", *data)}}
    finally:
        shutil.rmtree(directory)


def seconds(jar, *command):
    begin = time.monotonic()
    subprocess.run([JAVA, "-jar", jar, *command], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begin
