"""The work that every program here measures: problem, points, start weights, command line, clock and report.

Import it before JAX or PyTorch: it binds the process to one CPU, so that their thread pools come out with one thread.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

import numpy as np

from start import make_start

if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
os.environ.update(OMP_NUM_THREADS="1", MKL_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

RATE, BETA1, BETA2, EPSILON = 1e-3, 0.9, 0.999, 1e-8
NORM_WEIGHT = 1000.0

# a, b, s of the boundary factor (x − a)(b − x)/s, V(x), c of E = c·e (None: E is held at π²)
PROBLEMS = {
    "infinite-well": (0.0, 1.0, 1.0, lambda x: 0.0 * x, None),
    "finite-well": (-3.0, 3.0, 9.0, lambda x: np.where(np.abs(x) < 1.0, 0.0, 20.0), 1.0),
    "barrier": (0.0, 1.0, 1.0, lambda x: np.where((0.4 < x) & (x < 0.6), 50.0, 0.0), 10.0),
}


class Work:
    """Arrays of one training step, in the asked precision."""

    def __init__(self, options):
        a, b, s, potential, self.scale = PROBLEMS[options.problem]
        self.dtype = {"f32": np.float32, "f64": np.float64}[options.precision]
        self.h = (b - a) / options.points
        x = a + (np.arange(options.points) + 0.5) * self.h
        cast = lambda v: np.ascontiguousarray(v, dtype=self.dtype)
        self.x, self.v = cast(x), cast(potential(x))
        # The boundary factor g and its derivatives.
        self.g, self.dg, self.d2g = cast((x - a) * (b - x) / s), cast((a + b - 2 * x) / s), -2.0 / s
        start = read_start(options)
        self.weights = [cast(w) for w in start["weights"]]
        self.biases = [cast(v) for v in start["biases"]]

    def energy(self, e):
        return float(np.pi**2 if self.scale is None else self.scale * float(e))


def read_start(options):
    start = json.loads(Path(options.start).read_text()) if options.start else make_start(options.hidden, options.layers)
    shapes = [np.shape(w) for w in start["weights"]]
    widths = [1, *[options.hidden] * options.layers, 1]
    if shapes != list(zip(widths[:-1], widths[1:])):
        sys.exit(f"error: {options.start} holds layers of shape {shapes}, not --hidden {options.hidden} --layers {options.layers}")
    return start


def options(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--problem", choices=PROBLEMS, default="barrier")
    parser.add_argument("--hidden", type=int, default=64, help="neurons of each hidden layer")
    parser.add_argument("--layers", type=int, default=3, help="hidden layers")
    parser.add_argument("--points", type=int, default=256)
    parser.add_argument("--precision", choices=["f32", "f64"], default="f64")
    parser.add_argument("--steps", type=int, default=200, help="steps whose last loss and energy are reported")
    parser.add_argument("--start", help="JSON with the start weights; without it those of start.py with seed 0")
    parser.add_argument("--seconds", type=float, default=2.0, help="how long to measure each variant")
    parser.add_argument("--variant", action="append", help="measure this variant only; may be repeated")
    return parser.parse_args()


def chosen(variants, options):
    unknown = set(options.variant or ()) - set(variants)
    if unknown:
        sys.exit(f"error: no variant {unknown.pop()!r} here; there are: {'; '.join(variants)}")
    return options.variant or list(variants)


def measure(run, seconds, chunk=0.005):
    """Times `run(k)`, which does k more steps: µs a step as (minimum, median, minimum of CPU time) over chunks of about 5 ms."""

    def clock(k):
        wall, cpu = time.perf_counter(), time.process_time()
        run(k)
        return (time.perf_counter() - wall) / k, (time.process_time() - cpu) / k

    run(1)
    per_step = clock(2)[0]
    k = max(1, round(chunk / per_step))
    samples, end = [], time.perf_counter() + seconds
    while len(samples) < 5 or time.perf_counter() < end:
        samples.append(clock(k))
    wall, cpu = 1e6 * np.array(samples).T
    return wall.min(), np.median(wall), cpu.min()


def report(program, variant, times, loss, energy):
    us_min, us_median, cpu_us_min = (round(float(t), 2) for t in times)
    line = {"program": program, "variant": variant, "us_min": us_min, "us_median": us_median, "cpu_us_min": cpu_us_min}
    print(json.dumps(line | {"loss": float(loss), "energy": energy}), flush=True)
