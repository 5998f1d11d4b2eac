// The WebAssembly module: numbers in, numbers out.

/** Places at which functions of x are given; see `PLACES` in wasm/src/view.rs. */
export const PLACES = 160;

/** What Adam descends, by number. */
const PHASES = ["distance to coarse ψ", "energy", "residual"];

/** Unpacks and compiles the module. `packed` is its gzipped bytes in base64. */
export async function unpack(packed) {
  const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compile(await new Response(stream).arrayBuffer());
}

export class Engine {
  /** Starts a module; `onStep` is told of each step of Newton's. */
  static async start(module, onStep = () => {}) {
    const engine = new Engine();
    const newton_step = (at, count) => {
      const r = new Float64Array(engine.wasm.memory.buffer, at, count).slice();
      const [step, energy, residualNorm] = r;
      onStep({ step, energy, residualNorm, psi: r.subarray(3, 3 + PLACES), residual: r.subarray(3 + PLACES) });
    };
    engine.wasm = (await WebAssembly.instantiate(module, { page: { newton_step } })).exports;
    return engine;
  }

  /** The first `length` results of the last call. */
  results(length) {
    return new Float64Array(this.wasm.memory.buffer, this.wasm.data(), length).slice();
  }

  check(failed) {
    if (!failed) return;
    const text = new Uint8Array(this.wasm.memory.buffer, this.wasm.message(), this.wasm.message_length());
    throw new Error(new TextDecoder().decode(text));
  }

  setPotential({ index, state, drawn }) {
    const at = this.wasm.reserve(drawn.length);
    new Float64Array(this.wasm.memory.buffer, at, drawn.length).set(drawn);
    this.check(this.wasm.set_potential(index, state));
    const [energy, from, to, corners] = this.results(4);
    const r = this.results(4 + 2 * PLACES + 2 * corners).subarray(4);
    const wall = r.subarray(2 * PLACES);
    return {
      energy, from, to, x: r.subarray(0, PLACES), psi: r.subarray(PLACES, 2 * PLACES),
      wall: { x: wall.subarray(0, corners), v: wall.subarray(corners) },
    };
  }

  start({ activation, layers, width, points, rate, seed }) {
    this.check(this.wasm.start(activation, layers, width, points, rate, seed));
  }

  advance(steps) {
    this.wasm.advance(steps);
  }

  setLearningRate(rate) {
    this.wasm.set_learning_rate(rate);
  }

  /** Where the training stands; costs two gradients. */
  status() {
    const r = this.results(this.wasm.status());
    return {
      step: r[0], phase: PHASES[r[1]], loss: r[2], norm: r[3], trained: r[4], energy: r[5], residualNorm: r[6],
    };
  }

  /** ψ and its residual. */
  view() {
    const r = this.results(this.wasm.view());
    return { psi: r.subarray(0, PLACES), residual: r.subarray(PLACES) };
  }

  microscope(x) {
    const r = this.results(this.wasm.microscope(x));
    let at = 0;
    const take = (n) => r.subarray(at, (at += n));
    const [t, residual, inputs, layers, width] = take(5);
    const [output, seeds] = [take(3), take(3)];
    const entering = Array.from({ length: inputs }, () => take(3));
    const neuron = () => ({ z: take(3), a: take(3), bar: take(3) });
    const layer = () => Array.from({ length: width }, neuron);
    return { t, residual, output, seeds, inputs: entering, layers: Array.from({ length: layers }, layer) };
  }

  /** All of Newton's steps: seconds, for a drawn potential. */
  newton({ neurons, seed }) {
    this.check(this.wasm.train_newton(neurons, seed));
  }
}
