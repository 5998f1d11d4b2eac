//! Numbers as a book prints them.

/// The text of a number with a true minus and a power of ten: −1.5×10⁻⁶ for `-1.5e-6`.
pub(crate) fn typeset(number: &str) -> String {
    match number.split_once('e') {
        None => minus(number),
        Some((mantissa, exponent)) => {
            let raised: String = exponent.chars().map(superscript).collect();
            match mantissa {
                "1" => format!("10{raised}"),
                _ => format!("{}×10{raised}", minus(mantissa)),
            }
        }
    }
}

/// A text with true minus signs in the place of hyphens.
pub(crate) fn minus(text: &str) -> String {
    text.replace('-', "−")
}

/// Three significant digits.
pub(crate) fn significant(x: f64) -> String {
    let power = x.abs().log10().floor();
    if (-3.0..5.0).contains(&power) {
        let decimals = (2.0 - power).max(0.0) as usize;
        minus(&format!("{x:.decimals$}"))
    } else if x == 0.0 {
        "0".to_owned()
    } else {
        typeset(&format!("{x:.2e}"))
    }
}

fn superscript(character: char) -> char {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    match character.to_digit(10) {
        Some(digit) => DIGITS[digit as usize],
        None => '⁻',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_set_as_in_print() {
        assert_eq!(typeset("-1.5e-6"), "−1.5×10⁻⁶");
        assert_eq!(typeset("1e-12"), "10⁻¹²");
        assert_eq!(typeset("2e30"), "2×10³⁰");
        assert_eq!(typeset("-15"), "−15");
        assert_eq!(significant(4.4612e-9), "4.46×10⁻⁹");
        assert_eq!(significant(-1.407), "−1.41");
        assert_eq!(significant(0.0673), "0.0673");
        assert_eq!(significant(123_456.0), "1.23×10⁵");
        assert_eq!(significant(1234.5), "1234");
        assert_eq!(significant(0.0), "0");
        assert_eq!(significant(f64::NAN), "NaN");
    }
}
