// The WebAssembly module: numbers in, numbers out.

/** Places at which functions of x are given; see `PLACES` in wasm/src/view.rs. */
export const PLACES = 160;

/** Unpacks and starts the module. `packed` is its gzipped bytes in base64. */
export async function load(packed) {
  const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const module = await new Response(stream).arrayBuffer();
  const { instance } = await WebAssembly.instantiate(module, {});
  return new Engine(instance.exports);
}

export class Engine {
  constructor(exports) {
    this.wasm = exports;
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

  setPotential(index, drawn) {
    const at = this.wasm.reserve(drawn.length);
    new Float64Array(this.wasm.memory.buffer, at, drawn.length).set(drawn);
    this.check(this.wasm.set_potential(index));
    const r = this.results(3 + 3 * PLACES);
    const part = (k) => r.subarray(3 + k * PLACES, 3 + (k + 1) * PLACES);
    return { energy: r[0], from: r[1], to: r[2], x: part(0), potential: part(1), psi: part(2) };
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
      step: r[0], variational: r[1] === 1, loss: r[2], norm: r[3], trained: r[4], energy: r[5], residualNorm: r[6],
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

  newton(neurons, seed) {
    this.check(this.wasm.train_newton(neurons, seed));
    const count = this.results(2)[1];
    const r = this.results(2 + count + 2 * PLACES);
    return {
      residualNorm: r[0], energies: r.subarray(2, 2 + count),
      psi: r.subarray(2 + count, 2 + count + PLACES), residual: r.subarray(2 + count + PLACES),
    };
  }
}
