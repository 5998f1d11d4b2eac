"""Levels of layered wells with 80 digits, the oracle of tests/reference_matching.rs.

A solution starts with psi = 0 at the left wall and is carried by the transfer matrix of each layer to the right wall; an
eigenvalue is a sign change of psi there. With 80 digits neither growth nor cancellation matters, and the number of sign
changes below E (from a scan that is refined until no two zeros share a cell) numbers the states.

    python3 tests/data/layers.py        # needs mpmath (made with 1.3.0)
"""

from mpmath import mp, mpf, sqrt, cosh, sinh, findroot, nstr

mp.dps = 80


def end_value(layers, energy):
    """psi at the right wall and the number of zeros before it; layers are (width, potential, mass)."""
    u, p, zeros = mpf(0), mpf(1), 0
    for width, potential, mass in layers:
        q = mass * (energy - potential)
        k = sqrt(mp.mpc(-q))
        # zeros are counted by cutting the layer finer than half a wavelength
        parts = int(sqrt(abs(q)) * width / 2) + 1
        h = width / parts
        c = cosh(k * h).real
        s = (sinh(k * h) / k).real if q != 0 else h
        for _ in range(parts):
            before = u
            u, p = c * u + mass * s * p, c * p - q / mass * s * u
            if before * u < 0 or u == 0:
                zeros += 1
    return u, zeros


def level(layers, n):
    low = min(v for _, v, _ in layers)
    high = low + 1
    while end_value(layers, high)[1] <= n:
        high = low + 2 * (high - low)
    for _ in range(260):  # 2^-260: 78 digits
        middle = (low + high) / 2
        if end_value(layers, middle)[1] > n:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def m(*numbers):
    """The very numbers that Rust reads, as exact binary fractions."""
    return tuple(mpf(float(x)) for x in numbers)


def layers(edges, potential, mass=None):
    edges, potential = m(*edges), m(*potential)
    mass = m(*mass) if mass else (mpf(1),) * len(potential)
    return [(b - a, v, w) for a, b, v, w in zip(edges, edges[1:], potential, mass)]


CASES = {
    "finite-well": (layers([-3, -1, 1, 3], [20, 0, 20]), [0, 1, 2, 3, 10]),
    "barrier": (layers([0, 0.4, 0.6, 1], [0, 50, 0]), [0, 1, 2, 3, 10]),
    "biased steps": (layers([0, 0.5, 1.25, 2], [-30, -10, -40]), [0, 1, 2, 5]),
    "masses": (layers([-10, -2, 2, 10], [3, 0, 3], [0.092, 0.067, 0.092]), [0, 1, 2, 5]),
    "uneven wells": (layers([0, 1, 2, 3.001], [0, 300, 0]), [0, 1, 2, 3]),
    "double well": (layers([0, 1, 1.5, 2.5], [0, 200, 0]), [0, 1, 2, 3]),
    "tilted wells": (layers([0, 1, 3, 4], [0, 400, 1e-6]), [0, 1, 2, 3]),
    "near zero": (layers([0, 1, 2], [0, -4.1158583657]), [0, 1]),
}

if __name__ == "__main__":
    for name, (case, states) in CASES.items():
        print(f'("{name}", &[' + ", ".join(f"({n}, {nstr(level(case, n), 19)})" for n in states) + "]),")
