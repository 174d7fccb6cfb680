"""Tables and judgement of what was measured."""

import json
from statistics import median

import plot
from load import MIB, MIXED, Scenario

ONE = "product, one process"
TWO = "product, two processes"
NGINX = "nginx, static file"

LARGE, SMALL = 25 * MIB, 10 * 1024
REPEATED = str(Scenario(LARGE, 8))
FIRST = str(Scenario(LARGE, 8, reads="first"))
ALONE = str(Scenario(LARGE, 1))
REQUESTS = str(Scenario(SMALL, 8))
MANY = str(Scenario(SMALL, 64))
RAW = str(Scenario(LARGE, 8, form="raw"))
MIXED_SIZES = str(Scenario(MIXED, 8))


class Figures:
    """The rounds of a run, by scenario and contestant."""

    def __init__(self, measured):
        self.rounds = {}
        for m in measured:
            self.rounds.setdefault((m["name"], m["contestant"]), {})[m["round"]] = m
        self.scenarios = list(dict.fromkeys(m["name"] for m in measured))

    def contestants(self, scenario):
        return list(dict.fromkeys(c for s, c in self.rounds if s == scenario))

    def values(self, scenario, contestant, field):
        rounds = self.rounds.get((scenario, contestant), {}).values()
        return [m[field] for m in rounds if m[field] is not None]

    def ratios(self, scenario, contestant, other, field="cpu_per_request"):
        """Within each round that both were measured in."""
        mine, theirs = (self.rounds.get((scenario, x), {}) for x in (contestant, other))
        return [mine[r][field] / theirs[r][field] for r in mine if r in theirs and theirs[r][field]]


def goals(figures, results):
    """Each goal beside what was measured: (goal, limit as text, figure as text, met or None)."""

    def at_most(goal, limit, values, unit=" ×"):
        return goal, f"≤ {limit}{unit}", spread(values, unit), median(values) <= limit if values else None

    def at_least(goal, limit, values, unit=" ×"):
        return goal, f"≥ {limit:,}{unit}", spread(values, unit), median(values) >= limit if values else None

    ratios = figures.ratios
    requests = "requests_per_second"
    decisions = scaled(figures.values(MANY, ONE, "cpu_per_request_database"), 1e6)
    upkeep = results["upkeep"]
    rows = [
        at_most("CPU of nginx, one process, repeated 25 MiB", 1.2, ratios(REPEATED, ONE, NGINX)),
        at_most("CPU of nginx, one process, first reads", 2.5, ratios(FIRST, ONE, NGINX)),
        at_most("CPU of nginx, two processes, first reads", 4, ratios(FIRST, TWO, NGINX)),
        at_most("CPU of Spring Boot, one process, first reads", 0.45, ratios(FIRST, ONE, "Spring Boot")),
        at_most("CPU of nginx, one process, raw 25 MiB", 1.3, ratios(RAW, ONE, NGINX)),
        at_least("10 KiB requests/s of php-fpm", 1, ratios(REQUESTS, ONE, "nginx + php-fpm", requests)),
        at_most("PostgreSQL's CPU a decision, 10 KiB, 64 at once", 25, decisions, " µs"),
        *(at_least(f"mixed sizes, requests/s of {peer}", 1.5, ratios(MIXED_SIZES, ONE, peer, requests))
          for peer in ("nginx + php-fpm", "Spring Boot")),
        at_most("first request after ready, 10 KiB, of a warm process's p50", 10,
                scaled(results["first_seconds"], 1 / results["warm_seconds"])),
        at_most("seconds to 90% of full speed, 25 MiB", 4, [results["seconds_to_full_speed"]], " s"),
        *(at_least(f"{command} of {upkeep['files']:,} × 10 KB", limit,
                   [upkeep["files"] / upkeep["seconds"][command]], " files/s")
          for command, limit in (("import", 1000), ("verify", 3000))),
        at_most("time to first byte of nginx, 25 MiB", 3, ratios(ALONE, ONE, NGINX, "first_byte")),
    ]
    for slow in results["slow_readers"]:
        if slow["contestant"] == ONE:
            readers = slow["readers"]
            rows.append(at_most(f"memory per slow download, one process, {readers} of them", 160,
                                [slow["kib_per_download"]], " KiB"))
            rows.append((f"{readers} slow readers at -Xmx64m, 48 MiB direct", str(readers), str(slow["completed"]),
                         slow["completed"] == readers))
    return rows


def spread(values, unit=""):
    if not values:
        return "not measured"
    m = median(values)
    if len(values) == 1:
        return number(m) + unit
    return f"{number(m)}{unit} ({number(min(values))}–{number(max(values))})"


def number(x):
    return f"{x:,.0f}" if abs(x) >= 100 else f"{x:.3g}"


def scaled(values, factor):
    return [v * factor for v in values]


def table(head, rows):
    align = [":--"] + ["--:"] * (len(head) - 1)
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, align, *rows]) + "\n"


