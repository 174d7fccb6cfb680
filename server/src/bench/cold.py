"""A fresh process: how long its first requests take, and when it has got to full speed."""

import http.client
import time
from statistics import median

FIRST = 100


def first_requests(contestant, id):
    """Seconds of the first requests, one after the other on one connection."""
    method, path, body = contestant.request(id)
    headers = dict(h.split(": ", 1) for h in contestant.headers)
    connection = http.client.HTTPConnection("127.0.0.1", contestant.ports["http/1.1", False], timeout=60)
    seconds = []
    for _ in range(FIRST):
        begin = time.monotonic()
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        response.read()
        seconds.append(time.monotonic() - begin)
        if response.status != 200:
            raise RuntimeError(f"{contestant.name}: status {response.status} (expected: 200)")
    connection.close()
    return seconds


def seconds_to_full_speed(curve, share=0.9):
    """The first second that has this share of full speed, which is the median of the last third."""
    full = median(curve[-max(1, len(curve) // 3):])
    return next(i + 1 for i, speed in enumerate(curve) if speed >= share * full)
