"""One training step in PyTorch, eager and compiled. One JSON line a variant."""

import math

import work

import torch

torch.set_num_threads(1)


def double_backward(theta, x):
    """N, N', N'' by PyTorch alone: the gradient of a gradient."""
    weights, biases = theta["weights"], theta["biases"]
    x = x.detach()[:, None].requires_grad_()
    a = x
    for w, b in zip(weights[:-1], biases[:-1]):
        a = torch.tanh(torch.addmm(b, a, w))
    n0 = torch.addmm(biases[-1], a, weights[-1])
    (n1,) = torch.autograd.grad(n0.sum(), x, create_graph=True)
    (n2,) = torch.autograd.grad(n1.sum(), x, create_graph=True)
    return n0[:, 0], n1[:, 0], n2[:, 0]


def jets(theta, x):
    """N, N', N'' by hand-written jets; the three channels share one product with each weight matrix."""
    weights, biases = theta["weights"], theta["biases"]
    n = len(x)
    w = weights[0][0]
    t = torch.tanh(torch.addcmul(biases[0], x[:, None], w))
    d1 = (1 - t * t) * w
    a = torch.cat([t, d1, -2 * t * d1 * w])
    for w, b in zip(weights[1:-1], biases[1:-1]):
        z0, z1, z2 = (a @ w).view(3, n, -1)
        t = torch.tanh(z0 + b)
        s = 1 - t * t
        d1 = s * z1
        a = torch.cat([t, d1, s * z2 - 2 * t * d1 * z1])
    n0, n1, n2 = (a @ weights[-1][:, 0]).view(3, n)
    return n0 + biases[-1], n1, n2


class Step:
    """The loss of the benchmark's step by any road to the derivatives, and its gradient by hand."""

    def __init__(self, w):
        self.h, self.scale, self.d2g = w.h, w.scale, w.d2g
        self.x, self.v, self.g, self.dg = map(torch.from_numpy, (w.x, w.v, w.g, w.dg))

    def energy(self, theta):
        return math.pi**2 if self.scale is None else self.scale * theta["e"]

    def loss(self, theta, derivatives):
        n0, n1, n2 = derivatives(theta, self.x)
        psi = self.g * n0
        residual = (self.v - self.energy(theta)) * psi - (self.d2g * n0 + 2 * self.dg * n1 + self.g * n2)
        return residual.square().mean() + work.NORM_WEIGHT * (self.h * psi.square().sum() - 1) ** 2

    def value_and_grad(self, theta, derivatives):
        """For the compiler: gradients in the order of `leaves`."""
        count = len(theta["weights"])

        def loss(trained):
            return self.loss({"weights": trained[:count], "biases": trained[count:-1], "e": trained[-1]}, derivatives)

        gradients, value = torch.func.grad_and_value(loss)(leaves(theta))
        return value, gradients

    def adjoint(self, theta, _=None):
        """Jets and their adjoint both by hand, without autograd."""
        x, g, dg, n = self.x, self.g, self.dg, len(self.x)
        weights, biases = theta["weights"], theta["biases"]
        w0 = weights[0][0]
        t0 = torch.tanh(torch.addcmul(biases[0], x[:, None], w0))
        s0 = 1 - t0 * t0
        d1 = s0 * w0
        a = torch.cat([t0, d1, -2 * t0 * d1 * w0])
        tape = []
        for w, b in zip(weights[1:-1], biases[1:-1]):
            z0, z1, z2 = (a @ w).view(3, n, -1)
            t = torch.tanh(z0 + b)
            s = 1 - t * t
            d1 = s * z1
            tape.append((w, a, t, s, z1, z2))
            a = torch.cat([t, d1, s * z2 - 2 * t * d1 * z1])
        w = weights[-1][:, 0]
        n0, n1, n2 = (a @ w).view(3, n)
        n0 = n0 + biases[-1]
        psi = g * n0
        well = self.v - self.energy(theta)
        residual = well * psi - (self.d2g * n0 + 2 * dg * n1 + g * n2)
        excess = self.h * psi.square().sum() - 1
        loss = residual.square().mean() + work.NORM_WEIGHT * excess**2

        r_bar = residual * (2 / n)
        psi_bar = r_bar * well + (4 * work.NORM_WEIGHT * self.h) * excess * psi
        y_bar = torch.cat([g * psi_bar - self.d2g * r_bar, -2 * dg * r_bar, -g * r_bar])
        grad_w, grad_b = [(y_bar @ a)[:, None]], [y_bar[:n].sum()[None]]
        a_bar = torch.outer(y_bar, w)
        for w, a, t, s, z1, z2 in reversed(tape):
            b0, b1, b2 = a_bar.view(3, n, -1)
            q0 = s * (b0 - 2 * t * (b1 * z1 + b2 * z2) - 2 * (s - 2 * t * t) * z1 * z1 * b2)
            z_bar = torch.cat([q0, s * (b1 - 4 * t * z1 * b2), s * b2])
            grad_w.append(a.T @ z_bar)
            grad_b.append(q0.sum(0))
            a_bar = z_bar @ w.T
        b0, b1, b2 = a_bar.view(3, n, -1)
        q0 = s0 * (b0 - 2 * t0 * w0 * b1 - 2 * (s0 - 2 * t0 * t0) * w0 * w0 * b2)
        grad_w.append((x @ q0 + (s0 * (b1 - 4 * t0 * w0 * b2)).sum(0))[None])
        grad_b.append(q0.sum(0))
        grad_e = torch.zeros_like(theta["e"]) if self.scale is None else -self.scale * torch.dot(r_bar, psi)
        return loss, [*grad_w[::-1], *grad_b[::-1], grad_e]


