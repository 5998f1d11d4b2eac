#![forbid(unsafe_code)]
//! An mdBook preprocessor: `$…$` and `$$…$$` in the chapters become MathML, and quoted source moves to the left margin.
//!
//! mdBook calls it twice: with `supports html` to ask, then with `[context, book]` as JSON on stdin; the book goes back on
//! stdout. An equation that is no LaTeX ends the build.

use std::error::Error;
use std::io::{self, Read, Write};

use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::{Parser, Storage, push_mathml};
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    if std::env::args().nth(1).as_deref() == Some("supports") {
        return Ok(());
    }
    let mut input = String::new();
    io::stdin().read_to_string(&mut input)?;
    let mut input: Value = serde_json::from_str(&input)?;
    chapters(&mut input[1]["items"])?;
    io::stdout().write_all(input[1].to_string().as_bytes())?;
    Ok(())
}

/// Replaces the equations of a list of chapters and of those inside them.
fn chapters(items: &mut Value) -> Result<(), String> {
    for item in items.as_array_mut().into_iter().flatten() {
        let chapter = &mut item["Chapter"];
        if let Some(text) = chapter["content"].as_str() {
            chapter["content"] = Value::String(equations(&unindented(text))?);
            chapters(&mut chapter["sub_items"])?;
        }
    }
    Ok(())
}

/// The text with each fenced block moved left as far as it goes: source that is quoted from the middle of a function
/// comes with its indentation.
fn unindented(text: &str) -> String {
    let fences: Vec<&str> = text.split("```").collect();
    let moved = fences
        .iter()
        .enumerate()
        .map(|(i, part)| match part.split_once('\n') {
            Some((language, code)) if i % 2 == 1 => {
                let lines = code.lines().filter(|line| !line.trim().is_empty());
                let margin = lines.map(|line| line.len() - line.trim_start_matches(' ').len());
                let margin = margin.min().unwrap_or(0);
                let code: String = code
                    .split_inclusive('\n')
                    .map(|line| line.get(margin..).unwrap_or("\n"))
                    .collect();
                format!("{language}\n{code}")
            }
            _ => (*part).to_owned(),
        });
    moved.collect::<Vec<_>>().join("```")
}

/// The text with its equations as MathML. Code, in fences or between backticks, stays as it is.
fn equations(text: &str) -> Result<String, String> {
    let mut done = String::new();
    let mut fenced = false;
    let mut rest = text;
    while let Some(at) = rest.find(['`', '$']) {
        let (before, from) = rest.split_at(at);
        done += before;
        rest = from;
        let mark = ["```", "`", "$$", "$"]
            .into_iter()
            .find(|mark| from.starts_with(mark));
        let Some(mark) = mark else { break };
        if fenced || mark == "```" {
            fenced ^= mark == "```";
            done += mark;
            rest = &rest[mark.len()..];
            continue;
        }
        let inside = &from[mark.len()..];
        let Some(end) = inside.find(mark) else {
            return Err(format!("nothing closes {}", &from[..from.len().min(60)]));
        };
        let latex = inside[..end].trim();
        rest = &inside[end + mark.len()..];
        match mark {
            "`" => done += &from[..end + 2],
            "$$" => done += &display(latex)?,
            _ => {
                let (sign, after) = rest.split_at(usize::from(rest.starts_with(PUNCTUATION)));
                done += &together(&mathml(latex, false)?, sign);
                rest = after;
            }
        }
    }
    Ok(done + rest)
}

/// What must not begin a line.
const PUNCTUATION: [char; 6] = ['.', ',', ':', ';', ')', '?'];

/// An equation in a line with the sign that follows it.
fn together(equation: &str, sign: &str) -> String {
    match sign {
        "" => equation.to_owned(),
        _ => format!("<span class=\"together\">{equation}{sign}</span>"),
    }
}

/// An equation on a line of its own. Its parts, between `\qquad`s, stand side by side where there is room.
fn display(latex: &str) -> Result<String, String> {
    let parts: Result<Vec<_>, _> = latex
        .split("\\qquad")
        .map(|part| mathml(part.trim(), true))
        .collect();
    Ok(format!(
        "<span class=\"display\">{}</span>",
        parts?.concat()
    ))
}

fn mathml(latex: &str, block: bool) -> Result<String, String> {
    let wrong = |error: &dyn std::fmt::Display| format!("the equation {latex} is wrong: {error}");
    let storage = Storage::new();
    let events: Result<Vec<_>, _> = Parser::new(latex, &storage).collect();
    let events = events.map_err(|error| wrong(&error))?;
    let config = RenderConfig {
        display_mode: if block {
            DisplayMode::Block
        } else {
            DisplayMode::Inline
        },
        ..RenderConfig::default()
    };
    let mut text = String::new();
    let events = events.into_iter().map(Ok::<_, io::Error>);
    push_mathml(&mut text, events, config).map_err(|error| wrong(&error))?;
    // On one line and without its characters, so that Markdown sees nothing in it.
    let characters = [
        ("&amp;nbsp;", "\u{a0}"),
        ("\n", " "),
        ("[", "&#91;"),
        ("]", "&#93;"),
        ("*", "&#42;"),
        ("_", "&#95;"),
        ("|", "&#124;"),
    ];
    let replaced = characters.into_iter();
    Ok(replaced.fold(text, |text, (from, to)| text.replace(from, to)))
}

#[cfg(test)]
mod tests {
    use super::{equations, unindented};

    #[test]
    fn quoted_source_moves_to_the_margin() {
        let text = "a\n```rust\n    if x {\n\n        y\n    }\n```\n  b\n";
        assert_eq!(
            unindented(text),
            "a\n```rust\nif x {\n\n    y\n}\n```\n  b\n"
        );
    }

    #[test]
    fn equations_become_mathml_and_code_stays() {
        let text =
            equations("with $x^2$, `$a$` and\n```\n$b$\n```\n$$\\frac{1}{2}$$").expect("valid");
        assert!(text.contains("<msup><mi>x</mi><mn>2</mn></msup>"), "{text}");
        assert!(text.contains("`$a$`") && text.contains("\n$b$\n"));
        assert!(
            !equations("$[a*b]_1$")
                .expect("valid")
                .contains(['[', '*', '_'])
        );
        assert!(!equations("$a\\ b$").expect("valid").contains("nbsp"));
        assert!(text.contains("<mfrac>") && text.contains("display=\"block\""));
    }

    #[test]
    fn the_parts_of_an_equation_may_stand_below_one_another() {
        let text = equations("$$a = b, \\qquad c$$").expect("valid");
        assert_eq!(text.matches("<math display=\"block\">").count(), 2);
        assert!(text.starts_with("<span class=\"display\">") && !text.contains("quad"));
    }

    #[test]
    fn punctuation_stays_with_its_equation() {
        let text = equations("see $a$: and $b$ there").expect("valid");
        assert!(text.contains("</math>:</span> and <math"), "{text}");
    }

    #[test]
    fn what_is_no_equation_is_refused() {
        assert!(equations("$\\frac{1}$").is_err());
        assert!(equations("it costs $5").is_err());
    }
}
