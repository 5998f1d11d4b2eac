//! proto
use hyperwell::ritz::*;
use hyperwell::*;
fn main() {
    let f = |a, b, f: fn(f64) -> f64| Problem::new("f", Piecewise::function(a, b, f).unwrap());
    let list: Vec<(&str, Problem, usize)> = vec![
        ("inf", Problem::infinite_well(), 10),
        ("fin", Problem::finite_well(), 3),
        ("bar", Problem::barrier(), 5),
        ("x2", f(-8., 8., |x| x * x), 10),
        ("dw", f(-5., 5., |x| (x * x - 5.) * (x * x - 5.)), 10),
    ];
    for (name, p, k) in &list {
        if std::env::args().nth(1).is_some_and(|a| a != *name) {
            continue;
        }
        let mut all = vec![];
        let mut psis: f64 = 0.;
        let mut tmin = f64::MAX;
        let mut width: f64 = 0.;
        let mut bad = 0;
        let mut info = (0, 0, 0);
        let mut first: Vec<f64> = vec![];
        let mut ws: f64 = 0.;
        let mut split: f64 = 0.;
        for seed in 0..std::env::var("S")
            .map(|s| s.parse::<u64>().unwrap())
            .unwrap_or(20)
        {
            let features = if std::env::var("G").is_ok() {
                Features::Gaussian
            } else {
                Features::Tanh
            };
            let s = SpectrumSettings {
                states: *k,
                seed,
                features,
                ..Default::default()
            };
            let t = std::time::Instant::now();
            let r = Spectrum::solve(p, &s).unwrap();
            tmin = tmin.min(t.elapsed().as_secs_f64());
            info = (r.elements(), r.features(), r.functions());
            if !r.converged() {
                bad += 1;
                for s in r.states() {
                    eprintln!(
                        "  {} {} nodes {} conv {} width {:.1e} res {:.1e}",
                        s.n(),
                        s.energy(),
                        s.nodes(),
                        s.converged(),
                        s.error_estimate() / s.energy(),
                        s.residual_l2()
                    );
                }
            }
            let st = r.states();
            if first.is_empty() {
                first = st.iter().map(|x| x.energy()).collect();
                if *name == "dw" {
                    println!("{:.10}", first[0]);
                }
            }
            let ex = |n: usize| match *name {
                "inf" => ((n + 1) as f64 * std::f64::consts::PI).powi(2),
                "x2" => (2 * n + 1) as f64,
                "dw" => first[n],
                _ => reference::exact(p, n).unwrap().energy(),
            };
            let mut e_m: f64 = 0.;
            for n in 0..*k {
                let e = (st[n].energy() / ex(n) - 1.).abs();
                e_m = e_m.max(e);
                ws = ws.max(st[n].residual_l2() / ex(n));
                width = width.max(st[n].error_estimate() / ex(n));
                if !(st[n].energy_lower() <= ex(n) && ex(n) <= st[n].energy_upper()) {
                    println!(
                        "OUT {n} {:e} {:e}",
                        st[n].energy_lower() - ex(n),
                        st[n].energy_upper() - ex(n)
                    );
                }
                if st[n].nodes() != n {
                    println!("nodes {n} {}", st[n].nodes());
                }
                if *name != "x2" && *name != "dw" {
                    let rf = reference::exact(p, n).unwrap();
                    let rule = quadrature::PiecewiseRule::gauss_legendre(p, 200).unwrap();
                    let v: Vec<f64> = rule.points().iter().map(|&x| st[n].psi(x)[0]).collect();
                    psis = psis.max(rf.distance(&rule, &v));
                }
            }
            if *name == "dw" {
                split = split.max(
                    ((st[1].energy() - st[0].energy()) - (first[1] - first[0])).abs()
                        / (first[1] - first[0]),
                );
            }
            all.push(e_m);
        }
        all.sort_by(f64::total_cmp);
        println!(
            "{name}: E median {:.1e} worst {:.1e} resid/E {:.1e} psi {psis:.1e} width {width:.1e} split {split:.1e} unconv {bad} (el,feat,fun) {info:?} time {:.2} ms",
            all[all.len() / 2],
            all[all.len() - 1],
            ws,
            tmin * 1e3
        );
    }
}
