#!/usr/bin/env python3
"""Measures this project's training step beside every peer that is present, and prints Markdown.

All programs run one after another on the same core, in rounds, so that a slow minute of the machine slows them all. Every
program starts from the same weights, and unless all losses agree there is no table: a fast wrong step is not fast.
"""

import argparse
import datetime
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE / "python"))
from start import make_start  # noqa: E402, found in the line above

ROOT = HERE.parent.parent
GRID = [(16, 64), (32, 256), (64, 256), (64, 4096), (128, 4096)]
AGREEMENT = {"f64": 1e-10, "f32": 1e-4}  # relative, of the loss after --steps steps; f32 differs in the order of its sums
OURS = "Hyperwell"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    cell = lambda text: tuple(map(int, text.split(",")))
    parser.add_argument("--grid", type=cell, nargs="+", default=GRID, metavar="H,N", help="neurons and points")
    parser.add_argument("--problem", default="barrier")
    parser.add_argument("--layers", type=int, default=3)
    parser.add_argument("--precision", choices=AGREEMENT, default="f64")
    parser.add_argument("--steps", type=int, default=100, help="steps after which the losses must agree")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0, help="time for each variant in each round")
    parser.add_argument("--python", type=Path, default=HERE / "python/.venv/bin/python")
    parser.add_argument("--only", action="append", help="run only peers whose file name contains this")
    return parser.parse_args()


def build(folder, *package):
    command = ["cargo", "build", "--release", "--quiet", *package]
    subprocess.run(command, cwd=folder, check=True)


def programs(folder):
    """Where cargo puts what it builds in `folder`; CARGO_TARGET_DIR and its configuration may say."""
    command = ["cargo", "metadata", "--format-version", "1", "--no-deps"]
    metadata = json.loads(subprocess.check_output(command, cwd=folder))
    return Path(metadata["target_directory"]) / "release"


def locked(lock, package):
    packages = tomllib.loads(lock.read_text())["package"]
    return next(p["version"] for p in packages if p["name"] == package)


def peers(options):
    """Command and version of every peer that is here."""
    found = []
    if options.python.exists():
        found += [([options.python, HERE / f"python/step_{name}.py"], None) for name in ("jax", "torch")]
    else:
        print(f"no {options.python}: JAX and PyTorch are left out (see python/README.md)", file=sys.stderr)
    for name, package in (("burn", "burn-tensor"), ("candle", "candle-core")):
        found.append(([programs(HERE) / f"step_{name}"], locked(HERE / "Cargo.lock", package)))
    wanted = options.only or [""]
    return [peer for peer in found if any(name in peer[0][-1].name for name in wanted)]


def lines(command):
    """The JSON lines of a program that runs to its end."""
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"error: exit code {done.returncode} from {' '.join(map(str, command))}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def work(options, hidden, points, start, steps):
    return [
        *("--problem", options.problem, "--hidden", hidden, "--layers", options.layers, "--points", points),
        *("--precision", options.precision, "--start", start, "--steps", steps),
    ]


def ours(options, hidden, points, start):
    """The losses are compared after --steps steps; the time is taken over as many as fill --seconds."""
    step = [programs(ROOT) / "step", "--threads", 1]
    (short,) = lines(step + work(options, hidden, points, start, options.steps))
    steps = max(options.steps, int(options.seconds * 1e6 / short["us_median"]))
    (long,) = lines(step + work(options, hidden, points, start, steps))
    return long | {"program": OURS, "variant": long["isa"], "loss": short["loss"], "energy": short["energy"]}


def measure(options, hidden, points):
    """(program, variant) ↦ the lines of all rounds, for one network and number of points."""
    results = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        start = Path(folder) / "start.json"
        start.write_text(json.dumps(make_start(hidden, options.layers)))
        for turn in range(options.rounds):
            print(f"H = {hidden}, N = {points}: round {turn + 1} of {options.rounds}", file=sys.stderr)
            line = ours(options, hidden, points, start)
            results[line["program"], line["variant"]].append(line)
            for command, version in peers(options):
                arguments = work(options, hidden, points, start, options.steps)
                for line in lines([*command, *arguments, "--seconds", options.seconds]):
                    program = f"{line['program']} {version}" if version else line["program"]
                    results[program, line["variant"]].append(line)
    agree(options, results)
    return results


def agree(options, results):
    reference = next(iter(results.values()))[0]
    for (program, variant), rounds in results.items():
        for line in rounds:
            for quantity in ("loss", "energy"):
                difference = abs(line[quantity] / reference[quantity] - 1)
                if not difference <= AGREEMENT[options.precision]:
                    sys.exit(f"error: {program} ({variant}): {quantity} {line[quantity]} is not {reference[quantity]}")


def best(rounds):
    return min(line["us_min"] for line in rounds), median(line["us_median"] for line in rounds)


def family(program, variant):
    """PyTorch eager and compiled are two ways to work and get a column each."""
    return f"{program}, {variant.split(',')[0]}" if program.startswith("PyTorch") else program


def number(us):
    return f"{us:.1f}" if us < 100 else f"{us:.0f}"


def table(head, rows):
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def summary(grid):
    """The fastest variant of each family, and how many times our time it takes."""
    families = list(dict.fromkeys(family(*key) for results in grid.values() for key in results))
    rows = []
    for (hidden, points), results in grid.items():
        fastest = {name: min(best(r) for key, r in results.items() if family(*key) == name) for name in families}
        mine = fastest[OURS]
        cells = [f"{number(low)} / {number(mid)}" + ("" if name == OURS else f" ({low / mine[0]:.2f}×)")
                 for name, (low, mid) in fastest.items()]
        percent = max(line["percent_of_peak"] for key, r in results.items() if key[0] == OURS for line in r)
        rows.append([str(hidden), str(points), *cells, f"{percent:.0f} %"])
    print("µs a step, minimum / median; in parentheses the minimum as a multiple of ours. Of each peer its fastest variant.\n")
    table(["H", "N", *families, f"{OURS}: of the FMA peak"], rows)


def details(grid):
    keys = list(dict.fromkeys(key for results in grid.values() for key in results))
    head = ["program", "variant", *(f"{hidden}, {points}" for hidden, points in grid)]
    rows = [[*key, *(number(best(results[key])[0]) for results in grid.values())] for key in keys]
    print("Every variant, minimum in µs; the columns are H, N.\n")
    table(head, rows)


def number_systems():
    rows = [[line["number"], f"{line['us_min']:.2f}", f"{line['us_median']:.2f}"]
            for line in lines([programs(HERE) / "numbers"])]
    print("Number systems: forward jets of one 32×32 tanh layer at 8 points, f64.\n")
    table(["number", "µs, minimum", "median"], rows)


def processor():
    info = Path("/proc/cpuinfo")
    models = [line for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    return models[0].split(":")[1].strip() if models else "unknown processor"


def main():
    options = arguments()
    build(ROOT, "-p", "hyperwell-benches", "--bin", "step")
    build(HERE)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # inherited: one core for everyone
    os.environ["RAYON_NUM_THREADS"] = "1"
    grid = {cell: measure(options, *cell) for cell in options.grid}
    rustc = subprocess.check_output(["rustc", "--version"], text=True, cwd=ROOT).split()[1]
    print(f"{datetime.date.today()}, one core of {processor()}, rustc {rustc}; `{options.problem}`, {options.precision}, "
          f"{options.layers} hidden layers, {options.rounds} rounds; losses and energies after {options.steps} steps agree to "
          f"{AGREEMENT[options.precision]:g}.\n")
    summary(grid)
    details(grid)
    number_systems()


if __name__ == "__main__":
    main()
