//! What the page calls: plain functions on numbers, and one array of them for everything that is longer.
//!
//! Functions that can fail return 0 for success, else 1 and a text (see [`message`]). Those that have a result return the
//! number of values that they left in the array at [`data`]; a later call may move it.

use std::cell::RefCell;

use hyperwell::Problem;
use hyperwell::reference::ReferenceState;
use hyperwell_nn::Activation;

use crate::view::places;
use crate::{Choice, Potential, Run, newton};

/// Everything that lives between two calls.
#[derive(Default)]
struct State {
    problem: Option<Problem>,
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

    /// Takes potential number `potential` (0 to 5); the values of a drawn one are in the array. Leaves the exact energy (NaN
    /// where no method gives it), the walls, and for each place x, V and the exact ψ.
    fn set_potential(potential: usize) -> u32 {
        with(|state| {
            let result = (|| {
                let potential = Potential::ALL.get(potential).ok_or("no such potential")?;
                let problem = potential.problem(&state.data)?;
                let best = hyperwell::reference::best(&problem, 1).unwrap_or_default();
                let exact = best.into_iter().next();
                let psi = |x: f64| exact.as_ref().map_or(f64::NAN, |exact| exact.psi(x).0);
                let largest = places(&problem).map(psi).fold(0.0_f64, |a, b| if b.abs() > a.abs() { b } else { a });
                let sign = largest.signum();
                let energy = exact.as_ref().map_or(f64::NAN, ReferenceState::energy);
                let mut values = vec![energy, problem.from(), problem.to()];
                values.extend(places(&problem));
                values.extend(places(&problem).map(|x| problem.potential().value(x)));
                values.extend(places(&problem).map(|x| sign * psi(x)));
                state.put(values);
                (state.problem, state.run) = (Some(problem), None);
                Ok(())
            })();
            state.outcome(result)
        })
    }

    /// Starts a network on the potential.
    fn start(activation: usize, layers: usize, width: usize, points: usize, rate: f64, seed: u32) -> u32 {
        with(|state| {
            let result = (|| {
                let problem = state.problem.clone().ok_or("choose a potential first")?;
                let activation = Activation::ALL.get(activation).ok_or("no such activation")?;
                let choice = Choice {
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

    /// Step, phase (1: energy, 0: residual), loss, norm, trained E, Rayleigh quotient, residual, learning rate.
    fn status() -> usize {
        with(|state| {
            let Some(run) = &mut state.run else { return 0 };
            let status = run.status();
            state.put([
                status.step as f64,
                f64::from(u8::from(status.variational)),
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
            let view = run.view();
            let values = [view.psi.as_slice(), view.residual.as_slice()].concat();
            state.put(values)
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

    /// Energy–Newton with `neurons` neurons. Leaves ‖(H − E)ψ‖, the number of energies and the energies; then ψ and the
    /// residual at all places.
    fn train_newton(neurons: usize, seed: u32) -> u32 {
        with(|state| {
            let result = (|| {
                let problem = state.problem.as_ref().ok_or("choose a potential first")?;
                let found = newton(problem, neurons, u64::from(seed))?;
                let mut values = vec![found.residual_l2, found.energies.len() as f64];
                values.extend(found.energies);
                values.extend(found.psi);
                values.extend(found.residual);
                state.put(values);
                Ok(())
            })();
            state.outcome(result)
        })
    }
}
