//! What lanes do beyond element by element: sums over them, in every instruction set.

use std::marker::PhantomData;

use hyperwell_autodiff::lane::{Float, Isa, Kernel, Lane};

/// The sums of four vectors, one by one and together. The numbers are powers of two, so that no order rounds.
struct Sums<T>(PhantomData<T>);

impl<T: Float> Kernel for Sums<T> {
    type Float = T;
    type Output = ();

    #[inline(always)]
    fn run<L: Lane<Float = T>>(self) {
        let mut vectors = [L::constant(0.0); 4];
        let mut expected = [0.0; 4];
        for (i, vector) in vectors.iter_mut().enumerate() {
            let mut array = L::zero_array();
            for (lane, x) in array.as_mut().iter_mut().enumerate() {
                let exact = f64::from(1 << lane) * [1.0, -1.0, 0.5, 4.0][i];
                *x = T::from_f64(exact);
                expected[i] += exact;
            }
            *vector = L::load(&array);
        }
        let together = L::sums(vectors);
        for i in 0..4 {
            assert_eq!(together[i].to_f64(), expected[i], "vector {i} of four");
            assert_eq!(vectors[i].sum().to_f64(), expected[i], "vector {i} alone");
        }
    }
}

#[test]
fn are_added_up_one_by_one_and_four_at_once() {
    for isa in Isa::available() {
        isa.run(Sums::<f64>(PhantomData));
        isa.run(Sums::<f32>(PhantomData));
    }
}
