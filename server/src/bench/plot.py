"""The picture: an SVG with a background of its own, for light and dark pages."""

from html import escape
from statistics import median

import report

WIDTH, LEFT, RIGHT, ROW = 900, 270, 130, 26
STYLE = """
  text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2328 }
  .title { font-size: 18px; font-weight: 600 } .head { font-weight: 600 } .small { font-size: 11px; fill: #59636e }
  .card { fill: #ffffff; stroke: #d1d9e0 } .bar { fill: #afb8c1 } .ours { fill: #0969da } .limit { fill: #1a7f37 }
  .spread, .axis { stroke: #59636e; fill: none } .axis { opacity: .4 }
  .curve { stroke: #0969da; fill: none; stroke-width: 2 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .small { fill: #9198a1 } .card { fill: #0d1117; stroke: #3d444d } .bar { fill: #656c76 }
    .ours { fill: #4493f8 } .limit { fill: #3fb950 } .spread, .axis { stroke: #9198a1 } .curve { stroke: #4493f8 }
  }
"""


def picture(results, figures):
    shapes, y = [], 34
    machine = results["machine"]
    shapes.append(text(24, y, "What a download costs", "title"))
    shapes.append(text(24, y + 22, f"{machine['date']} · commit {machine['commit']} · {machine['cpu']} · "
                                   f"{machine['kernel']}", "small"))
    shapes.append(text(24, y + 38, "The product authorises each request in PostgreSQL and hashes what it reads; "
                                   "the others do neither.", "small"))
    y += 74
    cpu = [(c, figures.values(report.REPEATED, c, "cpu_per_gib")) for c in figures.contestants(report.REPEATED)]
    cpu += [(f"{c}, first reads", figures.values(report.FIRST, c, "cpu_per_gib"))
            for c in (report.ONE, report.TWO) if figures.values(report.FIRST, c, "cpu_per_gib")]
    y = bars(shapes, y, "CPU seconds per GiB, 25 MiB, 8 at once (less is better)", cpu, False)
    rates = [(c, figures.values(report.REQUESTS, c, "requests_per_second"))
             for c in figures.contestants(report.REQUESTS)]
    y = bars(shapes, y, "Requests per second, 10 KiB, 8 at once (more is better)", rates, True)
    y = curve(shapes, y, "A fresh process: MiB/s in each second after ready", results["warm_up_mib_per_second"])
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y}" viewBox="0 0 {WIDTH} {y}">'
            f"<style>{STYLE}</style>"
            f'<rect class="card" x=".5" y=".5" width="{WIDTH - 1}" height="{y - 1}" rx="8"/>'
            + "".join(shapes) + "</svg>\n")


def text(x, y, words, kind="", anchor="start"):
    return f'<text x="{x:.0f}" y="{y:.0f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def bars(shapes, y, title, rows, descending):
    rows = sorted(((name, values) for name, values in rows if values), key=lambda r: median(r[1]), reverse=descending)
    if not rows:
        return y
    shapes.append(text(24, y, title, "head"))
    y += 12
    scale = (WIDTH - LEFT - RIGHT) / max(max(values) for _, values in rows)
    for name, values in rows:
        middle, kind = median(values), "limit" if name == report.NGINX else "ours" if "product" in name else "bar"
        low, high = LEFT + min(values) * scale, LEFT + max(values) * scale
        shapes.append(text(LEFT - 10, y + 17, name, anchor="end"))
        size = f'width="{middle * scale:.1f}" height="{ROW - 8}"'
        shapes.append(f'<rect class="{kind}" x="{LEFT}" y="{y + 4}" {size} rx="2"/>')
        shapes.append(f'<path class="spread" d="M{low:.1f} {y + ROW / 2} H{high:.1f}"/>')
        shapes.append(text(high + 8, y + 17, report.number(middle)))
        y += ROW
    return y + 34


def curve(shapes, y, title, values):
    if not values:
        return y
    shapes.append(text(24, y, title, "head"))
    top, height = y + 16, 90
    scale, step = height / max(values), (WIDTH - LEFT - RIGHT) / max(1, len(values) - 1)
    points = " ".join(f"{LEFT + i * step:.1f},{top + height - v * scale:.1f}" for i, v in enumerate(values))
    shapes.append(f'<path class="axis" d="M{LEFT} {top} V{top + height} H{WIDTH - RIGHT}"/>')
    shapes.append(f'<polyline class="curve" points="{points}"/>')
    shapes.append(text(LEFT - 10, top + 10, report.number(max(values)), "small", "end"))
    shapes.append(text(LEFT, top + height + 16, "1 s", "small"))
    shapes.append(text(WIDTH - RIGHT, top + height + 16, f"{len(values)} s", "small", "end"))
    return top + height + 40
