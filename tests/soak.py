#!/usr/bin/env python3
"""Half an hour of runs with random options, stopped, killed and resumed, beside one long run.

    cargo build --release && python3 tests/soak.py target/release/hyperwell --minutes 30

It ends with an error if an exit code is not the one that was due, if a message shows a panic, if a resumed run
ends in other bits than the same run without a stop, or if the resident memory of the long run grows.
"""

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GALLERY = Path(__file__).resolve().parent.parent / "gallery"
BUILT_IN = ["infinite-well", "finite-well", "barrier"]
FILES = [str(GALLERY / f"{name}.toml") for name in ["double-well", "gaas-well", "kronig-penney", "morse", "table"]]


def options(rng):
    """Options that are right, and a run of a second or two."""
    args = [rng.choice(rng.choice([BUILT_IN, FILES]))]
    args += ["--hidden", ",".join(str(rng.randint(1, 12)) for _ in range(rng.randint(1, 3)))]
    optimizers = rng.choice(["adam", "adam", "adam,lm", "adam,lbfgs", "lm", "adam,lbfgs,lm"])
    args += ["--optimizer", optimizers, "--steps", str(rng.randint(1, 40000 if optimizers == "adam" else 3000))]
    args += ["--points", str(rng.randint(64, 200)), "--state", str(rng.choice([0, 0, 1, 3, 7]))]
    args += ["--seed", str(rng.randint(0, 10**6)), "--learning-rate", str(rng.choice([1e-4, 1e-3, 1e-2, 0.9]))]
    args += ["--activation", rng.choice(["tanh", "sin", "sigmoid", "softplus", "silu"])]
    args += ["--precision", rng.choice(["f32", "f64"]), "--threads", str(rng.choice([1, 1, 2]))]
    args += rng.choice([[], [], ["--fixed-energy", "9"], ["--initial-energy", "5"]])
    return args


WRONG = [["--hidden", "0"], ["--points", "-1"], ["--steps", "many"], ["--precision", "f16"], ["--seed", "-1"]]


class Soak:
    def __init__(self, program, directory, seed):
        self.program, self.directory, self.rng = program, directory, random.Random(seed)
        self.counts = {}

    def check(self, what, done, due, stderr):
        self.counts[what] = self.counts.get(what, 0) + 1
        if done not in due or b"panicked" in stderr:
            sys.exit(f"{what}: exit code {done}, due {due}\n{stderr.decode(errors='replace')}")

    def run(self, what, args, due, stops=()):
        """Runs to the end, or sends each signal of `stops` after a random while."""
        child = subprocess.Popen([self.program, *args], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for stop in stops:
            time.sleep(1.5 * self.rng.random() ** 2)
            child.send_signal(stop)
        _, stderr = child.communicate()
        self.check(what, child.returncode, due, stderr)

    def stop(self, what, args):
        """A run that is killed, or asked to end once or twice."""
        asked = self.rng.choice([signal.SIGINT, signal.SIGTERM])
        stops = self.rng.choice([[signal.SIGKILL], [asked], [asked, signal.SIGINT]])
        # A signal before the first step meets a program that does not yet listen.
        self.run(what, args, {0, 1, 130} | {-stop for stop in stops}, stops)

    def outcome(self, run):
        result = json.loads((run / "result.json").read_text())
        del result["seconds"]
        # Threads change no bit, but they are told.
        return [result] + [(run / name).read_bytes() for name in ["history.csv", "psi.csv", "model.safetensors"]]

    def round(self, number):
        args, base = options(self.rng), self.directory / str(number)
        every = ["--quiet", "--checkpoint-every", str(self.rng.choice([0, 0.01, 0.2]))]
        whole, stopped = base / "whole", base / "stopped"
        self.run("whole run", ["solve", *args, *every, "--out", str(whole)], {0, 1})
        self.stop("stopped run", ["solve", *args, *every, "--out", str(stopped)])
        while not (stopped / "result.json").exists():
            if not any(stopped.glob("checkpoint*.bin")):
                self.run("begun anew", ["solve", *args, *every, "--out", str(stopped)], {0, 1})
            elif self.rng.random() < 0.3:
                self.stop("stopped again", ["solve", "--resume", str(stopped), *every])
            else:
                self.run("resumed", ["solve", "--resume", str(stopped), *every], {0, 1})
                if not (stopped / "result.json").exists():
                    sys.exit(f"a resumed run ended without a result: {' '.join(args)}")
        if self.outcome(whole) != self.outcome(stopped):
            sys.exit(f"other bits after a stop: {' '.join(args)}")
        self.run("eval", ["eval", str(stopped), "--grid", "50"], {0})
        self.run("spectrum", ["spectrum", args[0], "--states", str(self.rng.randint(1, 12)), "--json"], {0, 1})
        self.run("wrong option", ["solve", *args[:1], *self.rng.choice(WRONG)], {2})
        self.run("another problem", ["solve", "nothing.toml", "--resume", str(stopped)], {2})
        if args[0] in FILES:
            torn = base / "torn.toml"
            torn.write_text("[" + Path(args[0]).read_text().replace("]", "", 1))
            self.run("torn problem", ["solve", str(torn)], {2})
        shutil.rmtree(base)


def resident(pid):
    """Megabytes (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    directory = Path(tempfile.mkdtemp(prefix="hyperwell-soak-"))
    long = ["solve", "finite-well", "--hidden", "16,16", "--steps", "1000000000", "--quiet", "--threads", "2"]
    long = [args.program, *long, "--checkpoint-every", "0.5", "--out", str(directory / "long")]
    child = subprocess.Popen(long, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    soak, memory, begun = Soak(args.program, directory, args.seed), [], time.time()
    try:
        number = 0
        while time.time() - begun < 60 * args.minutes:
            soak.round(number)
            number += 1
            if child.poll() is not None:
                sys.exit(f"the long run ended: {child.returncode}")
            memory.append(resident(child.pid))
        child.send_signal(signal.SIGINT)
        _, stderr = child.communicate()
        soak.check("long run", child.returncode, {1}, stderr)
    finally:
        child.kill()
        shutil.rmtree(directory)
    # The first tenth is for what is allocated once.
    settled = memory[len(memory) // 10 :]
    first, last = settled[: len(settled) // 4 + 1], settled[-len(settled) // 4 :]
    growth = sum(last) / len(last) - sum(first) / len(first)
    print(f"{number} rounds, {soak.counts}")
    print(f"resident memory of the long run: {settled[0]:.1f} MB at first, {settled[-1]:.1f} MB at last, growth {growth:+.2f} MB")
    if growth > 1:
        sys.exit("the resident memory grows")


if __name__ == "__main__":
    main()
