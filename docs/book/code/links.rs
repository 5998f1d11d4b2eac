//! Whether what the book points at exists.

use std::fs;
use std::path::{Path, PathBuf};

use hyperwell_book::CHAPTERS;

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What stands between each `start` and the next `end`.
fn between<'a>(text: &'a str, start: &str, end: char) -> Vec<&'a str> {
    let parts = text.split(start).skip(1);
    parts.filter_map(|part| part.split(end).next()).collect()
}

/// The anchor that mdBook gives a heading.
fn anchor(heading: &str) -> String {
    let letters = heading.chars().filter_map(|c| match c {
        ' ' => Some('-'),
        '-' | '_' => Some(c),
        c if c.is_alphanumeric() => Some(c),
        _ => None,
    });
    letters.flat_map(char::to_lowercase).collect()
}

fn headings(text: &str) -> Vec<String> {
    let titles = text.lines().filter(|line| line.starts_with('#'));
    titles
        .map(|line| anchor(line.trim_start_matches('#').trim()))
        .collect()
}

#[test]
fn every_chapter_is_in_the_summary_and_tested() {
    let summary = read(&source().join("SUMMARY.md"));
    let listed: Vec<&str> = between(&summary, "](", ')');
    let tested: Vec<String> = CHAPTERS.iter().map(|name| format!("{name}.md")).collect();
    assert_eq!(listed, tested);
}

#[test]
fn every_link_of_a_chapter_leads_somewhere() {
    for name in CHAPTERS {
        let text = read(&source().join(format!("{name}.md")));
        for target in between(&text, "](", ')') {
            if target.starts_with("https://") {
                continue;
            }
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let text = if file.is_empty() {
                text.clone()
            } else {
                let path = source().join(file);
                assert!(path.exists(), "{name}: {target} does not exist");
                if heading.is_empty() {
                    continue;
                }
                read(&path)
            };
            let known = heading.is_empty() || headings(&text).iter().any(|known| known == heading);
            assert!(known, "{name}: {target} has no such heading");
        }
    }
}

#[test]
fn the_texts_beside_the_book_link_to_what_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for name in [
        "README.md",
        "CONTRIBUTING.md",
        "docs/ARCHITECTURE.md",
        "docs/live/README.md",
    ] {
        let path = root.join(name);
        let text = read(&path);
        for target in between(&text, "](", ')') {
            let file = target.split('#').next().unwrap_or(target);
            let place = path.parent().unwrap_or(&root).join(file);
            let elsewhere = target.starts_with("https://");
            assert!(
                elsewhere || place.exists(),
                "{name}: {target} does not exist"
            );
        }
    }
}

#[test]
fn every_inclusion_exists_with_its_anchor() {
    for name in CHAPTERS {
        let text = read(&source().join(format!("{name}.md")));
        for target in between(&text, "{{#include ", '}') {
            let (file, anchor) = target.split_once(':').unwrap_or((target, ""));
            let included = read(&source().join(file));
            let (start, end) = (
                format!("ANCHOR: {anchor}\n"),
                format!("ANCHOR_END: {anchor}\n"),
            );
            assert!(
                anchor.is_empty() || included.contains(&start) && included.contains(&end),
                "{name}: {target}"
            );
        }
    }
}

#[test]
fn every_fence_is_a_sample_a_quotation_or_output() {
    for name in CHAPTERS {
        let text = read(&source().join(format!("{name}.md")));
        for fence in text.lines().filter(|line| line.starts_with("```")) {
            // `rust` is compiled and run; `rs` is highlighted alike and left to the crate that it is quoted from.
            assert!(
                matches!(&fence[3..], "" | "rust" | "rs" | "text"),
                "{name}: {fence}"
            );
        }
        for block in text.split("\n```rs\n").skip(1) {
            assert!(block.starts_with("{{#include "), "{name}: {block}");
        }
    }
}

#[test]
fn chapters_are_short_and_have_exercises_with_solutions() {
    for name in CHAPTERS.iter().filter(|name| **name != "introduction") {
        let text = read(&source().join(format!("{name}.md")));
        let prose: String = text.split("```").step_by(2).collect();
        let words = prose
            .split_whitespace()
            .filter(|word| word.chars().any(char::is_alphabetic));
        let words = words.count();
        assert!(words <= 1500, "{name} has {words} words");
        let exercises = between(&text, "## Exercises", '\u{0}').len();
        let solutions = text.matches("<summary>Solution").count();
        assert!(
            exercises == 1 && (2..=4).contains(&solutions),
            "{name}: {solutions} solutions"
        );
    }
}
