// The live page in headless Chromium: node browser.mjs PAGE [--screenshots DIRECTORY] [--measure] [--only TEST]
//
// PAGE is the file that docs/live/build.sh wrote; CHROMIUM names the browser if it is not /usr/bin/chromium. Times are
// printed with --measure and never judged: they are those of the machine.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [file, ...options] = process.argv.slice(2);
const url = pathToFileURL(resolve(file)).href;
const measure = options.includes("--measure");
const only = options.includes("--only") ? options[options.indexOf("--only") + 1] : "";
const screenshots = options.includes("--screenshots") ? options[options.indexOf("--screenshots") + 1] : null;

const flags = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];
const profile = mkdtempSync(join(tmpdir(), "hyperwell-live-"));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  headless: true,
  args: flags,
  viewport: { width: 1280, height: 900 },
});

/** What went wrong in any page. */
const complaints = [];
async function open(size = { width: 1280, height: 900 }, colorScheme = "light") {
  const page = await context.newPage();
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => /^(file|data|blob):/.test(request.url()) || complaints.push(`request of ${request.url()}`));
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme });
  await page.goto(url);
  await page.waitForFunction(() => window.page && document.getElementById("n-exact").textContent !== "–", null, { timeout: 10_000 });
  return page;
}

const text = (page, id) => page.locator(`#${id}`).textContent();
const value = async (page, id) => Number(await text(page, id));
/**
 * Starts, and pauses in the frame in which the residual is descended and the relative error of E is below a limit: before, the
 * energy of a ψ that is still wrong may pass the right one.
 */
async function reaches(page, limit) {
  await page.click("#run");
  const reached = (limit) => {
    const text = (id) => document.getElementById(id).textContent;
    const done = text("n-phase") === "residual" && Number(text("n-error")) < limit;
    if (done) document.getElementById("run").click();
    return done;
  };
  await page.waitForFunction(reached, limit, { timeout: 120_000 });
}

/** Moves a slider. */
const choose = (page, id, to) =>
  page.evaluate(
    ([id, to]) => {
      const slider = document.getElementById(id);
      slider.value = to;
      for (const type of ["input", "change"]) slider.dispatchEvent(new Event(type));
    },
    [id, to],
  );
/** Waits for Newton's end. */
const ended = (page) =>
  page.waitForFunction(() => document.getElementById("message").textContent.includes("Newton steps"), null, { timeout: 60_000 });

