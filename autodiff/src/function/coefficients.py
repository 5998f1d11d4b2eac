"""Prints the polynomial coefficients of the files in this folder.

Each is the minimax polynomial of a function with a weight, so that the largest
error is the relative one of the function in use. Found by Remez' exchange in
60 digits: solve for the polynomial whose error has equal size and alternating
sign at n + 2 points, move the points to the extrema, repeat.

    python coefficients.py        (needs mpmath)
"""

from mpmath import atanh, cos, coth, expm1, floor, log, lu_solve, matrix, mp, mpf, pi, sin, sqrt

mp.dps = 60


def remez(f, weight, a, b, degree):
    """(coefficients, error): minimises max |weight (f - p)| on [a, b]."""
    n = degree + 2
    points = [(a + b) / 2 - (b - a) / 2 * cos(pi * k / (n - 1)) for k in range(n)]
    grid = [(a + b) / 2 - (b - a) / 2 * cos(pi * k / (32 * n)) for k in range(32 * n + 1)]
    for _ in range(12):
        system = matrix(n, n)
        right = matrix(n, 1)
        for i, x in enumerate(points):
            for j in range(degree + 1):
                system[i, j] = x**j
            system[i, degree + 1] = (-1) ** i / weight(x)
            right[i] = f(x)
        solution = lu_solve(system, right)
        coefficients = [solution[j] for j in range(degree + 1)]

        def error(x):
            return weight(x) * (f(x) - sum(c * x**j for j, c in enumerate(coefficients)))

        # The largest error of each run of one sign, refined by a parabola.
        values = [error(x) for x in grid]
        extrema = []
        for i, v in enumerate(values):
            if extrema and (v > 0) == (values[extrema[-1]] > 0):
                if abs(v) > abs(values[extrema[-1]]):
                    extrema[-1] = i
            else:
                extrema.append(i)
        if len(extrema) < n:
            break
        points = []
        for i in extrema[:n]:
            if 0 < i < len(grid) - 1:
                (x0, x1, x2), (y0, y1, y2) = grid[i - 1 : i + 2], values[i - 1 : i + 2]
                top = (x1 - x0) ** 2 * (y1 - y2) - (x1 - x2) ** 2 * (y1 - y0)
                bottom = (x1 - x0) * (y1 - y2) - (x1 - x2) * (y1 - y0)
                points.append(x1 - top / (2 * bottom))
            else:
                points.append(grid[i])
        largest = max(abs(v) for v in values)
        if largest / abs(solution[degree + 1]) < 1 + mpf(10) ** -4:
            break
    return coefficients, largest


def show(name, f, weight, a, b, single, double):
    """Prints the coefficients for f32 and f64, of the given degrees."""
    for precision, degree in (("f32", single), ("f64", double)):
        c, error = remez(f, weight, mpf(a), mpf(b), degree)
        print(f"{name}, {precision}: error 2^{float(log(error, 2)):.1f}")
        for value in c:
            print(f"    {mp.nstr(value, 10) if precision == 'f32' else repr(float(value))},")


def split(name, value, bits, parts):
    """Prints a constant as parts of so many bits and the rest."""
    heads = []
    unit = mpf(2) ** -floor(log(value, 2) + 1)
    for _ in range(parts):
        unit *= mpf(2) ** bits
        rest = value - sum(heads)
        heads.append(floor(rest * unit) / unit)
    heads.append(value - sum(heads))
    print(name, ", ".join(repr(float(head)) for head in heads))


# Each weight turns the error of the polynomial into the relative error of the
# function in use. At 0 it would vanish, where Remez' exchange wants it positive:
# there a small constant is added.

half = log(2) / 2 * (1 + mpf(2) ** -10)
near = mpf(10) ** -20

# e^s - 1 = s + s^2 q(s)
show(
    "exp",
    lambda s: (expm1(s) - s) / s**2 if abs(s) > near else mpf(1) / 2,
    lambda s: abs(s) + half / 8,
    -half,
    half,
    4,
    9,
)
split("ln 2, f32", log(2), 16, 1)
split("ln 2, f64", log(2), 42, 1)

# t coth t = 1 + z q(z), z = t^2
top = (half / 2) ** 2
show(
    "coth",
    lambda z: (sqrt(z) * coth(sqrt(z)) - 1) / z if z > near else mpf(1) / 3,
    lambda z: z + top / 16,
    0,
    top,
    1,
    4,
)

# ln((1 + s)/(1 - s)) = 2s + s z q(z), z = s^2
top = ((sqrt(2) - 1) / (sqrt(2) + 1)) ** 2 * (1 + mpf(2) ** -10)
show(
    "ln",
    lambda z: (2 * atanh(sqrt(z)) / sqrt(z) - 2) / z if z > near else mpf(2) / 3,
    lambda z: (z + top / 16) / 2,
    0,
    top,
    2,
    6,
)

# sin r = r + r z q(z) and cos r = 1 - z/2 + z^2 q(z), z = r^2
top = (pi / 4) ** 2 * (1 + mpf(2) ** -10)
show(
    "sin",
    lambda z: (sin(sqrt(z)) / sqrt(z) - 1) / z if z > near else -mpf(1) / 6,
    lambda z: z + top / 16,
    0,
    top,
    2,
    5,
)
show(
    "cos",
    lambda z: (cos(sqrt(z)) - 1 + z / 2) / z**2 if z > near else mpf(1) / 24,
    lambda z: z**2 + top**2 / 16,
    0,
    top,
    2,
    5,
)
split("pi/2, f32", pi / 2, 14, 3)
split("pi/2, f64", pi / 2, 33, 3)
