//! Files that describe no problem: each is refused with the place and the reason.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use super::{hyperwell, scratch, stderr, stdout};

/// Far beyond the hundredth of a second that an answer takes: a slow machine is no defect, a hang is.
const PATIENCE: Duration = Duration::from_secs(20);

/// A problem with a table beside it.
const TABLE_PROBLEM: &str =
    "name = \"t\"\n[domain]\nfrom = 0\nto = 1\n[potential]\ntable = \"v.csv\"\n";

/// Exit code 2 and one message, about `path` or a table beside it, without a hang.
fn refused(path: &Path) -> String {
    let start = Instant::now();
    let output = hyperwell(&["solve", path.to_str().expect("UTF-8"), "--steps", "1"]);
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    let message = stderr(&output).to_owned();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.starts_with("error: "), "{message}");
    assert!(!message.contains("panicked"), "{message}");
    assert!(
        !message.chars().any(|c| c.is_control() && c != '\n'),
        "{message:?}"
    );
    assert_eq!(stdout(&output), "");
    message
}

/// The cases of a corpus: line, part of the message, and the text.
fn corpus(text: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    text.split("\n=== ").skip(1).map(|case| {
        let (title, text) = case.split_once('\n').expect("a title");
        let (line, part) = title.split_once(": ").expect("a line and a message");
        (line, part, text)
    })
}

/// What is missing in a message about `file`.
fn complaint(message: &str, file: &Path, line: &str, part: &str, text: &str) -> Option<String> {
    let place = match line {
        "-" => format!("{}: ", file.display()),
        line => format!("{}:{line}: ", file.display()),
    };
    let right = message.contains(&place) && message.contains(part);
    (!right).then(|| format!("not '{place}' with '{part}' but: {message}{text}\n"))
}

#[test]
fn malformed_problems_are_refused_with_line_and_reason() {
    let path = scratch("malformed-problems").join("problem.toml");
    let cases: Vec<_> = corpus(include_str!("../data/malformed_problems.txt")).collect();
    assert!(cases.len() > 160, "{} problems", cases.len());
    let complaint = |(line, part, text): &(&str, &str, &str)| {
        fs::write(&path, text).expect("a file");
        complaint(&refused(&path), &path, line, part, text)
    };
    let complaints: Vec<String> = cases.iter().filter_map(complaint).collect();
    assert!(complaints.is_empty(), "{}", complaints.concat());
}

#[test]
fn malformed_tables_are_refused_with_line_and_reason() {
    let directory = scratch("malformed-tables");
    let (path, table) = (directory.join("problem.toml"), directory.join("v.csv"));
    fs::write(&path, TABLE_PROBLEM).unwrap();
    let complaint = |(line, part, text): (&str, &str, &str)| {
        fs::write(&table, text).expect("a file");
        complaint(&refused(&path), &table, line, part, text)
    };
    let complaints: Vec<String> = corpus(include_str!("../data/malformed_tables.txt"))
        .filter_map(complaint)
        .collect();
    assert!(complaints.is_empty(), "{}", complaints.concat());
}

#[test]
fn a_table_covers_the_domain() {
    let directory = scratch("short-tables");
    let (path, table) = (directory.join("problem.toml"), directory.join("v.csv"));
    fs::write(&path, TABLE_PROBLEM).unwrap();
    for (text, part) in [
        ("0,1\n0.5,2\n", "the table runs from 0.0 to 0.5"),
        ("0.1,1\n1,2\n", "the table runs from 0.1 to 1.0"),
        ("2,1\n3,2\n", "the table runs from 2.0 to 3.0"),
    ] {
        fs::write(&table, text).unwrap();
        assert_eq!(complaint(&refused(&path), &path, "5", part, text), None);
    }
}

#[test]
fn files_that_are_huge_or_no_text_are_refused() {
    let path = scratch("junk").join("problem.toml");
    for (bytes, part) in [
        (vec![b' '; 2 << 20], "larger than 1 MiB"),
        (b"name = \"caf\xe9\"\n".to_vec(), "line 1 is not UTF-8"),
        ((0..=255).collect(), "not UTF-8"),
        (b"\x7fELF\x02\x01\x01\0\0\0".to_vec(), "problem.toml:1"),
        (vec![0; 4096], "problem.toml:1"),
        (vec![b'['; 1 << 19], "problem.toml:1"),
        (b"a.".repeat(1 << 18), "problem.toml:1"),
    ] {
        fs::write(&path, bytes).unwrap();
        let message = refused(&path);
        assert!(message.contains(part), "{message}");
        assert!(message.len() < 1000, "{} bytes", message.len());
    }
}

#[cfg(unix)]
#[test]
fn a_device_for_a_table_is_refused_and_not_waited_for() {
    let path = scratch("device").join("problem.toml");
    let text = TABLE_PROBLEM.replace("v.csv", "/dev/zero");
    fs::write(&path, text).unwrap();
    let message = refused(&path);
    assert!(message.contains("no regular file"), "{message}");
}