const tests = {
  async "the three wells reach their energy, and the loop stops when asked to"() {
    const page = await open();
    for (const [index, exact] of [9.8696044010894, 1.639480188546, 25.059686290158].entries()) {
      await page.selectOption("#potential", String(index));
      assert.ok(Math.abs((await value(page, "n-exact")) - exact) < 1e-11);
      await reaches(page, 1e-4);
      assert.ok(Math.abs((await value(page, "n-energy")) / exact - 1) < 1e-4);
      const step = await value(page, "n-step");
      await page.waitForTimeout(200);
      assert.equal(await value(page, "n-step"), step);
      // The descent of the energy has its minimum a quarter below 1; 0 would be the trap.
      assert.ok((await value(page, "n-norm")) > 0.6);
    }
    await page.close();
  },

  async "an excited state is found from a coarse one"() {
    const page = await open();
    // By closed forms: the finite well's from tan and cot matching, the oscillator's 2n + 1, the box's (n + 1)² π².
    for (const [index, state, exact] of [["0", 5, (6 * Math.PI) ** 2], ["1", 2, 13.8917817498256], ["3", 5, 11]]) {
      await page.selectOption("#potential", index);
      await choose(page, "state", state);
      assert.ok(Math.abs((await value(page, "n-exact")) / exact - 1) < 1e-8, await text(page, "n-exact"));
      await reaches(page, 1e-4);
      const nodes = await page.evaluate(() => {
        const large = Array.from(window.page.seen.psi).filter((psi) => Math.abs(psi) > 0.05);
        return large.slice(1).filter((psi, i) => psi * large[i] < 0).length;
      });
      assert.equal(nodes, state);
    }
    await page.close();
  },

  async "newton reaches machine precision, for excited states as well"() {
    const page = await open();
    for (const [index, state] of [["0", 0], ["1", 0], ["2", 0], ["3", 0], ["1", 3], ["4", 1]]) {
      await page.selectOption("#potential", index);
      await choose(page, "state", state);
      await page.click("#newton");
      await ended(page);
      assert.ok((await value(page, "n-error")) < 1e-10, `potential ${index}, state ${state}`);
      await page.click("#adam");
    }
    await page.close();
  },

  async "newton leaves the page free, and waits for a reader who pauses"() {
    const page = await open();
    await page.selectOption("#potential", "5");
    await page.click("#newton");
    await page.waitForFunction(() => window.page.newton.shown >= 2);
    await page.click("#run");
    const shown = await value(page, "n-step");
    // The worker is still at it while the page answers.
    await page.focus("#place");
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.evaluate(() => window.page.newton.milliseconds), null);
    assert.equal(await page.locator("#place").inputValue(), "0.451");
    await page.waitForFunction((count) => window.page.newton.seen.length > count, shown + 2);
    assert.equal(await value(page, "n-step"), shown);
    await page.keyboard.press("s");
    await page.waitForFunction((step) => Number(document.getElementById("n-step").textContent) === step, shown + 1);
    await page.click("#run");
    await ended(page);
    // Another potential forgets the worker.
    await page.selectOption("#potential", "1");
    assert.equal(await page.evaluate(() => window.page.newton.begun), false);
    await page.close();
  },

  async "everything can be done from the keyboard"() {
    const page = await open();
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.id), "well");
    const place = await page.locator("#place").inputValue();
    await page.keyboard.press("ArrowRight");
    assert.notEqual(await page.locator("#place").inputValue(), place);
    await page.keyboard.press("Space");
    await page.waitForFunction(() => Number(document.getElementById("n-step").textContent) > 50);
    await page.keyboard.press("Space");
    assert.equal(await text(page, "run"), "Start");
    const before = await value(page, "n-step");
    await page.keyboard.press("s");
    assert.equal(await value(page, "n-step"), before + 1);
    await page.keyboard.press("r");
    assert.equal(await value(page, "n-step"), 0);

    // Every control is reached by Tab, and a select answers to arrows.
    const reached = new Set();
    for (let i = 0; i < 36; i++) {
      await page.keyboard.press("Tab");
      reached.add(await page.evaluate(() => document.activeElement.id));
    }
    for (const id of ["run", "step", "restart", "adam", "newton", "potential", "state", "layers", "width", "activation", "points", "rate", "seed", "neurons", "place"]) {
      assert.ok(reached.has(id), `${id} is not reached`);
    }
    await page.focus("#state");
    await page.keyboard.press("ArrowRight");
    assert.ok((await value(page, "n-exact")) > 6);
    await page.keyboard.press("n");
    await ended(page);
    await page.keyboard.press("a");
    assert.equal(await page.locator("#adam").getAttribute("aria-pressed"), "true");
    await page.focus("#width");
    await page.keyboard.press("ArrowLeft");
    assert.equal(await page.locator("#neurons-table tr").count(), 28);
    await page.close();
  },

  async "a potential can be drawn, by hand and by key"() {
    const page = await open();
    await page.selectOption("#potential", "5");
    const flat = await value(page, "n-exact");
    const box = await page.locator("#well").boundingBox();
    const at = (x, y) => [box.x + x * box.width, box.y + y * box.height];
    await page.mouse.move(...at(0.1, 0.5));
    await page.mouse.down();
    await page.mouse.move(...at(0.9, 0.5), { steps: 20 });
    await page.mouse.up();
    const drawn = await value(page, "n-exact");
    assert.ok(Math.abs(drawn - flat) > 1);
    await page.focus("#well");
    await page.keyboard.press("ArrowUp");
    assert.ok((await value(page, "n-exact")) > drawn);
    await reaches(page, 1e-3);
    await page.close();
  },

  async "the microscope shows the chain rule"() {
    const page = await open();
    await page.keyboard.press("s");
    // a″ = f′ z″ + f″ z′² for tanh, and z̄″ = f′ ā″, from the numbers themselves.
    const seen = await page.evaluate(() => window.page.engine.microscope(0.4));
    for (const layer of seen.layers) {
      for (const { z, a } of Object.values(layer)) {
        const [t, q] = [Math.tanh(z[0]), 1 / Math.cosh(z[0]) ** 2];
        assert.ok(Math.abs(a[1] - q * z[1]) < 1e-12 * (1 + Math.abs(a[1])));
        assert.ok(Math.abs(a[2] - (q * z[2] - 2 * t * q * z[1] ** 2)) < 1e-12 * (1 + Math.abs(a[2])));
      }
    }
    await page.click("#tabs button:nth-child(2)");
    assert.equal(await page.locator("#tabs button:nth-child(2)").getAttribute("aria-pressed"), "true");
    await page.close();
  },

  async "a page of 400 pixels does not scroll sideways"() {
    const page = await open({ width: 400, height: 800 });
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 400);
    await page.close();
  },
};

