"""Writes the start weights that all programs share, as JSON, to stdout: start.py --hidden 64 --layers 3 --seed 0 > start.json

Needs nothing but Python, and gives the same file everywhere.
"""

import argparse
import json
import math
import random


def make_start(hidden, layers, seed=0):
    """Glorot-uniform weights and biases in [-½, ½]; a weight matrix is a list of rows, one an input."""
    uniform = random.Random(seed).uniform
    widths = [1, *[hidden] * layers, 1]
    pairs = list(zip(widths[:-1], widths[1:]))
    bound = lambda n, m: math.sqrt(6.0 / (n + m))
    weights = [[[uniform(-1.0, 1.0) * bound(n, m) for _ in range(m)] for _ in range(n)] for n, m in pairs]
    biases = [[uniform(-0.5, 0.5) for _ in range(m)] for _, m in pairs]
    return {"weights": weights, "biases": biases}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hidden", type=int, default=64)
    parser.add_argument("--layers", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    print(json.dumps(make_start(chosen.hidden, chosen.layers, chosen.seed)))
