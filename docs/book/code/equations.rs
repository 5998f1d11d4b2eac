#![forbid(unsafe_code)]
//! An mdBook preprocessor: `$…$` and `$$…$$` in the chapters become MathML.
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
            chapter["content"] = Value::String(equations(text)?);
            chapters(&mut chapter["sub_items"])?;
        }
    }
    Ok(())
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
        if mark == "`" {
            done += &from[..end + 2];
        } else {
            done += &mathml(inside[..end].trim(), mark == "$$")?;
        }
        rest = &inside[end + mark.len()..];
    }
    Ok(done + rest)
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
    // On one line, so that Markdown sees nothing in it.
    Ok(text.replace('\n', " "))
}

#[cfg(test)]
mod tests {
    use super::equations;

    #[test]
    fn equations_become_mathml_and_code_stays() {
        let text =
            equations("with $x^2$, `$a$` and\n```\n$b$\n```\n$$\\frac{1}{2}$$").expect("valid");
        assert!(text.contains("<msup><mi>x</mi><mn>2</mn></msup>"), "{text}");
        assert!(text.contains("`$a$`") && text.contains("\n$b$\n"));
        assert!(text.contains("<mfrac>") && text.contains("display=\"block\""));
    }

    #[test]
    fn what_is_no_equation_is_refused() {
        assert!(equations("$\\frac{1}$").is_err());
        assert!(equations("it costs $5").is_err());
    }
}
