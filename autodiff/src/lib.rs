//! autodiff
#![deny(unsafe_code)]
pub mod function;
pub mod lane;
mod scalar {
    /// tmp
    pub trait Scalar: Copy + 'static {
        /// tmp
        fn from_f64(x: f64) -> Self;
    }
    impl Scalar for f64 {
        fn from_f64(x: f64) -> f64 {
            x
        }
    }
    impl Scalar for f32 {
        fn from_f64(x: f64) -> f32 {
            x as f32
        }
    }
}
pub use scalar::Scalar;