if (measure) {
  tests["times"] = async () => {
    const start = performance.now();
    const page = await open();
    console.log(`  first picture after ${(performance.now() - start).toFixed(0)} ms`);
    await page.evaluate(() => {
      document.getElementById("points").value = 256;
      window.page.restart();
      const frame = window.page.frame.bind(window.page);
      window.work = [];
      window.page.frame = (now) => {
        const start = performance.now();
        frame(now);
        window.work.push(performance.now() - start);
      };
    });
    await page.click("#run");
    await page.waitForTimeout(1500);
    const frames = async (count) => {
      const times = await page.evaluate(
        (count) =>
          new Promise((done) => {
            const times = [];
            const tick = (now) => (times.push(now), times.length > count ? done(times) : requestAnimationFrame(tick));
            requestAnimationFrame(tick);
          }),
        count,
      );
      const gaps = times.slice(1).map((time, i) => time - times[i]).sort((a, b) => a - b);
      const rate = (1000 * gaps.length) / (times[times.length - 1] - times[0]);
      return `${rate.toFixed(1)} frames a second, 95 % within ${gaps[Math.floor(0.95 * gaps.length)].toFixed(1)} ms`;
    };
    console.log(`  32-32 with 256 points: ${await frames(180)}`);
    const step = await value(page, "n-step");
    const work = (await page.evaluate(() => window.work)).sort((a, b) => a - b);
    console.log(`  of a frame's 16.7 ms the page takes ${work[Math.floor(0.5 * work.length)].toFixed(1)} (median), 95 % below ${work[Math.floor(0.95 * work.length)].toFixed(1)}`);
    console.log(`  ${await text(page, "n-speed")}, ${step} steps so far`);
    await page.selectOption("#potential", "5");
    await page.click("#newton");
    console.log(`  during Newton on a drawn potential: ${await frames(90)}`);
    await page.close();
  };
}

if (screenshots) {
  tests["screenshots"] = async () => {
    for (const [width, height] of [[1280, 1500], [400, 2400]]) {
      for (const scheme of ["light", "dark"]) {
        const page = await open({ width, height }, scheme);
        await reaches(page, 1e-3);
        await page.screenshot({ path: join(screenshots, `live-${width}-${scheme}.png`) });
        await page.selectOption("#potential", "4");
        await choose(page, "state", 3);
        await reaches(page, 1e-2);
        await page.click("#newton");
        await ended(page);
        await page.screenshot({ path: join(screenshots, `live-${width}-${scheme}-newton.png`) });
        await page.close();
      }
    }
  };
}

let failed = 0;
for (const [name, test] of Object.entries(tests).filter(([name]) => name.includes(only))) {
  try {
    await test();
    assert.deepEqual(complaints, [], "nothing in the console, no request");
    console.log(`ok      ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${name}\n${error.stack}\n${complaints.join("\n")}`);
  }
  complaints.length = 0;
}
await context.close();
rmSync(profile, { recursive: true, force: true });
process.exit(failed ? 1 : 0);
