"""Golden values: losses, gradients and Adam paths of small networks, from JAX in f64.

The library propagates jets by hand and differentiates them by a hand-written adjoint. Nothing of that is here: ψ' and ψ'' are
forward derivatives of forward derivatives (`jax.jvp` of `jax.jvp`), and the gradients are JAX's own reverse mode on top. Whoever
reproduces these numbers has therefore reproduced them by another road. The layout of the files stands in README.md.
"""

import json
from pathlib import Path

import jax

jax.config.update("jax_enable_x64", True)  # before the first array is made

import jax.numpy as jnp
import numpy as np

ADAM_STEPS = 100
RATE, BETA1, BETA2, EPSILON = 1e-3, 0.9, 0.999, 1e-8
NORM_WEIGHT = 1000.0

ACTIVATIONS = {
    "tanh": jnp.tanh,
    "sin": jnp.sin,
    "sigmoid": jax.nn.sigmoid,
    "softplus": jax.nn.softplus,
    "silu": jax.nn.silu,
}

# name: domain [a, b], s of the boundary factor (x - a)(b - x)/s, potential, c of E = c·e (None: E is held at π²)
PROBLEMS = {
    "infinite-well": (0.0, 1.0, 1.0, lambda x: 0.0 * x, None),
    "finite-well": (-3.0, 3.0, 9.0, lambda x: np.where(np.abs(x) < 1.0, 0.0, 20.0), 1.0),
    "barrier": (0.0, 1.0, 1.0, lambda x: np.where((0.4 < x) & (x < 0.6), 50.0, 0.0), 10.0),
}

# file: problem, activation, hidden widths, points, seed of the start weights
CASES = {
    "barrier-tanh": ("barrier", "tanh", [8, 8, 8], 32, 1),
    "finite-well-tanh": ("finite-well", "tanh", [5, 7], 17, 2),
    "infinite-well-tanh": ("infinite-well", "tanh", [10], 24, 3),
    "finite-well-sin": ("finite-well", "sin", [9, 4], 21, 4),
    "infinite-well-sigmoid": ("infinite-well", "sigmoid", [6, 6], 20, 5),
    "barrier-softplus": ("barrier", "softplus", [7, 5], 25, 6),
    "finite-well-silu": ("finite-well", "silu", [4, 8, 3], 19, 7),
}


def start(widths, seed):
    """Glorot-uniform weights and uniform biases in [-½, ½]: no parameter is zero, so none can be forgotten unnoticed."""
    rng = np.random.default_rng(seed)
    pairs = list(zip(widths[:-1], widths[1:]))
    weights = [rng.uniform(-1.0, 1.0, (n, m)) * np.sqrt(6.0 / (n + m)) for n, m in pairs]
    biases = [rng.uniform(-0.5, 0.5, m) for _, m in pairs]
    return {"weights": [jnp.array(w) for w in weights], "biases": [jnp.array(b) for b in biases]}


def network(net, activation, x):
    """A fully connected network at one point x; the last layer is linear."""
    *hidden, (w, b) = zip(net["weights"], net["biases"])
    for w_k, b_k in hidden:
        x = activation(x @ w_k + b_k)
    return (x @ w + b)[0]


def second_derivative(f, x, direction):
    """f, ∂f and ∂∂f at x along `direction`, as the tangent of a tangent."""

    def first(y):
        return jax.jvp(f, (y,), (direction,))

    (value, slope), (_, curvature) = jax.jvp(first, (x,), (direction,))
    return value, slope, curvature


def schroedinger_loss(problem, activation, points):
    """θ ↦ mean r² + 1000 (h Σψ² − 1)² with r = −ψ'' + (V − E)ψ on the midpoints; θ holds the network and e."""
    a, b, s, potential, _ = PROBLEMS[problem]
    h = (b - a) / points
    x = a + (np.arange(points) + 0.5) * h
    v = jnp.array(potential(x))

    def parts(theta):
        """mean r² and h Σψ²."""
        energy = energy_of(problem, theta)

        def psi(y):
            return (y - a) * (b - y) / s * network(theta, activation, y[None])

        value, _, curvature = jax.vmap(lambda y: second_derivative(psi, y, 1.0))(jnp.array(x))
        residual = -curvature + (v - energy) * value
        return jnp.mean(residual**2), h * jnp.sum(value**2)

    def loss(theta):
        residual, norm = parts(theta)
        return residual + NORM_WEIGHT * (norm - 1.0) ** 2

    return loss, parts


