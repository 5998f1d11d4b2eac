// The microscope: one place, every neuron, forward and backward.

const short = (v) => {
  const size = Math.abs(v);
  if (v === 0) return "0";
  return size >= 1e-3 && size < 1e4 ? v.toFixed(size >= 100 ? 1 : 4) : v.toExponential(1);
};
export class Magnifier {
  constructor() {
    const by = (id) => document.getElementById(id);
    [this.body, this.tabs, this.flow] = [by("neurons-table"), by("tabs"), by("flow").tBodies[0]];
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
    const inputs = seen.inputs.map((input, i) => [i === 0 ? "input u" : `kink κ${i}`, input]);
    this.rows([
      ...inputs, ["output N", seen.output], ["adjoint of N", seen.seeds],
      [`r = ${short(seen.residual)} at t = ${short(seen.t)}`, []],
    ]);
    seen.layers[this.layer].forEach(({ z, a, bar }, i) => {
      const cells = this.cells[i];
      for (let k = 0; k < 3; k++) {
        cells[k].textContent = short(z[k]);
        cells[3 + k].textContent = short(a[k]);
        cells[6 + k].textContent = short(bar[k]);
      }
    });
  }

  /** What goes in and out of the network. */
  rows(rows) {
    this.flow.replaceChildren(...rows.map(([name, jet]) => {
      const row = document.createElement("tr");
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = name;
      if (jet.length === 0) head.colSpan = 4;
      row.append(head, ...[...jet].map((value) => {
        const cell = document.createElement("td");
        cell.textContent = short(value);
        return cell;
      }));
      return row;
    }));
  }
}
