// Line plots on a canvas.

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The colours of the page, read again when the reader changes between light and dark. */
export const colours = {};
export function readColours() {
  for (const name of ["paper", "ink", "faint", "line", "network", "exact", "third", "wall", "mark"]) colours[name] = css(`--${name}`);
}

/** A canvas with a frame for data: x and y ranges in data units, margins in pixels. */
export class Plot {
  constructor(canvas, margin = { left: 52, right: 14, top: 8, bottom: 40 }) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.margin = margin;
    new ResizeObserver(() => this.fit()).observe(canvas);
    this.fit();
  }

  fit() {
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    this.width = this.canvas.clientWidth;
    this.height = this.canvas.clientHeight;
    this.canvas.width = Math.round(this.width * ratio);
    this.canvas.height = Math.round(this.height * ratio);
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.stale = true;
  }

  /** Clears the canvas and sets the ranges. */
  begin(x, y, area = [0, 1]) {
    const { left, right, top, bottom } = this.margin;
    const inner = this.width - left - right;
    this.x = x;
    this.y = y;
    this.box = [left + area[0] * inner, top, left + area[1] * inner, this.height - bottom];
    if (area[0] === 0) {
      this.context.fillStyle = colours.paper;
      this.context.fillRect(0, 0, this.width, this.height);
    }
    this.context.font = "12px system-ui, sans-serif";
  }

  px(x) {
    return this.box[0] + ((x - this.x[0]) / (this.x[1] - this.x[0])) * (this.box[2] - this.box[0]);
  }

  py(y) {
    return this.box[3] - ((y - this.y[0]) / (this.y[1] - this.y[0])) * (this.box[3] - this.box[1]);
  }

  /** x in data units under a pixel. */
  at(pixel) {
    return this.x[0] + ((pixel - this.box[0]) / (this.box[2] - this.box[0])) * (this.x[1] - this.x[0]);
  }

  /** y in data units at a pixel. */
  level(pixel) {
    return this.y[0] + ((this.box[3] - pixel) / (this.box[3] - this.box[1])) * (this.y[1] - this.y[0]);
  }

  ticksX(places, name) {
    const c = this.context;
    c.textAlign = "center";
    c.fillStyle = colours.faint;
    c.fillText(name, 0.5 * (this.box[0] + this.box[2]), this.box[3] + 33);
    for (const place of places) {
      this.rule(this.px(place), this.box[1], this.px(place), this.box[3]);
      c.fillStyle = colours.faint;
      c.fillText(minus(place), this.px(place), this.box[3] + 16);
    }
  }

  ticksY(places, text = minus) {
    const c = this.context;
    c.textAlign = "right";
    for (const place of places) {
      this.rule(this.box[0], this.py(place), this.box[2], this.py(place));
      c.fillStyle = colours.faint;
      c.fillText(text(place), this.box[0] - 6, this.py(place) + 4);
    }
  }

  rule(x0, y0, x1, y1, colour = colours.line) {
    const c = this.context;
    c.strokeStyle = colour;
    c.lineWidth = 1;
    c.beginPath();
    c.moveTo(x0, y0);
    c.lineTo(x1, y1);
    c.stroke();
  }

  line(xs, ys, colour, { width = 2, dash = [], fill } = {}) {
    const c = this.context;
    c.save();
    c.beginPath();
    c.rect(this.box[0], this.box[1] - 2, this.box[2] - this.box[0], this.box[3] - this.box[1] + 4);
    c.clip();
    c.beginPath();
    let open = false;
    for (let i = 0; i < xs.length; i++) {
      if (!Number.isFinite(ys[i])) {
        open = false;
        continue;
      }
      const [x, y] = [this.px(xs[i]), this.py(ys[i])];
      if (open) c.lineTo(x, y);
      else c.moveTo(x, y);
      open = true;
    }
    if (fill) {
      c.lineTo(this.box[2], this.box[3]);
      c.lineTo(this.box[0], this.box[3]);
      c.fillStyle = fill;
      c.fill();
    } else {
      c.setLineDash(dash);
      c.strokeStyle = colour;
      c.lineWidth = width;
      c.lineJoin = "round";
      c.stroke();
    }
    c.restore();
  }

  dot(x, y, colour, radius = 4) {
    const c = this.context;
    c.fillStyle = colour;
    c.beginPath();
    c.arc(this.px(x), this.py(y), radius, 0, 2 * Math.PI);
    c.fill();
  }
}

/** A number with a minus sign as wide as its digits. */
export const minus = (value) => String(value).replaceAll("-", "−");

/** About `count` round numbers in a range. */
export function rounds([from, to], count) {
  const rough = (to - from) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((k) => k * power).find((step) => step >= rough) ?? power;
  const ticks = [];
  for (let k = Math.ceil(from / step - 1e-9); k * step <= to + 1e-9 * step; k++) ticks.push(+(k * step).toPrecision(12));
  return ticks;
}
