//! The page and the plots of a run.

use std::fs;

use super::{hyperwell, scratch};

/// A name that means something to HTML, SVG and shells.
const NAME: &str = r#"<script>alert(1)</script> & "well" 'ψ'"#;

#[test]
fn the_report_is_one_small_page_that_asks_for_nothing() {
    let directory = scratch("report");
    let problem = directory.join("it's a well.toml");
    let text = format!(
        "name = '''{NAME}'''\n[domain]\nfrom = -5\nto = 5\n[potential]\nexpression = 'x^2'\n\
         [units]\nlength = 'nm'\nenergy = 'meV'\nmass = 'electron'\n"
    );
    fs::write(&problem, text).unwrap();
    let run = directory.join("run");
    let (problem, out) = (problem.to_str().unwrap(), run.to_str().unwrap());
    let small = ["--hidden", "8", "--points", "32", "--steps", "1500"];
    let args = ["solve", problem, "--quiet", "--out", out];
    hyperwell(&[&args[..], &small].concat());
    let file = |name: &str| fs::read_to_string(run.join(name)).unwrap();
    let page = file("report.html");
    assert!(page.len() < 500_000, "{} bytes", page.len());
    // Nothing is loaded, and no text of the problem became markup.
    let bare = page.replace("http://www.w3.org/2000/svg", "");
    for part in [
        "http:", "https:", "url(", "src=", "href=", "@import", "<link", "<script",
    ] {
        assert!(!bare.contains(part), "{part}");
    }
    for part in [
        "default-src 'none'",
        "prefers-color-scheme: dark",
        "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;well&quot;",
        "state 0",
        "relative error of E",
        "hyperwell",
        "it'\\''s",
    ] {
        assert!(page.contains(part), "{part} is not in the page");
    }
    for (text, axes) in [
        (
            &page,
            &[
                "position x (nm)",
                "energy (meV)",
                "ψ (1/√nm)",
                "energy E (meV)",
            ][..],
        ),
        (
            &file("psi.svg"),
            &["position x (nm)", "ψ (1/√nm)", "residual (meV/√nm)"],
        ),
        (
            &file("training.svg"),
            &[
                "training step (count)",
                "loss (dimensionless)",
                "energy E (meV)",
            ],
        ),
    ] {
        for axis in axes {
            assert!(text.contains(axis), "no axis '{axis}'");
        }
        assert!(!text.contains("NaN") && !text.contains("inf\""));
    }
    for plot in ["psi.svg", "training.svg"] {
        let svg = file(plot);
        assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"));
        assert_eq!(svg.matches("<svg").count(), 1);
        assert!(!svg.contains("<script"));
    }
}
