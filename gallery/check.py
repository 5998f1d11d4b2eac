"""Trains every problem of the gallery with some seeds and prints what came out.

    python gallery/check.py target/release/hyperwell [--seeds 0,1,2,3,4] [problem ...]

A run is right if ψ has no node and E is off by at most 1e-4 of the level spacing.
"""

import argparse
import json
import pathlib
import subprocess

parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
parser.add_argument("program")
parser.add_argument("--seeds", default="0,1,2,3,4")
parser.add_argument("problems", nargs="*", help="names without .toml; all if left out")
args = parser.parse_args()

folder = pathlib.Path(__file__).parent
names = args.problems or sorted(path.stem for path in folder.glob("*.toml"))
wrong = 0
for seed in args.seeds.split(","):
    for name in names:
        command = [args.program, "solve", folder / f"{name}.toml", "--json", "--quiet", "--threads", "1", "--seed", seed]
        run = subprocess.run(command, capture_output=True, text=True)
        if not run.stdout:
            print(f"{name:18} seed {seed}  {run.stderr.strip()}", flush=True)
            wrong += 1
            continue
        report = json.loads(run.stdout)
        error = report["energy_spacing_error"]
        right = report["nodes"] == 0 and error is not None and error <= 1e-4
        wrong += not right
        print(f"{name:18} seed {seed}  error/spacing {error if error is not None else float('nan'):8.1e}  "
              f"psi {report['psi_l2_error'] or float('nan'):8.1e}  nodes {report['nodes']}  "
              f"{report['seconds']:5.1f} s  converged {report['converged']}  {'' if right else 'WRONG'}", flush=True)
print(f"{wrong} wrong")
raise SystemExit(wrong > 0)
