// The microscope: one place, every neuron, forward and backward.

const short = (v) => {
  const size = Math.abs(v);
  if (v === 0) return "0";
  return size >= 1e-3 && size < 1e4 ? v.toFixed(size >= 100 ? 1 : 4) : v.toExponential(1);
};
const jet = (name, [u, d, dd]) => `${name} = ${short(u)}, ${name}′ = ${short(d)}, ${name}″ = ${short(dd)}`;

export class Magnifier {
  constructor() {
    const by = (id) => document.getElementById(id);
    [this.body, this.tabs, this.flow] = [by("neurons-table"), by("tabs"), by("flow")];
    this.layer = 0;
    this.cells = [];
  }

  /** Fits tabs and rows to a network. */
  fit(layers, width) {
    this.layer = Math.min(this.layer, layers - 1);
    this.tabs.replaceChildren(...Array.from({ length: layers }, (_, i) => {
      const button = document.createElement("button");
      button.textContent = `layer ${i + 1}`;
      button.onclick = () => {
        this.layer = i;
        this.mark();
        this.show(this.seen);
      };
      return button;
    }));
    this.mark();
    this.cells = Array.from({ length: width }, (_, i) => {
      const row = document.createElement("tr");
      const head = document.createElement("td");
      head.textContent = i + 1;
      const cells = Array.from({ length: 9 }, () => document.createElement("td"));
      row.append(head, ...cells);
      return cells;
    });
    this.body.replaceChildren(...this.cells.map((cells) => cells[0].parentNode));
  }

  mark() {
    [...this.tabs.children].forEach((button, i) => button.setAttribute("aria-pressed", String(i === this.layer)));
  }

  show(seen) {
    if (!seen) return;
    this.seen = seen;
    const names = seen.inputs.length > 1 ? seen.inputs.map((_, i) => (i ? `κ${i}` : "u")) : ["u"];
    this.flow.textContent = [
      `in   t = ${short(seen.t)};  ${seen.inputs.map((input, i) => jet(names[i], input)).join(";  ")}`,
      `out  ${jet("N", seen.output)};  r = ${short(seen.residual)}`,
      `back N̄ = ${short(seen.seeds[0])}, N̄′ = ${short(seen.seeds[1])}, N̄″ = ${short(seen.seeds[2])}`,
    ].join("\n");
    seen.layers[this.layer].forEach(({ z, a, bar }, i) => {
      const cells = this.cells[i];
      for (let k = 0; k < 3; k++) {
        cells[k].textContent = short(z[k]);
        cells[3 + k].textContent = short(a[k]);
        cells[6 + k].textContent = short(bar[k]);
      }
    });
  }
}
