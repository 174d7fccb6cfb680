"""What the operating system says about processes: CPU time and memory (Linux)."""

import os
import time

TICK = os.sysconf("SC_CLK_TCK")


def _stat(pid):
    """(parent, CPU seconds of the process and of the children it has waited for)."""
    with open(f"/proc/{pid}/stat") as f:
        fields = f.read().rpartition(")")[2].split()
    parent, (user, system, *waited_for) = int(fields[1]), (int(x) / TICK for x in fields[11:15])
    try:
        # The same sum as user + system, in nanoseconds: clock_getcpuclockid(3) of another process.
        own = time.clock_gettime(~pid << 3 | 2)
    except OSError:
        own = user + system
    return parent, own + sum(waited_for)


def with_descendants(pids):
    """These processes and all that descend from them, with their CPU seconds: {pid: seconds}."""
    stats = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                stats[int(name)] = _stat(int(name))
            except OSError:
                pass  # it ended
    found = {pid for pid in pids if pid in stats}
    grew = True
    while grew:
        more = {pid for pid, (parent, _) in stats.items() if parent in found} - found
        found |= more
        grew = bool(more)
    return {pid: stats[pid][1] for pid in found}


def memory_kib(pid, field):
    """VmRSS (now) or VmHWM (the most since reset_peak)."""
    try:
        with open(f"/proc/{pid}/status") as f:
            return next((int(line.split()[1]) for line in f if line.startswith(field + ":")), 0)
    except OSError:
        return 0


def reset_peak(pid):
    try:
        with open(f"/proc/{pid}/clear_refs", "w") as f:
            f.write("5")
    except OSError:
        pass  # not ours to reset: then the peak is of the whole run
