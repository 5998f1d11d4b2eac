"""Writes the start weights that all programs share, as JSON, to stdout: start.py --hidden 64 --layers 3 --seed 0 > start.json"""

import argparse
import json

from work import make_start

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--hidden", type=int, default=64)
parser.add_argument("--layers", type=int, default=3)
parser.add_argument("--seed", type=int, default=0)
chosen = parser.parse_args()
print(json.dumps(make_start(chosen.hidden, chosen.layers, chosen.seed)))
