#[unsafe(no_mangle)]
pub extern "C" fn probe(seed: u64) -> f64 {
    let settings = hyperwell::ritz::SpectrumSettings { states: 1, seed, ..Default::default() };
    let p = hyperwell::Problem::barrier();
    let a = hyperwell::ritz::Spectrum::train(&p, 20, &settings).map_or(0.0, |s| s.states()[0].energy());
    let b = hyperwell::reference::best(&p, 1).map_or(0.0, |s| s[0].energy());
    a - b
}
