// The three pictures: ψ in its potential, the residual, and how the errors fall.

import { Plot, colours, minus, rounds } from "./plot.js";

const least = (values) => values.reduce((a, b) => Math.min(a, b), Infinity);
const most = (values) => values.reduce((a, b) => Math.max(a, b), -Infinity);

export class Pictures {
  constructor() {
    const by = (id) => document.getElementById(id);
    this.well = new Plot(by("well"));
    this.residual = new Plot(by("residual"));
    this.history = new Plot(by("history"));
  }

  /** Whether one has lost its content with its size; asking forgets it. */
  get stale() {
    const plots = [this.well, this.residual, this.history];
    const stale = plots.some((plot) => plot.stale);
    for (const plot of plots) plot.stale = false;
    return stale;
  }

  /** V as a landscape, ψ on a scale of its own. */
  drawWell(problem, psi, place, handles) {
    const plot = this.well;
    // The exact ψ sets the scale, if there is one: it does not change from frame to frame.
    const scale = Number.isFinite(problem.energy) ? problem.psi : (psi ?? [1]);
    const top = 1.2 * Math.max(most(scale), 1e-9);
    const bottom = Math.min(1.2 * least(scale), -0.05 * top);
    plot.begin([problem.from, problem.to], [bottom, top]);
    // The landscape reaches up to where the energy is well below.
    this.ceiling = handles ? 100 : Math.max(2.5 * (problem.energy || 1), 1e-9, Math.min(most(problem.wall.v), 8 * problem.energy));
    const high = (v) => bottom + (Math.min(v, this.ceiling) / this.ceiling) * (top - bottom) * 0.92;
    plot.line(problem.wall.x, problem.wall.v.map(high), null, { fill: colours.wall });
    plot.ticksX(rounds(plot.x, plot.width < 500 ? 5 : 8), "x");
    plot.ticksY(rounds(plot.y, 5));
    plot.rule(plot.box[0], plot.py(0), plot.box[2], plot.py(0), colours.faint);
    if (Number.isFinite(problem.energy)) {
      const y = plot.py(high(problem.energy));
      plot.line([problem.from, problem.to], [high(problem.energy), high(problem.energy)], colours.faint, { width: 1, dash: [5, 4] });
      plot.context.fillStyle = colours.faint;
      plot.context.textAlign = "right";
      plot.context.fillText("E", plot.box[2] - 4, y - 5);
    }
    plot.line(problem.x, problem.psi, colours.exact, { width: 5 });
    if (psi) plot.line(problem.x, psi, colours.network, { width: 2 });
    const x = place;
    plot.rule(plot.px(x), plot.box[1], plot.px(x), plot.box[3], colours.mark);
    if (handles) {
      const n = handles.values.length - 1;
      handles.values.forEach((v, i) => plot.dot(i / n, high(v), i === handles.chosen ? colours.mark : colours.faint, i === handles.chosen ? 6 : 3));
    }
  }

  /** V under a pixel of the drawn potential. */
  potentialAt(pixel) {
    const [bottom, top] = this.well.y;
    const part = (this.well.level(pixel) - bottom) / ((top - bottom) * 0.92);
    return Math.max(0, Math.min(this.ceiling, part * this.ceiling));
  }

  drawResidual(problem, residual, place) {
    const plot = this.residual;
    const size = Math.max(most(residual.map(Math.abs)), 1e-14);
    const power = 10 ** Math.ceil(Math.log10(size));
    plot.begin([problem.from, problem.to], [-1, 1]);
    plot.ticksX(rounds(plot.x, plot.width < 500 ? 5 : 8), "x");
    plot.ticksY([-1, 0, 1], (y) => (y === 0 ? "0" : minus(Math.abs(Math.log10(power)) < 3 ? y * power : (y * power).toExponential(0))));
    plot.line(problem.x, residual.map((r) => r / power), colours.network, { width: 1.5 });
    plot.rule(plot.px(place), plot.box[1], plot.px(place), plot.box[3], colours.mark);
  }

  /** Errors over Adam's steps, and right of them over Newton's, of which `energies` are there. */
  drawHistory(history, energies, exact) {
    const plot = this.history;
    const range = [-16.5, 5];
    const error = (e) => Math.log10(Math.max(Math.abs(e / exact - 1), 1e-16));
    const split = energies.length ? 0.62 : 1;
    const last = history.length ? history[history.length - 1].step : 0;
    plot.begin([0, Math.max(1000, last)], range, [0, split]);
    plot.ticksX(rounds(plot.x, plot.width * split < 400 ? 3 : 6), "Adam’s steps");
    plot.ticksY([-16, -12, -8, -4, 0, 4], (y) => (y === 0 ? "1" : `1e${minus(y)}`));
    const steps = history.map((h) => h.step);
    plot.line(steps, history.map((h) => Math.log10(Math.max(h.loss, 1e-30))), colours.faint, { width: 1.5 });
    if (Number.isFinite(exact)) {
      plot.line(steps, history.map((h) => error(h.trained)), colours.exact, { width: 1.5 });
      plot.line(steps, history.map((h) => error(h.energy)), colours.network, { width: 2 });
    }
    if (!energies.length) return;
    plot.begin([0, Math.max(10, energies.length - 1)], range, [split + 0.06, 1]);
    plot.rule(plot.box[0], plot.box[1], plot.box[0], plot.box[3]);
    plot.ticksX(rounds(plot.x, 3), "Newton’s");
    plot.line(energies.map((_, i) => i), energies.map(error), colours.third, { width: 2 });
    plot.dot(energies.length - 1, error(energies[energies.length - 1]), colours.third);
  }
}
