// The main job as its people do it: come in, ask for help, exchange, decide together.

import assert from "node:assert/strict";
import { ask, fill, given, keyboard, logIn, look, open, press, run, says, somebody, text, tick, word } from "./browser.mjs";

const { newcomer, owner, registrar } = given.people;

await run(async () => {
  const theirs = await somebody("phone");
  const registry = await somebody();
  const giving = await somebody();

  await comeIn(theirs, registry);
  await logIn(giving, owner);
  const offer = await askForHelp(theirs);
  await exchange(theirs, giving, offer);
  await decide(theirs, giving);
});

/** Registers, confirms the address through the mail's link, is admitted by the registrar. */
async function comeIn(page, registry) {
  await keyboard(page, "/register", "display_name");
  await look(page, "register");
  await fill(page, { display_name: newcomer.name, email: newcomer.email, password: newcomer.password });
  await press(page, word("register-submit"));
  await says(page, word("register-sent-title"));
  await look(page, "register-sent");

  await open(page, await ask({ link: "/verify-email", to: newcomer.email }));
  await look(page, "confirm-address");
  await press(page, word("confirm-submit"));
  await says(page, word("done-email-confirmed"));
  await keyboard(page, "/login", "email");
  await look(page, "login");
  await logIn(page, newcomer);
  await look(page, "home-applicant");

  await logIn(registry, registrar, "/members/applicants");
  await says(registry, newcomer.name);
  await look(registry, "applicants");
  await press(registry, word("member-approve", { name: newcomer.name }));
  await says(registry, word("done-member-approved"));
  await open(registry, "/members");
  await says(registry, newcomer.name, owner.name);
  await look(registry, "members");
}

/** Posts the request and reads which offers answer it and why; returns the best one's path. */
async function askForHelp(page) {
  await open(page, "/listings");
  await look(page, "market");
  await page.getByRole("link", { name: word("market-post"), exact: true }).click();
  await keyboard(page, "/listings/new", "title");
  await look(page, "listing-new");
  await tick(page, "kind", "request");
  await tick(page, "gift", "on");
  await tick(page, "time", "on");
  await fill(page, {
    title: "Besoin d'aide pour mon site vitrine",
    description: "Je lance mon activité de couture et je voudrais un petit site simple.",
    hours: "2",
    minutes: "0",
    place_label: "Chambéry",
    lat: "45.5646",
    lon: "5.9178",
    radius_km: "5",
    availability: "2026-11-24 18:00-21:00",
  });
  await press(page, word("market-publish"));
  await says(page, "Besoin d'aide pour mon site vitrine", word("done-listing-posted"), word("market-matches-request"));
  await look(page, "request-with-matches");

  const best = page.locator("main article.listing").first();
  assert.equal(await text(best.locator(".listing-title")), given.offer.title);
  const reasons = (await best.locator(".reasons li").allInnerTexts()).map((reason) => reason.replace(/\s+/g, " "));
  for (const expected of given.offer.reasons) {
    assert.ok(reasons.includes(expected), `no reason « ${expected} » among ${JSON.stringify(reasons)}`);
  }
  const scores = await page.locator("main article.listing meter").evaluateAll((all) => all.map((meter) => meter.value));
  assert.ok(scores.length >= 2, `only ${scores.length} offers answer`);
  assert.deepEqual(scores, scores.toSorted((a, b) => b - a), "the offers are not ranked");

  const told = await ask({ link: "/listings/", to: owner.email });
  assert.equal(new URL(page.url()).pathname, told.split("?")[0], "the owner of the best offer is told by mail");
  return best.getByRole("link").getAttribute("href");
}

