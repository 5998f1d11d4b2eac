#![forbid(unsafe_code)]
//! Draws the figures of the book and writes the numbers that its text quotes: `docs/book/figures.sh` runs it.

mod figures {
    pub(crate) mod collapse;
    pub(crate) mod differences;
    pub(crate) mod jump;
    pub(crate) mod levenberg;
    pub(crate) mod newton;
    pub(crate) mod plot;
    pub(crate) mod training;
    pub(crate) mod well;
}

use std::error::Error;
use std::path::Path;

use figures::{collapse, differences, jump, levenberg, newton, well};

fn main() -> Result<(), Box<dyn Error>> {
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    differences::draw(&book)?;
    well::draw(&book)?;
    collapse::draw(&book)?;
    jump::draw(&book)?;
    newton::draw(&book)?;
    levenberg::draw(&book)?;
    Ok(())
}
