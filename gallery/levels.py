"""Writes levels.csv: the levels of the gallery by closed forms and, where there
are none, by methods that the program does not use, with 30 digits.

    pip install mpmath && python levels.py
"""

from mpmath import (acot, airyai, airyaizero, airybi, atan, cos, cosh, coth, cot, diff,
                    eigsy, exp, findroot, matrix, mp, mpf, pi, sin, sinh, sqrt, tan, tanh)

mp.dps = 30

BOHR, HARTREE = mpf("0.0529177210903"), mpf("27.211386245988")  # nm, eV: CODATA 2018
KINETIC = 500 * HARTREE * BOHR**2  # ħ²/2mₑ in meV nm²


def roots(f, low, high, count, parts=2000):
    """The first roots of f between low and high, by its changes of sign."""
    found, step = [], (mpf(high) - low) / parts
    left, at_left = mpf(low), f(mpf(low))
    while len(found) < count:
        right = left + step
        assert right <= high + step, "too few roots"
        at_right = f(right)
        if at_left * at_right < 0:
            found.append(findroot(f, (left, right), solver="anderson"))
        left, at_left = right, at_right
    return found


def sinc(v, half_width, h, count):
    """-ψ'' + Vψ = Eψ, V even, on a sinc grid (Colbert & Miller, J. Chem. Phys. 96,
    1982 (1992)), even and odd functions apart."""
    n = int(half_width / h)

    def kinetic(k):
        return pi**2 / 3 if k == 0 else mpf(2) * (-1) ** k / k**2

    def levels(sign):
        first = 0 if sign > 0 else 1
        size = n + 1 - first
        a = matrix(size)
        for i in range(size):
            for j in range(size):
                p, q = i + first, j + first
                scale = (sqrt(mpf(1) / 2) if p == 0 else 1) * (sqrt(mpf(1) / 2) if q == 0 else 1)
                a[i, j] = scale * (kinetic(abs(p - q)) + sign * kinetic(p + q)) / h**2
            a[i, i] += v((i + first) * h)
        return list(eigsy(a, eigvals_only=True))[:count]

    return sorted(levels(1) + levels(-1))[:count]


def asymmetric_well():
    left, right, width, d1, d2 = mpf(30), mpf(15), 2, 2, 2

    def excess(n):
        def f(e):
            k, a, b = sqrt(e), sqrt(left - e), sqrt(right - e)
            return (k * width - (n + 1) * pi
                    + atan(k * tanh(a * d1) / a) + atan(k * tanh(b * d2) / b))
        return f

    return [roots(excess(n), mpf("0.01"), mpf("14.99"), 1)[0] for n in range(3)]


def mathieu(q, cells, count, size=30):
    """λ_ν(q), ν = j/cells: eigenvalues of Hill's matrix, DLMF 28.29."""
    levels = []
    for j in range(1, cells + 1):
        nu, a = mpf(j) / cells, matrix(2 * size + 1)
        for i in range(2 * size + 1):
            a[i, i] = (nu + 2 * (i - size)) ** 2
            if i:
                a[i, i - 1] = a[i - 1, i] = q
        values = list(eigsy(a, eigvals_only=True))
        # For ν = 1 the pair is a_1 and b_1; with ψ(0) = 0 it is b_1, the lower one.
        levels.append(values[0])
    return levels[:count]


def kronig_penney():
    a, b, v, cells = mpf("0.7"), mpf("0.3"), 20, 5

    def half_trace(e):
        k, kappa = sqrt(e), sqrt(v - e)
        return (cos(k * a) * cosh(kappa * b)
                + (kappa**2 - k**2) / (2 * k * kappa) * sin(k * a) * sinh(kappa * b))

    return [roots(lambda e: half_trace(e) - cos(j * pi / cells), mpf("0.01"), mpf("19.9"), 1)[0]
            for j in (1, 2, 3)]


def gaas_well():
    depth, well, barrier, half, d = 230 / KINETIC, mpf("0.067"), mpf("0.092"), 5, 10

    def f(even):
        def g(e):
            k, kappa = sqrt(well * e), sqrt(barrier * (depth - e))
            inside = k / well * sin(k * half) if even else -k / well * cos(k * half)
            outside = kappa / barrier * coth(kappa * d)
            return inside - outside * (cos(k * half) if even else sin(k * half))
        return g

    return [roots(f(even), depth / 1000, depth * mpf("0.999"), 1)[0] for even in (True, False)]


