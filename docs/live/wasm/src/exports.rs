//! What the page calls: plain functions on numbers, and one array of them for everything that is longer.
//!
//! Functions that can fail return 0 for success, else 1 and a text (see [`message`]). Those that have a result return the
//! number of values that they left in the array at [`data`]; a later call may move it.

use std::cell::RefCell;

use hyperwell::Problem;
use hyperwell::reference::ReferenceState;
use hyperwell_nn::Activation;

use crate::view::{Drawing, outline, places};
use crate::{Choice, Phase, Potential, Run, newton};

/// Everything that lives between two calls.
#[derive(Default)]
struct State {
    problem: Option<Problem>,
    state: usize,
    /// The exact ψ at all places.
    exact: Vec<f64>,
    run: Option<Run>,
    data: Vec<f64>,
    message: String,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

fn with<T>(f: impl FnOnce(&mut State) -> T) -> T {
    STATE.with_borrow_mut(f)
}

impl State {
    fn outcome(&mut self, result: Result<(), Box<dyn std::error::Error>>) -> u32 {
        match result {
            Ok(()) => 0,
            Err(error) => {
                self.message = error.to_string();
                1
            }
        }
    }

    fn put(&mut self, values: impl IntoIterator<Item = f64>) -> usize {
        self.data.clear();
        self.data.extend(values);
        self.data.len()
    }
}

macro_rules! exports {
    ($($(#[doc = $doc:literal])* fn $name:ident($($argument:ident: $type:ty),*) -> $result:ty $body:block)*) => {
        $(
            $(#[doc = $doc])*
            #[allow(unsafe_code, reason = "an exported name: no other function of the module has it")]
            #[unsafe(no_mangle)]
            pub extern "C" fn $name($($argument: $type),*) -> $result $body
        )*
    };
}

exports! {
    /// Makes room for `len` numbers, for the page to write, and says where.
    fn reserve(len: usize) -> *mut f64 {
        with(|state| {
            state.data.clear();
            state.data.resize(len, 0.0);
            state.data.as_mut_ptr()
        })
    }

    /// Where the array of results begins.
    fn data() -> *const f64 {
        with(|state| state.data.as_ptr())
    }

    /// Where the text of the last error begins, in UTF-8.
    fn message() -> *const u8 {
        with(|state| state.message.as_ptr())
    }

    /// How many bytes it has.
    fn message_length() -> usize {
        with(|state| state.message.len())
    }

    /// Takes potential number `potential` (0 to 5) and a state (0 to 5); the values of a drawn potential are in the array. Leaves
    /// the exact energy (NaN where no method gives it), the walls, the places, the exact ψ there, and V: x of its corners,
    /// then their heights.
    fn set_potential(potential: usize, n: usize) -> u32 {
        with(|state| {
            let result = (|| {
                let potential = Potential::ALL.get(potential).ok_or("no such potential")?;
                let problem = potential.problem(&state.data)?;
                let best = hyperwell::reference::best(&problem, n + 1).unwrap_or_default();
                let exact = best.get(n);
                let psi = |x: f64| exact.map_or(f64::NAN, |exact| exact.psi(x).0);
                state.exact = places(&problem).map(psi).collect();
                let energy = exact.map_or(f64::NAN, ReferenceState::energy);
                let corners = outline(&problem);
                let mut values = vec![energy, problem.from(), problem.to(), corners.len() as f64];
                values.extend(places(&problem));
                values.extend(&state.exact);
                values.extend(corners.iter().map(|corner| corner[0]));
                values.extend(corners.iter().map(|corner| corner[1]));
                state.put(values);
                (state.problem, state.state, state.run) = (Some(problem), n, None);
                Ok(())
            })();
            state.outcome(result)
        })
    }

    /// Starts a network on the potential, for its state.
    fn start(activation: usize, layers: usize, width: usize, points: usize, rate: f64, seed: u32) -> u32 {
        with(|state| {
            let result = (|| {
                let problem = state.problem.clone().ok_or("choose a potential first")?;
                let activation = Activation::ALL.get(activation).ok_or("no such activation")?;
                let choice = Choice {
                    state: state.state,
                    hidden: vec![width; layers],
                    activation: *activation,
                    points,
                    learning_rate: rate,
                    seed: u64::from(seed),
                };
                state.run = Some(Run::new(problem, &choice)?);
                Ok(())
            })();
            state.outcome(result)
        })
    }

    /// Takes steps; nothing without a network.
    fn advance(steps: usize) -> u32 {
        with(|state| {
            if let Some(run) = &mut state.run {
                run.advance(steps);
            }
        });
        0
    }

    /// Changes the learning rate.
    fn set_learning_rate(rate: f64) -> u32 {
        with(|state| {
            if let Some(run) = &mut state.run {
                run.set_learning_rate(rate);
            }
        });
        0
    }

    /// Step, phase (0: fit, 1: energy, 2: residual), loss, norm, trained E, Rayleigh quotient, residual, learning rate.
    fn status() -> usize {
        with(|state| {
            let Some(run) = &mut state.run else { return 0 };
            let status = run.status();
            state.put([
                status.step as f64,
                match status.phase {
                    Phase::Fit => 0.0,
                    Phase::Energy => 1.0,
                    Phase::Residual => 2.0,
                },
                status.loss,
                status.norm,
                status.trained_energy,
                status.rayleigh,
                status.residual,
                status.learning_rate,
            ])
        })
    }

    /// ψ and the residual at all places.
    fn view() -> usize {
        with(|state| {
            let Some(run) = &mut state.run else { return 0 };
            let Drawing { psi, residual } = run.view().like(&state.exact);
            state.put([psi, residual].concat())
        })
    }

    /// The neurons at x: t, r, the number of inputs, of layers and of neurons in each layer; the output's jet and seeds; the
    /// inputs' jets; for each neuron z, a and the adjoint of z.
    fn microscope(x: f64) -> usize {
        with(|state| {
            let Some(run) = &state.run else { return 0 };
            let seen = run.microscope(x);
            let width = seen.layers.first().map_or(0, Vec::len);
            let counts = [seen.inputs.len(), seen.layers.len(), width];
            let mut values = vec![seen.t, seen.residual];
            values.extend(counts.map(|count| count as f64));
            values.extend(seen.output.into_iter().chain(seen.seeds));
            values.extend(seen.inputs.iter().flatten());
            let neurons = seen.layers.iter().flatten();
            values.extend(neurons.flat_map(|neuron| [neuron.z, neuron.a, neuron.z_bar]).flatten());
            state.put(values)
        })
    }

    /// Energy–Newton with `neurons` neurons. Tells `newton_step` of each step: its number (−1 for the end), E, ‖(H − E)ψ‖
    /// (only at the end), then ψ and the residual at all places.
    fn train_newton(neurons: usize, seed: u32) -> u32 {
        with(|state| {
            let result = (|| {
                let problem = state.problem.as_ref().ok_or("choose a potential first")?;
                newton(problem, state.state, neurons, u64::from(seed), &mut |seen| {
                    let Drawing { psi, residual } = seen.drawing.clone().like(&state.exact);
                    let step = seen.step.map_or(-1.0, |step| step as f64);
                    let values = [vec![step, seen.energy, seen.residual_l2], psi, residual].concat();
                    page::newton_step(values.as_ptr(), values.len());
                })?;
                Ok(())
            })();
            state.outcome(result)
        })
    }
}

/// What the module calls.
#[cfg(target_arch = "wasm32")]
mod page {
    #[allow(
        unsafe_code,
        reason = "an imported name: the page reads the numbers and keeps nothing"
    )]
    #[link(wasm_import_module = "page")]
    unsafe extern "C" {
        pub(super) safe fn newton_step(values: *const f64, count: usize);
    }
}

/// There is no page outside of a browser.
#[cfg(not(target_arch = "wasm32"))]
mod page {
    pub(super) fn newton_step(_values: *const f64, _count: usize) {}
}
