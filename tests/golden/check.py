"""Recomputes the golden values with 60 digits and prints the relative differences, largest per quantity and file.

Derivatives are finite differences, whose errors vanish at this precision: nothing is differentiated analytically here.
"""

import json
import sys
from pathlib import Path

from mpmath import mp, mpf

mp.dps = 60
STEP = mpf(10) ** -18  # error h² ≈ 1e-36 of a central difference, rounding 1e-60/h² ≈ 1e-24 of a second one

ACTIVATIONS = {
    "tanh": mp.tanh,
    "sin": mp.sin,
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "softplus": lambda x: mp.log(1 + mp.exp(x)),
    "silu": lambda x: x / (1 + mp.exp(-x)),
}
PROBLEMS = {  # a, b, s, V, c
    "infinite-well": (0, 1, 1, lambda x: 0, None),
    "finite-well": (-3, 3, 9, lambda x: 0 if abs(x) < 1 else 20, 1),
    "barrier": (0, 1, 1, lambda x: 50 if mpf("0.4") < x < mpf("0.6") else 0, 10),
}


def flatten(*nested):
    return [mpf(leaf) for tree in nested for leaf in leaves(tree)]


def leaves(tree):
    if isinstance(tree, list):
        for branch in tree:
            yield from leaves(branch)
    elif tree is not None:
        yield tree


def network(theta, widths, activation, inputs):
    """The layers' matrices come first in θ, then their biases."""
    pairs = list(zip(widths[:-1], widths[1:]))
    w, b = 0, sum(n * m for n, m in pairs)
    for layer, (n, m) in enumerate(pairs):
        sums = [theta[b + j] + mp.fdot(inputs, theta[w + j : w + n * m : m]) for j in range(m)]
        inputs = sums if layer == len(pairs) - 1 else [activation(z) for z in sums]
        w, b = w + n * m, b + m
    return inputs[0]


def differences(f, x, h=STEP):
    """f, f' and f'' along each coordinate of the list x."""
    middle, first, second = f(x), [], []
    for k in range(len(x)):
        left, right = (f([*x[:k], x[k] + d, *x[k + 1 :]]) for d in (-h, h))
        first.append((right - left) / (2 * h))
        second.append((right - 2 * middle + left) / h**2)
    return middle, first, second


def step_loss(case):
    a, b, s, potential, c = PROBLEMS[case["problem"]]
    widths, activation = [1, *case["hidden"], 1], ACTIVATIONS[case["activation"]]
    h = mpf(b - a) / case["points"]
    xs = [a + (i + mpf(1) / 2) * h for i in range(case["points"])]

    def parts(theta):
        # ψ at the points ± the step is evaluated once and not per derivative: three networks a point.
        energy = mpf(case["energy"]) if c is None else c * theta[-1]
        residual = norm = mpf(0)
        for x in xs:
            psi, _, (curvature,) = differences(
                lambda y: (y[0] - a) * (b - y[0]) / s * network(theta, widths, activation, y), [x]
            )
            residual += (-curvature + (potential(x) - energy) * psi) ** 2
            norm += h * psi**2
        return residual / len(xs), norm

    def loss(theta):
        residual, norm = parts(theta)
        return residual + 1000 * (norm - 1) ** 2

    return loss, parts


def plane_loss(case):
    widths, points = [2, *case["hidden"], 1], [[mpf(x), mpf(y)] for x, y in case["points"]]

    def derivatives(theta):
        return [differences(lambda p: network(theta, widths, mp.tanh, p), p) for p in points]

    def loss(theta):
        terms = [u + d[0] * 3 / 10 - d[1] * 7 / 10 + (c[0] + c[1]) / 2 for u, d, c in derivatives(theta)]
        return mp.fsum(t**2 for t in terms) / len(terms)

    return loss, derivatives


def gradient(loss, theta, h=mpf(10) ** -10):
    """Central differences of fourth order: error h⁴ ≈ 1e-40, rounding of the loss (1e-24) over h."""
    result = []
    for k, centre in enumerate(theta):
        values = []
        for d in (-2, -1, 1, 2):
            theta[k] = centre + d * h
            values.append(loss(theta))
        theta[k] = centre
        result.append((values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * h))
    return result


def adam(loss, theta, steps):
    m = v = [mpf(0)] * len(theta)
    b1, b2, rate, epsilon = mpf("0.9"), mpf("0.999"), mpf("1e-3"), mpf("1e-8")
    for t in range(1, steps + 1):
        value, g = loss(theta), gradient(loss, theta)
        m = [b1 * m + (1 - b1) * g for m, g in zip(m, g)]
        v = [b2 * v + (1 - b2) * g * g for v, g in zip(v, g)]
        theta = [
            p - rate * (m / (1 - b1**t)) / (mp.sqrt(v / (1 - b2**t)) + epsilon) for p, m, v in zip(theta, m, v)
        ]
    return theta, value


def compare(name, exact, golden):
    """The largest difference, relative to the largest entry: a gradient is judged as a vector."""
    exact, golden = flatten(exact), flatten(golden)
    assert len(exact) == len(golden), name
    scale = max(abs(x) for x in exact)
    print(f"  {name:16} {mp.nstr(max(abs(x - y) for x, y in zip(exact, golden)) / scale, 2)}")


def check(path, path_too):
    case = json.loads(path.read_text())
    print(path.stem, flush=True)
    theta = flatten(case["weights"], case["biases"])
    if "problem" in case:
        trained = case["gradient_e"] is not None
        theta += [mpf(1)] if trained else []
        loss, parts = step_loss(case)
        residual, norm = parts(theta)
        compare("residual_loss", [residual], [case["residual_loss"]])
        compare("norm", [norm], [case["norm"]])
    else:
        loss, derivatives = plane_loss(case)
        values = derivatives(theta)
        compare("value", [u for u, _, _ in values], case["value"])
        compare("gradient", [d for _, d, _ in values], case["gradient"])
        compare("laplacian", [c[0] + c[1] for _, _, c in values], case["laplacian"])
    compare("loss", [loss(theta)], [case["loss"]])
    stored = flatten(case["gradient_weights"], case["gradient_biases"], case.get("gradient_e"))
    compare("∂loss", gradient(loss, theta), stored)
    if path_too:
        final, last_loss = adam(loss, theta, case["steps"])
        compare("last_step_loss", [last_loss], [case["last_step_loss"]])
        compare("final_loss", [loss(final)], [case["final_loss"]])
        weights = final[:-1] if trained else final
        compare("final weights", weights, flatten(case["final_weights"], case["final_biases"]))


if __name__ == "__main__":
    chosen = sys.argv[1:]
    for file in sorted(Path(__file__).parent.glob("*.json")):
        if not chosen or file.stem in chosen:
            check(file, path_too=file.stem == "infinite-well-tanh")