def leaves(theta):
    return [*theta["weights"], *theta["biases"], theta["e"]]


def adam_of(theta):
    betas = (work.BETA1, work.BETA2)
    return torch.optim.Adam(leaves(theta), lr=work.RATE, betas=betas, eps=work.EPSILON, fused=True)


def autograd(step, theta, derivatives):
    """Eager, as most programs are written: autograd and the fused Adam of PyTorch."""
    for p in leaves(theta):
        p.requires_grad_()
    adam = adam_of(theta)

    def run():
        adam.zero_grad()
        loss = step.loss(theta, derivatives)
        loss.backward()
        adam.step()
        return loss.detach()

    return run


def by_hand(step, theta, _):
    """Eager with the gradient by hand: nothing is left of PyTorch but its array operations."""
    adam = adam_of(theta)

    @torch.no_grad()
    def run():
        loss, gradients = step.adjoint(theta)
        for p, g in zip(leaves(theta), gradients):
            p.grad = g
        adam.step()
        return loss

    return run


def compiled(value_and_grad):
    """Loss, gradient and Adam in one graph for Inductor, called from compiled code."""

    def build(step, theta, derivatives):
        torch._dynamo.reset()
        torch._inductor.config.cpp_wrapper = True
        trained = leaves(theta)
        m, v = [torch.zeros_like(p) for p in trained], [torch.zeros_like(p) for p in trained]
        decay1, decay2 = torch.ones_like(theta["e"]), torch.ones_like(theta["e"])

        @torch.compile(fullgraph=True, dynamic=False)
        def run():
            loss, gradients = value_and_grad(step, theta, derivatives)
            decay1.mul_(work.BETA1)
            decay2.mul_(work.BETA2)
            for p, g, m_p, v_p in zip(trained, gradients, m, v):
                m_p.mul_(work.BETA1).add_((1 - work.BETA1) * g)
                v_p.mul_(work.BETA2).add_((1 - work.BETA2) * g * g)
                p.sub_(work.RATE * (m_p / (1 - decay1)) / ((v_p / (1 - decay2)).sqrt() + work.EPSILON))
            return loss

        return torch.no_grad()(run)

    return build


VARIANTS = {
    "eager, double backward": (autograd, double_backward),
    "eager, jets": (autograd, jets),
    "eager, jets, adjoint": (by_hand, None),
    "compiled, jets": (compiled(Step.value_and_grad), jets),
    "compiled, jets, adjoint": (compiled(Step.adjoint), None),
}


def main(options):
    w = work.Work(options)
    for name in work.chosen(VARIANTS, options):
        theta = {"weights": [torch.tensor(a) for a in w.weights], "biases": [torch.tensor(a) for a in w.biases]}
        theta["e"] = torch.ones((), dtype=theta["weights"][0].dtype)
        build, derivatives = VARIANTS[name]
        step = build(Step(w), theta, derivatives)

        def run(k):
            for _ in range(k):
                loss = step()
            return loss

        loss, energy = run(options.steps).item(), w.energy(theta["e"].item())
        work.report(f"PyTorch {torch.__version__}", name, work.measure(run, options.seconds), loss, energy)


if __name__ == "__main__":
    main(work.options(__doc__))
