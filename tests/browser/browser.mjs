// A real Chromium that judges every page it is shown: strict CSP without a complaint, no request to anyone else, no
// cookie but ours, WCAG 2.2 A and AA, no sideways scrolling on a narrow phone. What it finds is collected with the page's
// address and told at the end, so that one run shows every fault.

import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

// The packages belong to the front end; this file lies outside it.
const require = createRequire(new URL("../../web/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const { AxeBuilder } = require("@axe-core/playwright");

const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const COOKIES = ["commonhour_language", "commonhour_session"];
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };
// The narrowest width that must do without sideways scrolling (WCAG 2.2, 1.4.10).
const NARROW = { width: 320, height: 640 };
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const PATIENCE_MS = 60_000;

/** What the Rust side passed: base address, people, whether scripts run, where pictures go. */
export const given = JSON.parse(process.argv[2]);

// --- The words of the pages ---------------------------------------------------------------------------------------

const words = new Map();
const locales = new URL("../../web/locales/fr/", import.meta.url);
for (const file of readdirSync(locales)) {
  for (const line of readFileSync(new URL(file, locales), "utf8").split("\n")) {
    const found = /^([a-z][\w-]*) = (.+)$/.exec(line);
    if (found) words.set(found[1], found[2]);
  }
}

/** The French text of a one-line message, so that rewording a button does not break a test. */
export function word(key, values = {}) {
  assert.ok(words.has(key), `no one-line French text for ${key}`);
  return words.get(key).replace(/\{ \$(\w+) \}/g, (_, name) => values[name]).replace(/\s+/g, " ");
}

// --- Asking the Rust side -----------------------------------------------------------------------------------------

const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** One line out, one line back: the server's clock and its mails are the Rust side's. */
export async function ask(question) {
  process.stdout.write(`ask ${JSON.stringify(question)}\n`);
  const { value, done } = await answers.next();
  assert.ok(!done, "the Rust side hung up");
  return JSON.parse(value);
}

// --- Browsing -----------------------------------------------------------------------------------------------------

const faults = [];
const pictures = given.screenshots;
if (pictures) mkdirSync(pictures, { recursive: true });

/** Notes what is wrong and goes on. */
export function fault(text) {
  faults.push(text);
}

let browser;

/** Somebody's browser: cookies of their own. */
export async function somebody(viewport = "desktop") {
  const context = await browser.newContext({
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    viewport: viewport === "phone" ? PHONE : DESKTOP,
    javaScriptEnabled: given.scripts,
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(PATIENCE_MS);
  context.on("request", (request) => {
    if (!request.url().startsWith(`${given.base}/`) && !request.url().startsWith("data:")) {
      faults.push(`${request.frame().url()}: asks ${request.url()}, which is not this server`);
    }
  });
  context.on("response", (response) => {
    const policy = response.headers()["content-security-policy"] ?? "";
    if (!policy.includes("default-src 'none'") || policy.includes("unsafe")) {
      faults.push(`${response.url()}: a weak or missing CSP: ${policy}`);
    }
  });
  context.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      faults.push(`${message.page()?.url()}: the console says: ${message.text()}`);
    }
  });
  context.on("weberror", (error) => faults.push(`${error.page()?.url()}: a script failed: ${error.error()}`));
  return context.newPage();
}

/** Opens a page of ours, which must be there. */
export async function open(page, path) {
  const response = await page.goto(`${given.base}${path}`);
  assert.equal(response.status(), 200, `${path} answers ${response.status()}: ${await page.locator("main").innerText()}`);
}

export async function logIn(page, person, next = "/") {
  await open(page, `/login?next=${encodeURIComponent(next)}`);
  await fill(page, { email: person.email, password: person.password });
  await press(page, word("login-submit"));
  await page.waitForURL((url) => url.pathname === next);
}

/** Fills fields by name; each must have a visible label. */
export async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) {
    const label = page.locator(`main label[for="f-${name}"]`);
    assert.notEqual((await label.innerText()).trim(), "", `the field ${name} has no label`);
    await page.locator(`main #f-${name}`).fill(value);
  }
}

/** Chooses radio buttons or ticks boxes by name and value. */
export async function tick(page, name, value) {
  await page.locator(`main input[name="${name}"][value="${value}"]`).check();
}

/** Presses the button with this text and waits for the page that answers. */
export async function press(page, text) {
  const answered = page.waitForResponse(
    (response) => response.request().isNavigationRequest() && ![302, 303].includes(response.status()),
  );
  await page.locator("main").getByRole("button", { name: text, exact: true }).click();
  const response = await answered;
  await page.waitForLoadState("load");
  assert.equal(
    response.status(),
    200,
    `after « ${text} »: ${response.status()} at ${response.url()}: ${await page.locator("main").innerText()}`,
  );
}