def lines(knots, count, low, high):
    """Levels of a potential of straight lines; knots are rows (x, V left, V right, m right).

    In a layer with V = v + s (x - x0), ψ is a sum of Ai and Bi of
    z = (m s)^(1/3) (x - x0 + (v - E)/s); ψ and ψ'/m go on to the next.
    """
    def end(e):
        psi, slope = mpf(0), mpf(1)
        for (x0, _, v0, m), (x1, v1, _, _) in zip(knots, knots[1:]):
            s = (v1 - v0) / (x1 - x0)
            root = mp.sign(s) * abs(m * s) ** (mpf(1) / 3)
            z0, z1 = root * (v0 - e) / s, root * ((v1 - e) / s)
            a0, a1, b0, b1 = airyai(z0), airyai(z1), airybi(z0), airybi(z1)
            da0, da1 = airyai(z0, derivative=1), airyai(z1, derivative=1)
            db0, db1 = airybi(z0, derivative=1), airybi(z1, derivative=1)
            # The Wronskian of Ai and Bi is 1/π.
            t = m * slope / root
            p, q = pi * (db0 * psi - b0 * t), pi * (a0 * t - da0 * psi)
            psi, slope = p * a1 + q * b1, root * (p * da1 + q * db1) / m
        return psi
    return roots(end, low, high, count, parts=400)


def stark_well():
    v = lambda step, x: (step + mpf(5) * x) / KINETIC
    w, b = mpf("0.067"), mpf("0.092")
    knots = [(mpf(-15), None, v(230, -15), b), (mpf(-5), v(230, -5), v(0, -5), w),
             (mpf(5), v(0, 5), v(230, 5), b), (mpf(15), v(230, 15), None, None)]
    return [KINETIC * e for e in lines(knots, 2, v(-25, 0) + mpf("1e-9"), v(200, 0))]


def table():
    rows = [tuple(map(mpf, row.split(","))) for row in open("table.csv").read().split()[1:]]
    return lines([(x, v, v, mpf(1)) for x, v in rows], 3, mpf("-0.999"), mpf("11"))


def main():
    xi, gaas = mpf(1) / 2, gaas_well()
    half = mpf("1e-3") / HARTREE
    levels = {
        "harmonic": ("2n + 1", [1, 3, 5]),
        "anharmonic": ("sinc grid; arXiv:2007.04762", sinc(lambda x: x**4, 6, mpf("0.1"), 3)),
        "double-well": ("Razavy 1980", [-2 - 2 * sqrt(1 + xi**2), -4, -2 + 2 * sqrt(1 + xi**2)]),
        "sextic": ("exp(-x^4/4); sinc grid", [0] + sinc(lambda x: x**6 - 3 * x**2, mpf("4.2"), mpf("0.07"), 3)[1:]),
        "morse": ("-(5 - n - 1/2)^2", [-(mpf(9) / 2 - n) ** 2 for n in range(3)]),
        "poschl-teller": ("-(4 - n)^2", [-16, -9]),
        "linear-wall": ("zeros of Ai; DLMF 9.9", [-airyaizero(n) for n in (1, 2, 3)]),
        "asymmetric-well": ("phase condition", asymmetric_well()),
        "triple-well": ("Mathieu; DLMF 28.12", mathieu(mpf(1) / 2, 3, 3)),
        "kronig-penney": ("Kronig and Penney 1931", kronig_penney()),
        "gaussian-well": ("sinc grid", sinc(lambda x: -20 * exp(-x**2), 12, mpf("0.12"), 2)),
        "gaas-well": ("BenDaniel and Duke 1966", [KINETIC * e for e in gaas]),
        "gaas-well-atomic": ("BenDaniel and Duke 1966", [KINETIC * e * half for e in gaas]),
        "gaas-well-plain": ("BenDaniel and Duke 1966", gaas),
        "stark-well": ("Airy functions matched", stark_well()),
        "table": ("Airy functions matched", table()),
    }
    with open("levels.csv", "w") as file:
        file.write("problem,n,energy,source\n")
        for name, (source, energies) in levels.items():
            for n, energy in enumerate(energies):
                file.write(f"{name},{n},{mp.nstr(mpf(energy), 18)},{source}\n")


if __name__ == "__main__":
    main()
