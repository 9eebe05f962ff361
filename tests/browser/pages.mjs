// Every page that a link leads to, as the people of the demonstration see it: each must be there and stand up to the same
// judgement. A page counts once by its shape (ids left out), for the first of the people who can open it.

import { fault, given, logIn, look, run, somebody } from "./browser.mjs";

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const FILE = /\.(json|atom|ics|md)$/;
const judged = new Set();

await run(async () => {
  for (const person of [null, ...given.people]) {
    const page = await somebody();
    if (person) await logIn(page, person);
    await wander(page, person?.role ?? "visitor");
    await page.context().close();
  }
});

async function wander(page, role) {
  const met = new Set(["/"]);
  const ahead = [{ path: "/", from: "the address bar" }];
  // Pages that only some listings link to; the walk opens one listing.
  ahead.push(...(given.also?.[role] ?? []).map((path) => ({ path, from: "the address bar" })));
  while (ahead.length > 0) {
    const { path, from } = ahead.shift();
    const response = await page.goto(given.base + path);
    if (response.status() !== 200) {
      fault(`${role}: ${from} links to ${path}, which answers ${response.status()}`);
      continue;
    }
    const shape = shapeOf(new URL(page.url()));
    // Whoever is logged in sees another first page than a visitor.
    const sight = role === "visitor" ? `visitor ${shape}` : shape;
    if (!judged.has(sight)) {
      judged.add(sight);
      await look(page, `${role}${shape.replaceAll("/", "-").replaceAll(":", "")}`.replace(/-$/, "-home"));
    }
    // A file to keep, or of another type than a page, is not judged as one.
    const links = await page.locator("a[href]:not([download]):not([type])").evaluateAll((all) => all.map((a) => a.href));
    for (const link of links.map((href) => new URL(href))) {
      if (link.origin !== given.base || link.pathname.startsWith("/api/") || met.has(shapeOf(link))) continue;
      // Files to keep or to subscribe to are no pages.
      if (FILE.test(link.pathname)) continue;
      met.add(shapeOf(link));
      ahead.push({ path: link.pathname + link.search, from: path });
    }
  }
}

function shapeOf(url) {
  // Rules and texts of the charter have names instead of ids; one of them is enough. The form of a proposal has a shape
  // for each kind.
  const path = url.pathname.replace(ID, ":id").replace(/^\/(rules|charter)\/[\w-]+/, "/$1/:key");
  const kind = path === "/proposals/new" && url.searchParams.get("kind");
  return kind ? `${path}-${kind}` : path;
}
