//! The units of a problem file.
//!
//! With lengths in L, energies in ε and masses in electrons the equation
//! −(ħ²/2mₑ) d/dx(1/m dψ/dx) + Vψ = Eψ is, divided by κ = ħ²/(2mₑL²ε), the
//! dimensionless one that the library solves, with V/κ and E/κ. Lengths stay as
//! they are.

use serde::{Deserialize, Serialize};

/// a₀ in nm and Eₕ in eV: CODATA 2018 (Rev. Mod. Phys. 93, 025010 (2021)).
const BOHR_NM: f64 = 0.052_917_721_090_3;
const HARTREE_EV: f64 = 27.211_386_245_988;

/// What lengths, energies and masses are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a table with length, energy and mass"
)]
pub(crate) struct Units {
    length: Length,
    energy: Energy,
    mass: Mass,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Length {
    #[serde(rename = "nm")]
    Nanometre,
    #[serde(rename = "angstrom")]
    Angstrom,
    #[serde(rename = "bohr")]
    Bohr,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Energy {
    #[serde(rename = "meV")]
    MilliElectronvolt,
    #[serde(rename = "eV")]
    Electronvolt,
    #[serde(rename = "hartree")]
    Hartree,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Mass {
    #[serde(rename = "electron")]
    Electron,
}

impl Units {
    /// κ = ħ²/(2mₑL²ε): the user's energy for one dimensionless one. As
    /// ħ²/mₑ = Eₕa₀², it is a half in atomic units.
    fn kinetic(self) -> f64 {
        let bohr = match self.length {
            Length::Nanometre => BOHR_NM,
            Length::Angstrom => 10.0 * BOHR_NM,
            Length::Bohr => 1.0,
        };
        let hartree = match self.energy {
            Energy::MilliElectronvolt => 1e3 * HARTREE_EV,
            Energy::Electronvolt => HARTREE_EV,
            Energy::Hartree => 1.0,
        };
        0.5 * hartree * bohr * bohr
    }

    /// The name of the unit of length, after a space.
    fn length(self) -> &'static str {
        match self.length {
            Length::Nanometre => " nm",
            Length::Angstrom => " angstrom",
            Length::Bohr => " bohr",
        }
    }

    /// The name of the unit of energy, after a space.
    fn energy(self) -> &'static str {
        match self.energy {
            Energy::MilliElectronvolt => " meV",
            Energy::Electronvolt => " eV",
            Energy::Hartree => " hartree",
        }
    }
}

/// What a problem is told in: its units, or none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    /// An energy of the library in the problem's unit.
    pub(crate) energy: f64,
    /// Names of the units with a space before them, or nothing.
    pub(crate) energy_name: &'static str,
    /// See `energy_name`.
    pub(crate) length_name: &'static str,
}

impl From<Option<Units>> for Scale {
    fn from(units: Option<Units>) -> Scale {
        match units {
            Some(units) => Scale {
                energy: units.kinetic(),
                energy_name: units.energy(),
                length_name: units.length(),
            },
            None => Scale {
                energy: 1.0,
                energy_name: "",
                length_name: "",
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn units(length: Length, energy: Energy) -> Units {
        Units {
            length,
            energy,
            mass: Mass::Electron,
        }
    }

    #[test]
    fn the_kinetic_constant_is_the_tabulated_one() {
        // ħ²/2mₑ from the CODATA 2018 values of ħ, mₑ and e themselves.
        let (hbar, mass, charge) = (1.054_571_817e-34, 9.109_383_701_5e-31, 1.602_176_634e-19);
        let ev_nm2 = hbar * hbar / (2.0 * mass) / charge * 1e18;
        let told = units(Length::Nanometre, Energy::Electronvolt).kinetic();
        // ħ is given to ten digits there, mₑ to eleven.
        assert!((told / ev_nm2 - 1.0).abs() < 2e-9, "{told} {ev_nm2}");
        assert_eq!(units(Length::Bohr, Energy::Hartree).kinetic(), 0.5);
        let milli = units(Length::Angstrom, Energy::MilliElectronvolt).kinetic();
        assert!((milli / told - 1e5).abs() < 1e-9);
    }
}
