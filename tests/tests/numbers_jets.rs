//! Jets in several variables: the one second-order channel against the Hessian
//! it never forms, and operators other than the Laplacian against partial
//! differential equations with known solutions.

use approx::assert_relative_eq;
use core::f64::consts::PI;
use hyperwell_autodiff::{Dual, Jet, Scalar, SecondOrder, gradient, hessian, laplacian};
use proptest::prelude::*;

/// A function of three variables with every kind of operation, defined
/// everywhere.
fn bumpy<T: Scalar>([x, y, z]: [T; 3]) -> T {
    let r2 = x * x + y * y * z;
    (x * y).sin() * (z - r2).tanh() + (r2 / (x.cosh() + y.exp())).atan() - (y * z).softplus()
}

struct Weighted;
impl SecondOrder<3> for Weighted {
    const WEIGHTS: [f64; 3] = [2.0, -0.5, 0.0];
}

/// ∂ₓₓ, with t along for its first derivative
struct Heat;
impl SecondOrder<2> for Heat {
    const WEIGHTS: [f64; 2] = [1.0, 0.0];
}

/// ∂ₓₓ − ∂ₜₜ/c² for c = 3
struct Wave;
impl SecondOrder<2> for Wave {
    const WEIGHTS: [f64; 2] = [1.0, -1.0 / 9.0];
}

proptest! {
    #[test]
    fn second_order_channel_is_the_weighted_diagonal_of_the_hessian(p in prop::array::uniform3(-1.5_f64..1.5)) {
        let h = hessian(bumpy, p);
        let size = h.iter().flatten().fold(1.0_f64, |m, v| m.max(v.abs()));

        let plain = bumpy(Jet::<f64, 3>::variables(p));
        assert_relative_eq!(plain.second, h[0][0] + h[1][1] + h[2][2], epsilon = 1e-13 * size);
        assert_relative_eq!(laplacian(bumpy, p), plain.second);

        let weighted = bumpy(Jet::<f64, 3, Weighted>::variables(p));
        assert_relative_eq!(weighted.second, 2.0 * h[0][0] - 0.5 * h[1][1], epsilon = 1e-13 * size);
        prop_assert_eq!(weighted.value, plain.value);
        prop_assert_eq!(weighted.gradient, plain.gradient);
    }

    /// A dual number along e carries the directional derivative ∇f·e.
    #[test]
    fn gradient_is_every_directional_derivative(
        p in prop::array::uniform3(-1.5_f64..1.5), e in prop::array::uniform3(-1.0..1.0),
    ) {
        let along: f64 = gradient(bumpy, p).iter().zip(e).map(|(g, e)| g * e).sum();
        let dual = bumpy([0, 1, 2].map(|i| Dual::new(p[i], e[i])));
        assert_relative_eq!(dual.derivative, along, epsilon = 1e-12);
    }

    /// Against differences of the function itself, which know nothing of any
    /// chain rule. With h = 1e-3 the fourth-order formula is off by h⁴f⁽⁶⁾/90
    /// and by about 4ε/h² = 1e-9 of rounding.
    #[test]
    fn laplacian_in_two_dimensions_is_the_limit_of_differences(x in -1.0_f64..1.0, y in -1.0_f64..1.0) {
        fn f<T: Scalar>([x, y]: [T; 2]) -> T {
            (x * y.exp()).sin() + (x - y).tanh()
        }
        let h = 1e-3;
        let along = |dx: f64, dy: f64| {
            let at = |k: f64| f([x + k * h * dx, y + k * h * dy]);
            (-at(2.0) + 16.0 * at(1.0) - 30.0 * at(0.0) + 16.0 * at(-1.0) - at(-2.0)) / (12.0 * h * h)
        };
        assert_relative_eq!(laplacian(f, [x, y]), along(1.0, 0.0) + along(0.0, 1.0), epsilon = 1e-7);
    }

    /// e^(−x²/4t)/√(4πt) solves ∂ₜu = ∂ₓₓu.
    #[test]
    fn heat_kernel_solves_the_heat_equation(x in -3.0..3.0, t in 0.3..3.0) {
        let [x, t] = Jet::<f64, 2, Heat>::variables([x, t]);
        let u = (-(x * x) / (4.0 * t)).exp() / (4.0 * PI * t).sqrt();
        assert_relative_eq!(u.gradient[1], u.second, epsilon = 1e-14);
    }

    /// Any f(x − ct) + g(x + ct) solves ∂ₓₓu = ∂ₜₜu/c²; each second derivative
    /// alone does not vanish.
    #[test]
    fn d_alembert_solves_the_wave_equation(x in -2.0..2.0, t in -1.0..1.0) {
        let [x, t] = Jet::<f64, 2, Wave>::variables([x, t]);
        let u = (x - 3.0 * t).tanh() + (x + 3.0 * t).sin();
        assert_relative_eq!(u.second, 0.0, epsilon = 1e-14);
    }
}

/// A weight of 0 leaves its variable out even where its derivative is infinite:
/// √t at t = 0.
#[test]
fn a_variable_without_weight_cannot_spoil_the_operator() {
    let [x, t] = Jet::<f64, 2, Heat>::variables([2.0, 0.0]);
    let u = x * x + x * t.sqrt();
    assert_eq!((u.gradient[1], u.second), (f64::INFINITY, 2.0));
}

/// Δ²(r⁴) = 64 in two dimensions: a jet of jets is the biharmonic operator.
#[test]
fn jets_of_jets_give_the_biharmonic_operator() {
    let inner = Jet::<f64, 2>::variables([0.4, -0.7]);
    let [x, y] = Jet::<Jet<f64, 2>, 2>::variables(inner);
    let r2 = x * x + y * y;
    assert_relative_eq!((r2 * r2).second.second, 64.0, epsilon = 1e-13);
}

/// The solver's use: a parameter's derivative of ψ'' from a dual number inside
/// the jet.
#[test]
fn a_dual_inside_a_jet_differentiates_with_respect_to_a_parameter() {
    // ψ = sin kx, ψ'' = −k² sin kx, ∂ψ''/∂k = −2k sin kx − k² x cos kx
    let (k, x) = (1.3_f64, 0.6_f64);
    let [t] = Jet::<Dual<f64>, 1>::variables([Dual::constant(x)]);
    let psi = (t * Jet::constant(Dual::variable(k))).sin();
    let expected = -2.0 * k * (k * x).sin() - k * k * x * (k * x).cos();
    assert_relative_eq!(psi.second.derivative, expected, max_relative = 1e-14);
}
