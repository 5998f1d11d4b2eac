// The list of numbers beside the picture.

import { by } from "./input.js";

const few = (value) => (Number.isFinite(value) ? value.toExponential(2) : "–");

/** Texts by name; a row without one is not shown. */
function show(texts) {
  for (const cell of by("numbers").querySelectorAll("dd")) {
    const text = texts[cell.id.slice(2)];
    cell.parentNode.hidden = text === undefined;
    cell.textContent = text ?? "–";
  }
}

export const relativeError = (energy, exact) => Math.abs(energy / exact - 1);

const ofEnergy = (energy, exact) => ({
  energy: energy.toFixed(12),
  exact: Number.isFinite(exact) ? exact.toFixed(12) : "–",
  error: Number.isFinite(exact) ? relativeError(energy, exact).toExponential(1) : "–",
});

/** Where Adam stands; `speed` is a text. */
export function showAdam(status, exact, speed) {
  const { step, phase, trained, energy, loss, norm, residualNorm } = status;
  show({
    step: String(step), phase, trained: trained.toFixed(10), ...ofEnergy(energy, exact),
    loss: few(step ? loss : NaN), norm: step ? norm.toFixed(6) : "–", residual: few(residualNorm), speed,
  });
}

/** Newton's after `steps` steps, for state `n`. */
export function showNewton(seen, steps, n, exact) {
  const phase = n === 0 ? "E₀" : `E₀ + … + E${"₀₁₂₃₄₅"[n]}`;
  show({ step: String(steps), phase, ...ofEnergy(seen.energy, exact), residual: few(seen.residualNorm) });
}
