// Newton in a worker: its steps are up to tenths of a second long, and the page goes on drawing. The worker runs the script
// of the page, from a Blob, so that it also starts from disk.

import { Engine } from "./engine.js";

export class Newton {
  /** `script` is the page's own; `module` the compiled WebAssembly. */
  constructor(module, script) {
    this.module = module;
    this.address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    this.end();
  }

  /** Begins anew; `onError` is told what goes wrong. */
  begin(problem, choice, onError) {
    this.end();
    this.began = performance.now();
    this.worker = new Worker(this.address);
    this.worker.onmessage = ({ data }) => {
      if (data.error) onError(data.error);
      // A start whose features the points did not resolve is followed by another.
      if (data.step === 0) [this.seen, this.shown] = [[], 0];
      if (data.step !== undefined) this.seen.push(data);
      if (data.step === -1 || data.error) this.milliseconds = performance.now() - this.began;
    };
    this.worker.onerror = (event) => onError(event.message);
    this.worker.postMessage({ module: this.module, problem, choice });
  }

  /** Forgets it all. */
  end() {
    this.worker?.terminate();
    [this.worker, this.milliseconds, this.seen, this.shown] = [null, null, [], 0];
  }

  /** Whether a worker was begun. */
  get begun() {
    return this.worker !== null;
  }

  /** Whether the last step has been shown. */
  get done() {
    return this.shown > 0 && this.seen[this.shown - 1]?.step === -1;
  }

  /** How many steps wait to be shown. */
  get waiting() {
    return this.seen.length - this.shown;
  }

  /** Shows one step more, if there is one. */
  next() {
    const ready = this.waiting > 0;
    if (ready) this.shown++;
    return ready;
  }

  /** The step that is shown. */
  get current() {
    return this.seen[this.shown - 1];
  }

  /** The energies up to it, the start's first; at the end the last one is measured again, on finer points. */
  get energies() {
    const shown = this.seen.slice(0, this.shown);
    if (this.done) shown.splice(-2, 1);
    return shown.map((step) => step.energy);
  }
}

/** What the worker does. */
export function work() {
  onmessage = async ({ data: { module, problem, choice } }) => {
    try {
      const engine = await Engine.start(module, (step) => postMessage(step));
      engine.setPotential(problem);
      engine.newton(choice);
    } catch (error) {
      postMessage({ error: error.message });
    }
  };
}
