// The page: controls, the loop from frame to frame, and what is shown when.

import { Engine, unpack } from "./engine.js";
import { by, listen, number } from "./input.js";
import { Magnifier } from "./magnifier.js";
import { Newton, work } from "./newton.js";
import { relativeError, showAdam, showNewton } from "./numbers.js";
import { Pictures } from "./pictures.js";
import { readColours } from "./plot.js";

/** Milliseconds of training in a frame: the rest of its 16 is for drawing and for the browser. */
const BUDGET = 7;
/** Milliseconds between two updates of the numbers and the microscope while training. */
const SLOW = 100;
/** Milliseconds for which a step of Newton's is shown, … */
const PACE = 150;
/** … or half of that if so many others wait: a layer that does not converge is drawn again, five times at most. */
const MANY = 30;
/** The potential that is drawn by hand. */
const DRAWN = 5;
/** Handles of a drawn potential. */
const HANDLES = 33;
/** Rows of the history, at most. */
const ROWS = 1200;

class Page {
  constructor(engine, newton) {
    [this.engine, this.newton] = [engine, newton];
    this.pictures = new Pictures();
    this.magnifier = new Magnifier();
    // A gentle bump to begin with.
    const bump = (i) => 50 * Math.exp(-(((i / (HANDLES - 1) - 0.5) / 0.12) ** 2));
    this.handles = { values: Float64Array.from({ length: HANDLES }, (_, i) => bump(i)), chosen: 16 };
    this.method = "adam";
    this.running = false;
    /** Whether a step of Newton's was asked for that is not found yet. */
    this.owed = false;
    this.seenAt = 0;
    listen(this);
    this.choosePotential();
    requestAnimationFrame((now) => this.frame(now));
  }

  get drawn() {
    return number("potential") === DRAWN;
  }

  get byNewton() {
    return this.method === "newton";
  }

  choosePotential() {
    this.attempt(() => {
      this.chosen = {
        index: number("potential"), state: number("state"), drawn: this.drawn ? this.handles.values : new Float64Array(),
      };
      this.problem = this.engine.setPotential(this.chosen);
      by("well").classList.toggle("draws", this.drawn);
      by("hint").textContent = this.drawn
        ? "Draw V with the pointer; or, with the picture in focus, choose a handle with ← → and move it with ↑ ↓."
        : "Drag in the picture, or use ← → with it in focus, to move the microscope.";
      this.restart();
    });
  }

  /** Begins anew with one method or both; what has the screen goes on as it did. */
  restart(method) {
    this.attempt(() => {
      if (method !== "adam") this.newton.end();
      if (method !== "newton") this.restartAdam();
      this.say("");
      if (this.byNewton && !this.newton.begun) this.run(false);
      this.look(true);
    });
  }

  restartAdam() {
    const choice = {
      activation: number("activation"), layers: number("layers"), width: number("width"), points: number("points"),
      rate: 10 ** number("rate"), seed: number("seed"),
    };
    this.engine.start(choice);
    this.magnifier.fit(choice.layers, choice.width);
    this.history = [];
    this.perStep = 1;
  }

  /** Switches to Adam or to Newton, which starts at once from weights of its own. */
  choose(method) {
    this.run(false);
    this.method = method;
    for (const id of ["adam", "newton"]) by(id).setAttribute("aria-pressed", String(id === method));
    this.say("");
    this.look(true);
    if (this.byNewton) this.run(true);
  }

  attempt(action) {
    try {
      action();
    } catch (error) {
      this.fail(error.message);
    }
  }

  fail(text) {
    this.run(false);
    this.say(text);
  }

  say(text) {
    by("message").textContent = text;
  }

  /** Starts or pauses. What Newton finds in a pause is kept for later. */
  run(running) {
    if (running && this.byNewton && (!this.newton.begun || this.newton.done)) this.beginNewton();
    const paused = this.running && !running;
    this.running = running;
    by("run").textContent = running ? "Pause" : "Start";
    if (paused && !this.byNewton) this.look(true);
  }

  beginNewton() {
    this.say("");
    this.newton.begin(this.chosen, { neurons: number("neurons"), seed: number("seed") }, (error) => this.fail(error));
  }

  step() {
    this.run(false);
    if (!this.byNewton) {
      this.engine.advance(1);
      this.look(true);
    } else {
      if (!this.newton.begun) this.beginNewton();
      this.owed = true;
    }
  }

  nextOfNewton() {
    if (!this.newton.next()) return;
    this.owed = false;
    this.look(true);
    if (!this.newton.done) return;
    this.run(false);
    const { current, energies, milliseconds } = this.newton;
    const error = relativeError(current.energy, this.problem.energy);
    this.say(error < 1e-3 || !Number.isFinite(error)
      ? `${number("neurons")} neurons in one layer, ${energies.length - 1} Newton steps, ${milliseconds.toFixed(0)} ms.`
      : "Newton found features that the quadrature points do not resolve; choose another seed or number of neurons.");
  }

  /** Looks at ψ, and now and then at everything else, and shows it. */
  look(all) {
    this.seen = this.engine.view();
    if (all) {
      const exact = this.problem.energy;
      const status = this.engine.status();
      const { step, loss, trained, energy } = status;
      if (step > (this.history.at(-1)?.step ?? 0)) this.history.push({ step, loss, trained, energy });
      // Half of the rows are enough when there are many.
      if (this.history.length > ROWS) this.history = this.history.filter((_, i) => i % 2 === 0);
      const { current, energies } = this.newton;
      if (this.byNewton && current) showNewton(current, energies.length - 1, this.chosen.state, exact);
      else showAdam(status, exact, this.running ? `${(1e3 * this.perStep).toFixed(0)} µs a step` : "–");
      this.magnifier.show(this.engine.microscope(this.place()));
    }
    this.draw(all);
  }

  place() {
    const { from, to } = this.problem;
    return from + number("place") * (to - from);
  }

  draw(all = true) {
    const shown = (this.byNewton && this.newton.current) || this.seen;
    by("place").previousElementSibling.textContent = this.place().toFixed(3);
    this.pictures.drawWell(this.problem, shown.psi, this.place(), this.drawn ? this.handles : null);
    this.pictures.drawResidual(this.problem, shown.residual, this.place());
    if (all) this.pictures.drawHistory(this.history, this.newton.energies, this.problem.energy);
  }

  frame(now) {
    requestAnimationFrame((next) => this.frame(next));
    const pace = this.byNewton ? PACE / (1 + this.newton.waiting / MANY) : SLOW;
    const slow = now - this.seenAt > pace;
    if (this.running && slow) this.seenAt = now;
    if (this.byNewton) {
      if (this.running ? slow : this.owed) this.nextOfNewton();
    } else if (this.running) {
      const steps = Math.max(1, Math.floor(BUDGET / this.perStep));
      const start = performance.now();
      this.engine.advance(steps);
      const took = (performance.now() - start) / steps;
      this.perStep = 0.8 * this.perStep + 0.2 * Math.max(took, 1e-3);
      this.look(slow);
    }
    if (this.pictures.stale) this.draw();
  }

  /** The microscope has moved. */
  lookCloser() {
    this.magnifier.show(this.engine.microscope(this.place()));
    this.draw();
  }
}

async function open() {
  readColours();
  try {
    const module = await unpack(by("wasm").textContent.trim());
    window.page = new Page(await Engine.start(module), new Newton(module, by("script").textContent));
  } catch (error) {
    by("message").textContent = `This browser cannot run the page: ${error.message}`;
  }
}

// The same script is the page's and its worker's.
if (globalThis.document) open();
else work();