/** Text as one line, with ordinary spaces. */
export async function text(locator) {
  return (await locator.innerText()).replace(/\s+/g, " ").trim();
}

/** The page says this somewhere in its main part. */
export async function says(page, ...parts) {
  const all = await text(page.locator("main"));
  for (const part of parts) {
    const found = part instanceof RegExp ? part.test(all) : all.includes(part);
    assert.ok(found, `${page.url()} does not say ${part}:\n${all}`);
  }
}

// --- Judging ------------------------------------------------------------------------------------------------------

/** Judges the page as it stands, in a narrow, a phone's and a desk's window, light and dark, and takes its picture. */
export async function look(page, name) {
  const before = page.viewportSize();
  const address = new URL(page.url()).pathname;
  await page.setViewportSize(NARROW);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  if (width > NARROW.width) {
    const wide = await page.evaluate(widest);
    faults.push(`${address} (${name}): scrolls sideways, ${width} px in a window of ${NARROW.width} px: ${wide}`);
  }
  for (const [window, size, colorScheme] of [
    ["phone", PHONE, "light"],
    ["desktop", DESKTOP, "light"],
    ["dark", DESKTOP, "dark"],
  ]) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    if (pictures) await page.screenshot({ path: `${pictures}/${name}-${window}.png`, fullPage: true });
    // Axe is a script in the page: where none run, the same pages are judged by the runs that let them.
    if (!given.scripts) continue;
    // Legacy mode: a second page, which the other mode opens, has nothing to do in frames we do not have.
    const report = await new AxeBuilder({ page }).withTags(WCAG).setLegacyMode(true).analyze();
    for (const violation of report.violations) {
      const where = violation.nodes.map((node) => `${node.target.join(" ")} ${node.html.slice(0, 160)}`);
      faults.push(`${address} (${name}, ${window}): ${violation.id}: ${violation.help}\n    ${where.join("\n    ")}`);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(before);
  for (const raw of await page.evaluate(rawTexts)) faults.push(`${address} (${name}): shows a key, not a text: ${raw}`);
  const strange = (await page.context().cookies()).filter((cookie) => !COOKIES.includes(cookie.name));
  for (const cookie of strange) faults.push(`${address}: sets a cookie of its own, ${cookie.name}`);
  console.log(`looked at ${name} ${address}`);
}

/** The innermost elements that stick out of the window. Runs in the page. */
function widest() {
  const out = [...document.querySelectorAll("body *")].filter(
    (element) => element.getBoundingClientRect().right > innerWidth + 1,
  );
  return out
    .filter((element) => !out.some((other) => other !== element && element.contains(other)))
    .slice(0, 3)
    .map((element) => element.outerHTML.slice(0, 160))
    .join(" | ");
}

/** Texts that look like the key of a message that has no words, or like a value nobody filled in. Runs in the page. */
function rawTexts() {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim();
    const inCode = walker.currentNode.parentElement.closest("code, script, textarea");
    if (!inCode && (/^[a-z]+(-[a-z0-9_]+)+$/.test(text) || /\{ ?\$\w/.test(text))) found.push(text);
  }
  return found;
}

/** From the address bar: the first Tab stop skips the menu, and the field is reached by Tab alone. */
export async function keyboard(page, path, field) {
  await open(page, path);
  await page.keyboard.press("Tab");
  assert.equal(await page.locator(":focus").getAttribute("class"), "skip", `${path}: the first Tab stop is no skip link`);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.hash === "#main");
  const inMain = "#main :focus";
  for (let stops = 0; stops < 60; stops += 1) {
    await page.keyboard.press("Tab");
    assert.equal(await page.locator(inMain).count(), 1, `${path}: Tab left the main part before reaching ${field}`);
    if ((await page.locator(inMain).getAttribute("name")) === field) return;
  }
  assert.fail(`${path}: ${field} is not reached by Tab`);
}

/** Runs the whole script; any fault ends the process with 1. */
export async function run(script) {
  try {
    browser = await chromium.launch({ executablePath: given.chromium, args: CHROMIUM_FLAGS });
    await script();
  } catch (error) {
    faults.push(error.stack);
  } finally {
    await browser?.close();
  }
  for (const fault of faults) console.log(`FAULT ${fault}`);
  process.exit(faults.length === 0 ? 0 : 1);
}