def energy_of(problem, theta):
    scale = PROBLEMS[problem][-1]
    return np.pi**2 if scale is None else scale * theta["e"]


def adam(loss, theta, steps):
    """Kingma & Ba, arXiv:1412.6980, algorithm 1. Gives the parameters and the loss that the last step saw."""
    value_and_grad = jax.jit(jax.value_and_grad(loss))
    m = v = jax.tree.map(jnp.zeros_like, theta)
    for t in range(1, steps + 1):
        value, g = value_and_grad(theta)
        m = jax.tree.map(lambda m, g: BETA1 * m + (1 - BETA1) * g, m, g)
        v = jax.tree.map(lambda v, g: BETA2 * v + (1 - BETA2) * g * g, v, g)
        theta = jax.tree.map(
            lambda p, m, v: p - RATE * (m / (1 - BETA1**t)) / (jnp.sqrt(v / (1 - BETA2**t)) + EPSILON), theta, m, v
        )
    return theta, value


def step_case(problem, activation, hidden, points, seed):
    loss, parts = schroedinger_loss(problem, ACTIVATIONS[activation], points)
    theta = start([1, *hidden, 1], seed) | {"e": jnp.array(1.0)}
    value, gradient = jax.value_and_grad(loss)(theta)
    residual, norm = parts(theta)
    final, last_loss = adam(loss, theta, ADAM_STEPS)
    trained = PROBLEMS[problem][-1] is not None
    return {
        "problem": problem,
        "activation": activation,
        "hidden": hidden,
        "points": points,
        "weights": theta["weights"],
        "biases": theta["biases"],
        "loss": value,
        "residual_loss": residual,
        "norm": norm,
        "energy": energy_of(problem, theta),
        "gradient_weights": gradient["weights"],
        "gradient_biases": gradient["biases"],
        "gradient_e": gradient["e"] if trained else None,
        "steps": ADAM_STEPS,
        "last_step_loss": last_loss,
        "final_loss": loss(final),
        "final_energy": energy_of(problem, final),
        "final_weights": final["weights"],
        "final_biases": final["biases"],
    }


def plane_case(hidden, points, seed):
    """Two inputs: value, gradient and Laplacian, and the gradient of a loss that mixes them all."""
    net = start([2, *hidden, 1], seed)
    xy = jnp.array(np.random.default_rng(seed + 100).uniform(-1.5, 1.5, (points, 2)))
    axes = jnp.eye(2)

    def derivatives(net, p):
        u = lambda q: network(net, jnp.tanh, q)
        value, ux, uxx = second_derivative(u, p, axes[0])
        _, uy, uyy = second_derivative(u, p, axes[1])
        return value, jnp.stack([ux, uy]), uxx + uyy

    def loss(net):
        u, du, laplacian = jax.vmap(lambda p: derivatives(net, p))(xy)
        return jnp.mean((u + 0.3 * du[:, 0] - 0.7 * du[:, 1] + 0.5 * laplacian) ** 2)

    u, du, laplacian = jax.vmap(lambda p: derivatives(net, p))(xy)
    value, gradient = jax.value_and_grad(loss)(net)
    return {
        "activation": "tanh",
        "hidden": hidden,
        "points": xy,
        "weights": net["weights"],
        "biases": net["biases"],
        "value": u,
        "gradient": du,
        "laplacian": laplacian,
        "loss": value,
        "gradient_weights": gradient["weights"],
        "gradient_biases": gradient["biases"],
    }


def write(name, case):
    """One key a line; every float in the shortest form that reads back to the same bits."""
    plain = lambda v: v.tolist() if hasattr(v, "tolist") else v
    lines = (f'"{key}": {json.dumps(jax.tree.map(plain, value), allow_nan=False)}' for key, value in case.items())
    Path(__file__).with_name(f"{name}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    for name, case in CASES.items():
        write(name, step_case(*case))
    write("plane-tanh", plane_case([6, 5], 7, 8))