def markdown(results):
    f = Figures(results["measured"])
    machine, profile = results["machine"], results["profile"]
    parts = [
        "# Benchmark\n",
        f"{machine['date']}, commit {machine['commit']}, {profile['name']} profile: medians of "
        f"{profile['rounds']} interleaved rounds of {profile['seconds']} s (smallest–largest), "
        f"{results['seconds'] / 60:.0f} minutes in all.  \n{machine['cpu']}, {machine['memory']}; "
        f"{machine['kernel']}; {machine['jdk']}; load average at the start {machine['load_before']:.1f}.\n",
        "The product authorises every request, asks PostgreSQL and hashes what it reads. **No peer "
        "authorises, queries a database or hashes**; nginx sends a finished body from a file and does not even encode. "
        "CPU is of all processes of a contestant, the database included, RSS is the peak of all but the "
        "database; × is CPU per request against the contestant named, within a round.\n",
        *["**The machine was busy with something else: these figures are for trying out only.**\n"]
        * (machine["load_before"] > machine["cores"] / 2),
        "## Goals\n",
        table(["goal: ratio to", "wanted", "measured", "met"],
              [[g, w, m, {True: "yes", False: "**no**", None: "–"}[met]] for g, w, m, met in goals(f, results)]),
    ]
    for scenario in f.scenarios:
        parts += [f"## {scenario}\n", scenario_table(f, scenario)]
    parts += ["## Slow readers\n",
              "25 MiB each at 2 MiB/s, `-Xmx64m -XX:MaxDirectMemorySize=48m` for each JVM, and the product's "
              "`--memory-budget-bytes` at 64 MiB, where by default 90 downloads are served at a time.\n",
              table(["contestant", "completed", "RSS idle", "RSS peak", "per download", "each further"], [
                  [s["contestant"], f"{s['completed']} of {s['readers']}", f"{s['idle_rss_kib'] / 1024:.0f} MiB",
                   f"{s['peak_rss_kib'] / 1024:.0f} MiB", f"{s['kib_per_download']:.0f} KiB",
                   each_further(s, results["slow_readers"])]
                  for s in results["slow_readers"]]),
              "## A fresh process\n",
              f"Start to `ready`, embedded database included: {spread(results['start_seconds'], ' s')}. "
              f"First request, 10 KiB: {spread(scaled(results['first_seconds'], 1e3), ' ms')}; first 100, one "
              f"after the other: {spread(scaled(results['first_100_seconds'], 1e3), ' ms')}; once warm, p50: "
              f"{number(results['warm_seconds'] * 1e3)} ms. "
              f"90% of full speed in second {results['seconds_to_full_speed']}. "
              "Throughput, 25 MiB, 8 at once, in MiB/s in each second from `ready` on: "
              + " ".join(f"{x:.0f}" for x in results["warm_up_mib_per_second"]) + "\n"]
    parts += ["## Import and verify\n", upkeep_table(results["upkeep"])]
    if results["not_measured"]:
        parts += ["## Not measured\n", "\n".join(f"- {x}" for x in results["not_measured"]) + "\n"]
    return "\n".join(parts)


def upkeep_table(upkeep):
    mib = upkeep["files"] * upkeep["bytes"] / MIB
    rows = [[command, f"{upkeep['files']:,} × {upkeep['bytes'] // 1000} KB", number(seconds),
             number(upkeep["files"] / seconds), number(mib / seconds)]
            for command, seconds in upkeep["seconds"].items()]
    return table(["", "files", "s, start included", "files/s", "MiB/s"], rows)


def each_further(slow, all):
    """What a download took more than with fewer readers: without what the first ones warm up."""
    fewer = [s for s in all if s["contestant"] == slow["contestant"] and s["readers"] < slow["readers"]]
    if not fewer:
        return "–"
    kib = slow["peak_rss_kib"] - fewer[-1]["peak_rss_kib"]
    return f"{kib / (slow['readers'] - fewer[-1]['readers']):.0f} KiB"


def scenario_table(f, scenario):
    rows = []
    for c in sorted(f.contestants(scenario), key=lambda c: median(f.values(scenario, c, "cpu_per_request"))):
        def of(field, factor=1, unit=""):
            values = f.values(scenario, c, field)
            return spread(scaled(values, factor), unit) if values else "–"

        database = median(f.values(scenario, c, "cpu_per_request_database"))
        rows.append([
            c, of("mib_per_second"), of("requests_per_second"), of("cpu_per_gib"), of("cpu_per_request", 1e6),
            number(database * 1e6) if database else "–",
            spread(f.ratios(scenario, c, NGINX)), spread(f.ratios(scenario, c, ONE)),
            of("p50", 1e3), of("p99", 1e3), of("first_byte", 1e3),
            number(median(f.values(scenario, c, "peak_rss_kib")) / 1024),
        ])
    return table(["", "MiB/s", "requests/s", "CPU s/GiB", "CPU µs/request", "of it database", "CPU × nginx",
                  "CPU × product", "p50 ms", "p99 ms", "first byte ms", "RSS MiB"], rows)


def write(results, out):
    text = markdown(results)
    (out / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    (out / "results.md").write_text(text)
    (out / "results.svg").write_text(plot.picture(results, Figures(results["measured"])))
    print(text)
