// What a reader does: controls, keys and the pointer, told to the page.

import { readColours } from "./plot.js";

export const by = (id) => document.getElementById(id);
export const number = (id) => Number(by(id).value);

/** The highest V that can be drawn by key, and how far one press moves it. */
const TOP = 100;
const LIFT = 2;

export function listen(page) {
  const labels = {
    state: (n) => (n === 0 ? "0, the ground state" : `${n}`),
    layers: String, width: String, points: String, seed: String, neurons: String,
    rate: (v) => (10 ** v).toExponential(1),
  };
  for (const [id, text] of Object.entries(labels)) {
    const show = () => (by(id).previousElementSibling.textContent = text(number(id)));
    by(id).addEventListener("input", show);
    show();
  }
  const restarts = (id, method) => by(id).addEventListener("change", () => page.restart(method));
  for (const id of ["layers", "width", "points", "activation"]) restarts(id, "adam");
  restarts("neurons", "newton");
  restarts("seed");
  for (const id of ["potential", "state"]) by(id).addEventListener("change", () => page.choosePotential());
  by("rate").addEventListener("input", () => page.engine.setLearningRate(10 ** number("rate")));
  by("place").addEventListener("input", () => page.lookCloser());
  by("run").onclick = () => page.run(!page.running);
  by("step").onclick = () => page.step();
  by("restart").onclick = () => page.restart();
  for (const method of ["adam", "newton"]) by(method).onclick = () => page.choose(method);
  document.addEventListener("keydown", (event) => key(page, event));
  by("well").addEventListener("keydown", (event) => arrow(page, event));
  pointer(page);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    readColours();
    page.draw();
  });
}

/** Shortcuts; a focused control keeps its own keys. */
function key(page, event) {
  const actions = {
    " ": () => page.run(!page.running), s: () => page.step(), r: () => page.restart(),
    a: () => page.choose("adam"), n: () => page.choose("newton"),
  };
  const action = actions[event.key.toLowerCase()];
  if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
  const control = event.target.tagName;
  if (control === "SELECT" || (event.key === " " && ["INPUT", "BUTTON"].includes(control))) return;
  event.preventDefault();
  action();
}

/** Arrows in the picture: they move the microscope, or choose and move a handle of the drawn potential. */
function arrow(page, event) {
  const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const lift = { ArrowDown: -LIFT, ArrowUp: LIFT }[event.key];
  const { values, chosen } = page.handles;
  if (way && page.drawn) {
    page.handles.chosen = Math.max(0, Math.min(values.length - 1, chosen + way));
    page.draw();
  } else if (way) {
    by("place").value = number("place") + 0.01 * way;
    page.lookCloser();
  } else if (lift && page.drawn) {
    values[chosen] = Math.max(0, Math.min(TOP, values[chosen] + lift));
    page.choosePotential();
  } else {
    return;
  }
  event.preventDefault();
}

/** The pointer in the picture: it draws V, or moves the microscope. */
function pointer(page) {
  const well = by("well");
  let last = null;
  const moved = (event) => {
    const box = well.getBoundingClientRect();
    const { from, to } = page.problem;
    const part = (page.pictures.well.at(event.clientX - box.left) - from) / (to - from);
    if (!page.drawn) {
      by("place").value = part;
      page.lookCloser();
      return;
    }
    const { values } = page.handles;
    const here = Math.max(0, Math.min(values.length - 1, Math.round(part * (values.length - 1))));
    const value = page.pictures.potentialAt(event.clientY - box.top);
    // Every handle that a quick movement has passed.
    values.fill(value, Math.min(last ?? here, here), Math.max(last ?? here, here) + 1);
    last = page.handles.chosen = here;
    page.run(false);
    page.draw();
  };
  well.addEventListener("pointerdown", (event) => {
    well.setPointerCapture(event.pointerId);
    last = null;
    moved(event);
  });
  well.addEventListener("pointermove", (event) => event.buttons && moved(event));
  well.addEventListener("pointerup", () => page.drawn && page.choosePotential());
}
