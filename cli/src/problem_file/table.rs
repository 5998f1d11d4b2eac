//! Tables of a function: CSV with the two columns x and value.

use std::path::Path;

use csv::{ReaderBuilder, StringRecord, Trim};
use hyperwell::Table;

use super::Malformed;

/// Reads the text of a table. A first line that is no numbers is a header;
/// lines that begin with `#` and empty lines are skipped.
pub(super) fn parse(path: &Path, text: &str) -> Result<Table, Malformed> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .comment(Some(b'#'))
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let (mut lines, mut x, mut y) = (Vec::new(), Vec::new(), Vec::new());
    for (index, record) in reader.records().enumerate() {
        let record = record.map_err(|error| Malformed::new(path, error))?;
        let line = record
            .position()
            .map_or(0, |position| position.line() as usize);
        match row(&record) {
            Ok((at, value)) => {
                lines.push(line);
                x.push(at);
                y.push(value);
            }
            Err(_) if index == 0 && is_header(&record) => {}
            Err(what) => return Err(Malformed::new(path, what).at_line(line)),
        }
    }
    Table::new(x, y).map_err(|error| {
        let malformed = Malformed::new(path, &error);
        match error {
            hyperwell::Error::Table { row, .. } => match lines.get(row) {
                Some(line) => malformed.at_line(*line),
                None => malformed,
            },
            _ => malformed,
        }
    })
}

fn row(record: &StringRecord) -> Result<(f64, f64), String> {
    const RIGHT: &str = "a row is two numbers with a comma between them and a decimal point in \
                         them, such as 0.5,1.25";
    if record.len() == 1 && record[0].contains([';', '\t', ' ']) {
        return Err(format!("one column, '{}'; {RIGHT}", shown(&record[0])));
    }
    match record.len() {
        2 => {}
        1 => return Err(format!("one column instead of two; {RIGHT}")),
        columns => return Err(format!("{columns} columns instead of two; {RIGHT}")),
    }
    let number = |column: usize| {
        record[column]
            .parse()
            .map_err(|_| format!("'{}' is no number; {RIGHT}", shown(&record[column])))
    };
    Ok((number(0)?, number(1)?))
}

/// Names of two columns: nothing in them begins as a number does.
fn is_header(record: &StringRecord) -> bool {
    record.len() == 2
        && record
            .iter()
            .all(|name| name.starts_with(|c: char| c.is_alphabetic()))
        && record.iter().all(|name| name.parse::<f64>().is_err())
}

/// The beginning of a cell, without characters that a terminal would obey.
fn shown(cell: &str) -> String {
    cell.chars().take(30).flat_map(char::escape_debug).collect()
}