/** Two hours agreed, 1 h 45 given and confirmed; each side sees whose turn it is, and both say how it went. */
async function exchange(page, giving, offer) {
  await open(page, offer);
  await look(page, "offer");
  await tick(page, "terms", "time");
  await fill(page, { hours: "2", minutes: "0", time: "2026-11-24T18:30", message: "Mardi soir chez moi ?" });
  await press(page, word("market-propose"));
  await says(page, word("exchange-turn-theirs-proposed", { name: owner.name }), word("exchange-otherwise-proposed-time"));
  await look(page, "exchange-proposed");
  const address = new URL(page.url()).pathname;

  await open(giving, "/exchanges");
  await says(giving, word("exchanges-your-turn"));
  await look(giving, "exchanges");
  await giving.locator(`main a[href="${address}"]`).click();
  await says(giving, word("exchange-turn-yours-proposed"));
  await look(giving, "exchange-to-answer");
  await press(giving, word("exchange-do-agree"));
  await says(giving, word("exchange-turn-yours-agreed"));
  await look(giving, "exchange-agreed");
  await open(page, "/hours");
  await says(page, "2 h");
  await fill(giving, { hours: "1", minutes: "45" });
  await press(giving, word("exchange-do-deliver"));
  await says(giving, word("exchange-turn-theirs-delivered", { name: newcomer.name }));

  await open(page, address);
  await says(page, word("exchange-turn-yours-delivered"), "1 h 45");
  await look(page, "exchange-to-confirm");
  await press(page, word("exchange-do-confirm"));
  await says(page, word("exchange-nobodys-turn-confirmed"));
  await look(page, "exchange-to-review");
  for (const [side, words] of [[page, "Un site clair et beaucoup de patience."], [giving, "Un accueil chaleureux."]]) {
    await open(side, address);
    await tick(side, "rating", "5");
    await side.locator(`form[action="${address}/review"] textarea`).fill(words);
    await press(side, word("exchange-do-review"));
    await says(side, words, word("exchange-rating-5"));
  }
  await look(giving, "exchange-reviewed");

  await open(page, "/hours");
  await says(page, "−1 h 45");
  assert.equal(await figure(page, word("hours-balance")), "−1 h 45");
  assert.equal(await figure(page, word("hours-held")), "0 min");
  await look(page, "hours");
  await open(giving, "/hours");
  // Two per cent of 105 minutes, rounded down, went to the fund.
  assert.equal(await figure(giving, word("hours-balance")), "1 h 43");
  await open(giving, "/fund");
  await says(giving, "2 min");
  await look(giving, "fund");
}

async function figure(page, label) {
  const box = page.locator("main .figures > div").filter({ has: page.getByText(label, { exact: true }) });
  return text(box.locator("dd").first());
}

/** A rule change from its draft to the register, and the rule it changed. */
async function decide(page, giving) {
  await open(page, "/proposals");
  await look(page, "proposals-none");
  await page.getByRole("link", { name: word("proposals-new"), exact: true }).click();
  await page.waitForURL("**/proposals/new");
  await look(page, "proposal-choose");
  await page.locator("#rules summary").click();
  await page.locator('main a[href="/proposals/new?rule=levy_rate_bp"]').click();
  await page.waitForURL("**/proposals/new?rule=levy_rate_bp");
  await look(page, "proposal-new");
  await fill(page, { value: "5", title: "Un fonds plus solide", body: "Le fonds paie les trajets de qui ne conduit pas." });
  await press(page, word("proposal-save"));
  await says(page, word("done-proposal-drafted"), "2 %", "5 %");
  await look(page, "proposal-draft");
  await press(page, word("proposal-open"));
  await says(page, word("done-proposal-opened"));
  await look(page, "proposal-open");
  const address = new URL(page.url()).pathname;

  for (const side of [page, giving]) {
    await open(side, address);
    await tick(side, "choice", "yes");
    await press(side, word("vote-submit"));
    await says(side, word("receipt-title"));
  }
  await look(page, "receipt");
  await open(page, address);
  await says(page, word("vote-you-voted"), word("refusal-tally-hidden"));

  await ask({ advance_days: 8 });
  await open(page, address);
  await says(page, word("proposal-status-passed"), word("vote-result"));
  await look(page, "proposal-passed");
  await open(page, `${address}/ballots`);
  await look(page, "ballots");
  await open(page, "/decisions");
  await says(page, "Le prélèvement solidaire passe de 2 % à 5 %.", "2 oui, 0 non", "Un fonds plus solide");
  await look(page, "decisions");
  await open(page, "/rules/levy_rate_bp");
  await says(page, "5 %", word("rules-decided-link"));
  await look(page, "rule");
  await open(page, "/notifications");
  await look(page, "notifications");
}
