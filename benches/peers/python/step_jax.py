"""One training step in JAX, compiled by XLA with the loop over the steps inside. One JSON line a variant."""

import os

import work

os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["XLA_FLAGS"] = os.environ.get("XLA_FLAGS", "") + " --xla_cpu_multi_thread_eigen=false"

import jax

jax.config.update("jax_enable_x64", True)  # leaves f32 arrays in f32

import jax.numpy as jnp
from jax.flatten_util import ravel_pytree

BLOCK = 256  # points whose channels stay in the second-level cache; 512 and 1024 were measured too


def network(theta, x):
    """N at a batch of points."""
    a = x[:, None]
    *hidden, (w, b) = zip(theta["weights"], theta["biases"])
    for w_k, b_k in hidden:
        a = jnp.tanh(a @ w_k + b_k)
    return (a @ w + b)[:, 0]


def nested_jvp(theta, x):
    """N, N', N'' by JAX alone: the tangent of a tangent of the whole batch."""
    ones = jnp.ones_like(x)
    first = lambda x: jax.jvp(lambda x: network(theta, x), (x,), (ones,))
    (value, slope), (_, curvature) = jax.jvp(first, (x,), (ones,))
    return value, slope, curvature


def jets(theta, x):
    """N, N', N'' by hand-written jets."""
    weights, biases = theta["weights"], theta["biases"]
    w = weights[0][0]
    t = jnp.tanh(x[:, None] * w + biases[0])
    s = 1 - t * t
    a0, a1, a2 = t, s * w, -2 * t * s * w * w
    for w, b in zip(weights[1:-1], biases[1:-1]):
        z0, z1, z2 = a0 @ w + b, a1 @ w, a2 @ w
        t = jnp.tanh(z0)
        s = 1 - t * t
        a0, a1, a2 = t, s * z1, s * (z2 - 2 * t * z1 * z1)
    w = weights[-1][:, 0]
    return a0 @ w + biases[-1], a1 @ w, a2 @ w


class Step:
    """Loss and gradient of the benchmark's step, in the four ways measured here."""

    def __init__(self, w):
        self.h, self.scale, self.d2g, self.dtype = w.h, w.scale, w.d2g, w.dtype
        self.points = tuple(jnp.array(array) for array in (w.x, w.v, w.g, w.dg))
        self.count = len(w.x)

    def energy(self, theta):
        return jnp.pi**2 if self.scale is None else self.scale * theta["e"]

    def sums(self, theta, points, derivatives):
        """Σr² and Σψ² over some of the points."""
        x, v, g, dg = points
        n0, n1, n2 = derivatives(theta, x)
        psi = g * n0
        residual = (v - self.energy(theta)) * psi - (self.d2g * n0 + 2 * dg * n1 + g * n2)
        return jnp.sum(residual**2), jnp.sum(psi**2)

    def whole(self, derivatives):
        """JAX's reverse mode over the whole batch."""

        def loss(theta):
            r2, psi2 = self.sums(theta, self.points, derivatives)
            return r2 / self.count + work.NORM_WEIGHT * (self.h * psi2 - 1) ** 2

        return jax.value_and_grad(loss)

    def blocked(self, derivatives):
        """Block by block, so that nothing leaves the cache: ∂loss = Σ_blocks ∂(r²/N + c ψ²), c = 2·1000·h(hΣψ² − 1) known from
        a first pass over values only."""
        block = BLOCK if self.count % BLOCK == 0 else self.count
        blocks = tuple(array.reshape(-1, block) for array in self.points)
        zero = jnp.array(0, self.dtype)

        def value_and_grad(theta):
            def add_values(psi2, points):
                x, _, g, _ = points
                return psi2 + jnp.sum((g * network(theta, x)) ** 2), None

            excess = self.h * jax.lax.scan(add_values, zero, blocks)[0] - 1
            pull = 2 * work.NORM_WEIGHT * self.h * excess

            def block_loss(theta, points):
                r2, psi2 = self.sums(theta, points, derivatives)
                return r2 / self.count + pull * psi2, r2

            def add_block(sums, points):
                (_, r2), gradient = jax.value_and_grad(block_loss, has_aux=True)(theta, points)
                return (sums[0] + r2, jax.tree.map(jnp.add, sums[1], gradient)), None

            (r2, gradient), _ = jax.lax.scan(add_block, (zero, jax.tree.map(jnp.zeros_like, theta)), blocks)
            return r2 / self.count + work.NORM_WEIGHT * excess**2, gradient

        return value_and_grad

    def adjoint(self, theta):
        """Jets and their adjoint both by hand, three channels stacked, so that each matrix enters one product."""
        x, v, g, dg = self.points
        n, weights, biases = self.count, theta["weights"], theta["biases"]
        rows = lambda channels: channels.reshape(3 * n, -1)
        w0 = weights[0][0]
        t0 = jnp.tanh(x[:, None] * w0 + biases[0])
        s0 = 1 - t0 * t0
        a = jnp.stack([t0, s0 * w0, -2 * t0 * s0 * w0 * w0])
        tape = []
        for w, b in zip(weights[1:-1], biases[1:-1]):
            z = (rows(a) @ w).reshape(3, n, -1)
            t = jnp.tanh(z[0] + b)
            s = 1 - t * t
            tape.append((w, a, t, s, z[1], z[2]))
            a = jnp.stack([t, s * z[1], s * (z[2] - 2 * t * z[1] * z[1])])
        w = weights[-1][:, 0]
        n0, n1, n2 = a @ w
        n0 = n0 + biases[-1]
        psi = g * n0
        well = v - self.energy(theta)
        residual = well * psi - (self.d2g * n0 + 2 * dg * n1 + g * n2)
        excess = self.h * jnp.sum(psi**2) - 1
        loss = jnp.mean(residual**2) + work.NORM_WEIGHT * excess**2

        r_bar = 2 * residual / n
        psi_bar = r_bar * well + 4 * work.NORM_WEIGHT * self.h * excess * psi
        y_bar = jnp.stack([g * psi_bar - self.d2g * r_bar, -2 * dg * r_bar, -g * r_bar])
        grad_w = [jnp.einsum("cnh,cn->h", a, y_bar)[:, None]]
        grad_b = [jnp.sum(y_bar[0])[None]]
        a_bar = y_bar[:, :, None] * w
        for w, a, t, s, z1, z2 in reversed(tape):
            b0, b1, b2 = a_bar
            q0 = s * (b0 - 2 * t * (b1 * z1 + b2 * z2) - 2 * (s - 2 * t * t) * z1 * z1 * b2)
            z_bar = rows(jnp.stack([q0, s * (b1 - 4 * t * z1 * b2), s * b2]))
            grad_w.append(rows(a).T @ z_bar)
            grad_b.append(jnp.sum(q0, 0))
            a_bar = (z_bar @ w.T).reshape(3, n, -1)
        b0, b1, b2 = a_bar
        q0 = s0 * (b0 - 2 * t0 * w0 * b1 - 2 * (s0 - 2 * t0 * t0) * w0 * w0 * b2)
        grad_w.append((x @ q0 + jnp.sum(s0 * (b1 - 4 * t0 * w0 * b2), 0))[None])
        grad_b.append(jnp.sum(q0, 0))
        grad_e = 0.0 * theta["e"] if self.scale is None else -self.scale * jnp.sum(r_bar * psi)
        return loss, {"weights": grad_w[::-1], "biases": grad_b[::-1], "e": grad_e}


