// The page: controls, the loop from frame to frame, and what is shown when.

import { load } from "./engine.js";
import { by, listen, number } from "./input.js";
import { Magnifier } from "./magnifier.js";
import { Pictures } from "./pictures.js";
import { readColours } from "./plot.js";

/** Milliseconds of training in a frame: the rest of its 16 is for drawing and for the browser. */
const BUDGET = 7;
/** Milliseconds between two updates of the numbers and the microscope while training. */
const SLOW = 100;
/** The potential that is drawn by hand. */
const DRAWN = 5;
/** Handles of a drawn potential. */
const HANDLES = 33;

class Page {
  constructor(engine) {
    this.engine = engine;
    this.pictures = new Pictures();
    this.magnifier = new Magnifier();
    // A gentle bump to begin with.
    const bump = (i) => 50 * Math.exp(-(((i / (HANDLES - 1) - 0.5) / 0.12) ** 2));
    this.handles = { values: Float64Array.from({ length: HANDLES }, (_, i) => bump(i)), chosen: 16 };
    this.running = false;
    this.perStep = 1;
    this.seenAt = 0;
    listen(this);
    this.choosePotential();
    requestAnimationFrame((now) => this.frame(now));
  }

  get drawn() {
    return number("potential") === DRAWN;
  }

  choosePotential() {
    this.attempt(() => {
      this.problem = this.engine.setPotential(number("potential"), this.drawn ? this.handles.values : []);
      by("n-exact").textContent = this.problem.energy.toFixed(12);
      by("well").classList.toggle("draws", this.drawn);
      by("hint").textContent = this.drawn
        ? "Draw V with the pointer; or, with the picture in focus, choose a handle with ← → and move it with ↑ ↓."
        : "Drag in the picture, or use ← → with it in focus, to move the microscope.";
      this.restart();
    });
  }

  restart() {
    this.attempt(() => {
      const choice = {
        activation: number("activation"), layers: number("layers"), width: number("width"), points: number("points"),
        rate: 10 ** number("rate"), seed: number("seed"),
      };
      this.engine.start(choice);
      this.magnifier.fit(choice.layers, choice.width);
      this.history = [];
      this.newton = null;
      this.perStep = 1;
      this.say("");
      this.look(true);
    });
  }

  attempt(action) {
    try {
      action();
    } catch (error) {
      this.run(false);
      this.say(error.message);
    }
  }

  say(text) {
    by("message").textContent = text;
  }

  run(running) {
    this.running = running;
    by("run").textContent = running ? "Pause" : "Start";
    by("n-speed").textContent = running ? "…" : "–";
    if (running && this.newton) {
      this.newton = null;
      this.say("");
    }
    if (!running && this.seen && !this.newton) this.look(true);
  }

  step() {
    this.newton = null;
    this.run(false);
    this.engine.advance(1);
    this.look(true);
  }

  /** Asks the module for ψ, and now and then for everything else, and shows it. */
  look(all) {
    this.seen = this.engine.view();
    if (all) {
      this.status = this.engine.status();
      const { step, loss, trained, energy } = this.status;
      if (step > 0) this.history.push({ step, loss, trained, energy });
      // Half of the rows are enough when there are many.
      if (this.history.length > 1200) this.history = this.history.filter((_, i) => i % 2 === 0);
      this.numbers();
      this.magnifier.show(this.engine.microscope(this.place()));
    }
    this.draw(all);
  }

  numbers() {
    const s = this.status;
    const put = (id, text) => (by(id).textContent = text);
    const error = Math.abs(s.energy / this.problem.energy - 1);
    put("n-step", s.step);
    put("n-phase", s.variational ? "energy" : "residual");
    put("n-trained", s.trained.toFixed(10));
    put("n-energy", s.energy.toFixed(12));
    put("n-error", Number.isFinite(error) ? error.toExponential(1) : "–");
    put("n-loss", s.step ? s.loss.toExponential(2) : "–");
    put("n-norm", s.step ? s.norm.toFixed(6) : "–");
    put("n-residual", s.residualNorm.toExponential(2));
  }

  place() {
    const { from, to } = this.problem;
    return from + number("place") * (to - from);
  }

  draw(all = true) {
    const shown = this.newton ?? this.seen;
    by("place").previousElementSibling.textContent = this.place().toFixed(3);
    this.pictures.drawWell(this.problem, shown.psi, this.place(), this.drawn ? this.handles : null);
    this.pictures.drawResidual(this.problem, shown.residual, this.place());
    if (all) this.pictures.drawHistory(this.history, this.newton, this.problem.energy);
  }

  frame(now) {
    requestAnimationFrame((next) => this.frame(next));
    if (this.running) {
      const steps = Math.max(1, Math.floor(BUDGET / this.perStep));
      const start = performance.now();
      this.engine.advance(steps);
      const took = (performance.now() - start) / steps;
      this.perStep = 0.8 * this.perStep + 0.2 * Math.max(took, 1e-3);
      const slow = now - this.seenAt > SLOW;
      if (slow) {
        this.seenAt = now;
        by("n-speed").textContent = `${(1e3 * this.perStep).toFixed(0)} µs a step`;
      }
      this.look(slow);
    } else if (this.newton && this.newton.shown < this.newton.energies.length && now - this.seenAt > 60) {
      this.seenAt = now;
      this.newton.shown++;
      this.showNewton();
    } else if ([this.pictures.well, this.pictures.residual, this.pictures.history].some((plot) => plot.stale)) {
      for (const plot of [this.pictures.well, this.pictures.residual, this.pictures.history]) plot.stale = false;
      this.draw();
    }
  }

  /** Newton from its own start; the network of Adam stays as it is. It takes all of its steps at once. */
  async trainNewton() {
    this.run(false);
    this.say("Newton is at work …");
    // Let the browser draw that.
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    this.attempt(() => {
      const start = performance.now();
      const newton = this.engine.newton(number("neurons"), number("seed"));
      this.newton = { ...newton, shown: 1, milliseconds: performance.now() - start };
      this.showNewton();
    });
  }

  showNewton() {
    const { energies, shown, milliseconds, residualNorm } = this.newton;
    const energy = energies[shown - 1];
    const error = Math.abs(energy / this.problem.energy - 1);
    const put = (id, text) => (by(id).textContent = text);
    put("n-step", `Newton ${shown - 1}`);
    put("n-phase", "energy, by Newton");
    put("n-trained", "–");
    put("n-energy", energy.toFixed(12));
    put("n-error", error.toExponential(1));
    put("n-loss", "–");
    put("n-norm", "1.000000");
    put("n-residual", residualNorm.toExponential(2));
    if (shown === energies.length) {
      const steps = energies.length - 2;
      this.say(error < 1e-3 || !Number.isFinite(error)
        ? `${number("neurons")} neurons in one layer, ${steps} Newton steps, ${milliseconds.toFixed(0)} ms.`
        : "Newton found features that the quadrature points do not resolve; choose another seed or number of neurons.");
    }
    this.draw();
  }

  /** The microscope has moved. */
  lookCloser() {
    this.magnifier.show(this.engine.microscope(this.place()));
    this.draw();
  }
}

readColours();
load(document.getElementById("wasm").textContent.trim())
  .then((engine) => (window.page = new Page(engine)))
  .catch((error) => (by("message").textContent = `This browser cannot run the page: ${error.message}`));
