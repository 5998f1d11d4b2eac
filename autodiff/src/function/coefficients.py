"""Prints the polynomial coefficients of the files in this folder.

Each is the minimax polynomial of a function with a weight, so that the largest
error is the relative one of the function in use. Found by Remez' exchange in
60 digits: solve for the polynomial whose error has equal size and alternating
sign at n + 2 points, move the points to the extrema, repeat.

    python coefficients.py        (needs mpmath)
"""

from mpmath import acos, atanh, cos, expm1, linspace, log, lu_solve, matrix, mp, mpf, pi, sin, sqrt

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


def show(name, single, double, f, weight, a, b):
    for precision, degree in (("f32", single), ("f64", double)):
        coefficients, error = remez(f, weight, mpf(a), mpf(b), degree)
        print(f"{name}, {precision}: error 2^{float(log(error, 2)):.1f}")
        for c in coefficients:
            print(f"    {mp.nstr(c, 9 if precision == 'f32' else 17)},")


# Series where the closed form would cancel to 0/0.
tiny = mpf(10) ** -25


def exp_f(s):  # (e^s - 1 - s)/s^2
    return (expm1(s) - s) / s**2 if abs(s) > tiny else mpf(1) / 2


def exp_w(s):  # relative error of e^s - 1
    return s**2 / expm1(s) if abs(s) > tiny else s
