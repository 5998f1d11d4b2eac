//! Where the functions are evaluated.

/// Every 17th number where the functions bend most and the largest errors are rare, between 2^−4 and 2^4, every 1009th between 2^−30 and 2^10, every
/// 10007th of all numbers, and the nearest ones to multiples of π/2.
pub(crate) fn single() -> Vec<f32> {
    let between =
        |low: i32, high: i32| move |x: &f32| (2_f32.powi(low)..2_f32.powi(high)).contains(&x.abs());
    let every = |step| (0..=u32::MAX).step_by(step).map(f32::from_bits);
    let mut points: Vec<f32> = every(17).filter(between(-4, 4)).collect();
    points.extend(every(1009).filter(between(-30, 10)));
    points.extend(every(10007).filter(|x| x.is_finite()));
    points.extend((0..4000).map(|i| (f64::from(i) * std::f64::consts::FRAC_PI_2) as f32));
    points
}

/// Random numbers of every regime, both signs, and the edges between regimes.
pub(crate) fn double() -> Vec<f64> {
    let mut random = SplitMix(0x5eed);
    let mut points = edges();
    // Uniform in ranges where one function or another changes its behaviour.
    for width in [0.1, 0.5, 1.0, 2.0, 4.0, 20.0, 50.0, 400.0, 760.0, 1e5] {
        points.extend((0..400).map(|_| width * random.unit()));
    }
    // Next to 1, for the logarithms.
    points.extend((0..400).map(|_| 1.0 + 1e-3 * random.unit()));
    // Uniform in the exponent: all numbers, and those between 2^−60 and 2^12.
    points.extend((0..800).map(|_| f64::from_bits(random.next())));
    points.extend((0..800).map(|_| random.unit() * (36.0 * random.unit() - 24.0).exp2()));
    // The numbers nearest to multiples of π/2, where a sine or cosine vanishes.
    // Up to 1e6 π/2 the reduction is ours, beyond it must be left to others.
    for largest in [1e6, 1e7] {
        let quarter_turns = (0..400).map(|_| (largest * random.unit()).round());
        points.extend(quarter_turns.map(|k| k * std::f64::consts::FRAC_PI_2));
    }
    points.extend((0..200).map(|i| f64::from(i) * std::f64::consts::FRAC_PI_2));
    // Where tanh and eˣ − 1 once were beyond their bounds, for three of ten thousand numbers and for one of thirty thousand.
    for (middle, reach) in [(0.2477, 0.0077), (0.357, 0.01)] {
        points.extend((0..40_000).map(|_| middle + reach * random.unit()));
    }
    // Where sech² once was beyond its own, for one of some million numbers next to those where it is a power of two.
    points.extend([
        2.068111262817864,
        2.7691507842884913,
        2.7694330487115457,
        3.1180533190464983,
        3.4648322469754826,
        3.4649930736025665,
    ]);
    points.retain(|x| x.is_finite() && *x != 0.0);
    points
}

/// Thresholds, with their neighbours on both sides and both signs.
fn edges() -> Vec<f64> {
    let thresholds = [
        f64::from_bits(1),
        f64::MIN_POSITIVE,
        1e-300,
        f64::EPSILON,
        0.5 * std::f64::consts::LN_2,
        std::f64::consts::FRAC_1_SQRT_2,
        1.0,
        std::f64::consts::SQRT_2,
        // 4u, σ and sech² leave the normal numbers
        354.2,
        354.89,
        355.2,
        708.39,
        709.09,
        710.4,
        // eˣ leaves the normal numbers, overflows, is zero
        708.3964185322641,
        709.782712893384,
        744.4400719213812,
        745.1332191019411,
        750.0,
        // the reduction of sin and cos by parts ends
        1.6e6,
        f64::MAX,
    ];
    thresholds
        .into_iter()
        .flat_map(|x| [x.next_down(), x, x.next_up()])
        .flat_map(|x| [x, -x])
        .collect()
}

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in [−1, 1).
    fn unit(&mut self) -> f64 {
        (self.next() as i64 >> 10) as f64 * 2_f64.powi(-53)
    }
}