VARIANTS = {
    "nested jvp": lambda step: step.whole(nested_jvp),
    "jets": lambda step: step.whole(jets),
    "jets, blocked": lambda step: step.blocked(jets),
    "jets, adjoint": lambda step: step.adjoint,
}


def trainer(value_and_grad, unravel):
    """(state, k) ↦ the state after k more Adam steps. The loop is inside the compiled program and k is not fixed; all parameters
    are one vector, which makes Adam one loop."""

    def step(_, state):
        theta, m, v, decay1, decay2, _ = state
        loss, gradient = value_and_grad(unravel(theta))
        g, _ = ravel_pytree(gradient)
        decay1, decay2 = decay1 * work.BETA1, decay2 * work.BETA2
        m = work.BETA1 * m + (1 - work.BETA1) * g
        v = work.BETA2 * v + (1 - work.BETA2) * g * g
        theta = theta - work.RATE * (m / (1 - decay1)) / (jnp.sqrt(v / (1 - decay2)) + work.EPSILON)
        return theta, m, v, decay1, decay2, loss

    return jax.jit(lambda state, k: jax.lax.fori_loop(0, k, step, state), donate_argnums=0)


def main(options):
    w = work.Work(options)
    for name in work.chosen(VARIANTS, options):
        net = {"weights": list(map(jnp.array, w.weights)), "biases": list(map(jnp.array, w.biases))}
        theta, unravel = ravel_pytree(net | {"e": jnp.array(1, w.dtype)})
        one = lambda: jnp.array(1, w.dtype)
        train = trainer(VARIANTS[name](Step(w)), unravel)
        state = train((theta, 0 * theta, 0 * theta, one(), one(), one()), options.steps)
        loss, energy = state[-1].item(), w.energy(unravel(state[0])["e"])

        def run(k):
            nonlocal state
            state = train(state, k)
            state[-1].block_until_ready()

        work.report(f"JAX {jax.__version__}", name, work.measure(run, options.seconds), loss, energy)


if __name__ == "__main__":
    main(work.options(__doc__))
