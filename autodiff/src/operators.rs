//! The operators of the number types, all from the rules in
//! [`ChainRule`](crate::ChainRule).

/// Implements `+ − · /` between numbers and with `f64` on either side, the
/// assigning forms, and sums, for one number type.
///
/// The brackets hold its generic parameters as declared and as used.
macro_rules! impl_operators {
    ($number:ident [$($declared:tt)*] [$($used:tt)*]) => {
        impl_operators!(@binary $number [$($declared)*] [$($used)*] Add add AddAssign add_assign zip);
        impl_operators!(@binary $number [$($declared)*] [$($used)*] Sub sub SubAssign sub_assign zip);
        impl_operators!(@binary $number [$($declared)*] [$($used)*] Mul mul MulAssign mul_assign product);
        impl_operators!(@binary $number [$($declared)*] [$($used)*] Div div DivAssign div_assign quotient);

        impl<$($declared)*> Neg for $number<$($used)*> {
            type Output = Self;
            #[inline]
            fn neg(self) -> Self {
                self.map(Neg::neg)
            }
        }

        // Not through a constant: its zero derivatives would meet the infinite
        // ones of a pole.
        impl<$($declared)*> Mul<f64> for $number<$($used)*> {
            type Output = Self;
            #[inline]
            fn mul(self, factor: f64) -> Self {
                self.scale(factor)
            }
        }

        impl<$($declared)*> Mul<$number<$($used)*>> for f64 {
            type Output = $number<$($used)*>;
            #[inline]
            fn mul(self, number: $number<$($used)*>) -> $number<$($used)*> {
                number.scale(self)
            }
        }

        impl_operators!(@constant $number [$($declared)*] [$($used)*] Add add Sub sub Div div);

        impl<$($declared)*> Sum for $number<$($used)*> {
            fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
                numbers.fold(Self::zero(), Add::add)
            }
        }
    };

    (@binary $number:ident [$($declared:tt)*] [$($used:tt)*] $op:ident $method:ident $assign:ident $assign_method:ident $rule:ident) => {
        impl<$($declared)*> $op for $number<$($used)*> {
            type Output = Self;
            #[inline]
            fn $method(self, other: Self) -> Self {
                self.$rule(other, $op::$method)
            }
        }

        impl<$($declared)*> $assign for $number<$($used)*> {
            #[inline]
            fn $assign_method(&mut self, other: Self) {
                *self = $op::$method(*self, other);
            }
        }
    };

    (@constant $number:ident [$($declared:tt)*] [$($used:tt)*]) => {};
    (@constant $number:ident [$($declared:tt)*] [$($used:tt)*] $op:ident $method:ident $($rest:ident)*) => {
        impl<$($declared)*> $op<f64> for $number<$($used)*> {
            type Output = Self;
            #[inline]
            fn $method(self, constant: f64) -> Self {
                $op::$method(self, Self::from_f64(constant))
            }
        }

        impl<$($declared)*> $op<$number<$($used)*>> for f64 {
            type Output = $number<$($used)*>;
            #[inline]
            fn $method(self, number: $number<$($used)*>) -> $number<$($used)*> {
                $op::$method(<$number<$($used)*>>::from_f64(self), number)
            }
        }

        impl_operators!(@constant $number [$($declared)*] [$($used)*] $($rest)*);
    };
}

pub(crate) use impl_operators;
