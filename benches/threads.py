#!/usr/bin/env python3
"""Measures the training step with one thread and with several, over a grid of sizes, and prints Markdown.

Both run in turns, so that a slow minute of the machine slows both; each time is the least of all rounds. The losses of the
last step must be equal to the last bit.
"""

import argparse
import datetime
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hidden", type=int, nargs="+", default=[16, 32, 64, 128])
    parser.add_argument("--points", type=int, nargs="+", default=[64, 256, 1024, 4096])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--precision", choices=["f32", "f64"], default="f64")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=0.2, help="time of a run")
    return parser.parse_args()


def build():
    """The path of the benchmark, from cargo itself."""
    command = ["cargo", "build", "--release", "--message-format", "json", "-p", "hyperwell-benches", "--bin", "step"]
    output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    artifacts = [json.loads(line) for line in output.splitlines()]
    return next(a["executable"] for a in artifacts if a.get("target", {}).get("name") == "step" and a.get("executable"))


def step(program, options, hidden, points, threads, steps):
    command = [program, "--hidden", hidden, "--points", points, "--threads", threads, "--steps", steps]
    command += ["--precision", options.precision]
    return json.loads(subprocess.check_output(list(map(str, command))))


def measure(program, options, hidden, points):
    """The least µs of a step with one thread and with several."""
    estimate = step(program, options, hidden, points, 1, 50)["us_median"]
    steps = max(20, int(options.seconds * 1e6 / estimate))
    least = {1: float("inf"), options.threads: float("inf")}
    losses = set()
    for turn in range(options.rounds):
        for threads in least:
            result = step(program, options, hidden, points, threads, steps)
            least[threads] = min(least[threads], result["us_min"])
            losses.add(result["loss"])
    if len(losses) != 1:
        sys.exit(f"error: the loss depends on the number of threads: {losses}")
    return least[1], least[options.threads]


def main():
    options = arguments()
    program = build()
    print(f"{datetime.date.today()}, {options.precision}, least of {options.rounds} runs of {options.seconds:g} s: µs a step "
          f"with one thread / with {options.threads}, and the ratio.\n")
    print("| H | " + " | ".join(f"N = {points}" for points in options.points) + " |")
    print("|---" * (len(options.points) + 1) + "|")
    for hidden in options.hidden:
        cells = []
        for points in options.points:
            one, several = measure(program, options, hidden, points)
            cells.append(f"{one:.1f} / {several:.1f}, {one / several:.2f}")
        print(f"| {hidden} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
