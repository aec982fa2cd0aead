import { gzipSync } from "node:zlib";
import type { Locator } from "@playwright/test";
import { updateBrand } from "@/lib/brand/update-brand";
import { expectFine, item, phone, shots } from "./fixtures/guest-page";
import { openForGuests } from "./fixtures/guests";
import { breakPictures, expectPlacesKept, widthsOf } from "./fixtures/pictures";
import { expect, test } from "./fixtures/test";

test.use({ signedInAs: null, viewport: phone });

test("guests see the restaurant in its own name and colours", async ({ page, connected, sandbox, stack }) => {
  const place = await openForGuests(stack, connected, sandbox);
  await updateBrand(stack.services, connected.session.actor, {
    ...{ name: "Chez Nous", accent: "#8a1538", ground: "#fffaf2", ink: "#1b1b1b" },
  });
  const ground = (locator: Locator) => locator.evaluate((element) => getComputedStyle(element).backgroundColor);
  // On a dark page the header is dark, and the button as much lighter as it takes to stand out.
  const looks = {
    light: { header: "rgb(255, 250, 242)", button: "rgb(138, 21, 56)" },
    dark: { header: "rgb(20, 23, 28)", button: "rgb(161, 68, 96)" },
  };
  for (const colorScheme of ["light", "dark"] as const) {
    const look = looks[colorScheme];
    await page.emulateMedia({ colorScheme });
    await page.goto(place.home);
    await expect(page.getByRole("banner")).toContainText("Chez Nous");
    expect(await ground(page.getByRole("banner"))).toBe(look.header);
    await item(page, "Soup of the day").getByRole("link", { name: "Soup of the day", exact: true }).click();
    expect(await ground(page.getByRole("button", { name: "Add to basket" }))).toBe(look.button);
    await expectFine(page, `brand-${colorScheme}`);
  }
});

test("a picture that does not come keeps its place and its words; one that Lightspeed has lost is a sign of ours", async ({
  page,
  connected,
  sandbox,
  stack,
  faults,
}) => {
  const place = await openForGuests(stack, connected, sandbox);
  // Before the app reads the version: it keeps those that it has read.
  await stack.sql`
    update menu_versions set content = replace(content::text, '/pictures/plate-', '/pictures/gone-')::json
    where merchant_id = ${connected.session.actor.merchantId}`;
  const pictures = page.getByRole("main").locator("img");
  await page.goto(`${place.home}?code=${place.code}`);
  await expect.poll(async () => (await widthsOf(pictures.first()))[0]).toBe(320);
  const menu = await breakPictures(page, faults);
  await page.goto(place.home);
  await expectPlacesKept(page, pictures.first(), menu.release);
  await page.unrouteAll();
  const one = await breakPictures(page, faults);
  await item(page, "Soup of the day").getByRole("link").first().click();
  await expectPlacesKept(page, page.getByRole("img", { name: "Soup of the day" }), one.release);
  await page.unrouteAll();
});

test("the page asks little of a slow phone: its script stays within 15 kB of the framework's", async ({
  page,
  connected,
  sandbox,
  stack,
  request,
}) => {
  const place = await openForGuests(stack, connected, sandbox);
  await page.goto(`${place.home}?code=${place.code}`);
  const html = await (await page.request.get(place.home)).text();
  // Those for browsers without modules are loaded by nobody else.
  const scripts = [...html.matchAll(/<script[^>]+>/g)].map(([tag]) => tag).filter((tag) => !/nomodule/i.test(tag));
  const sources = new Set(scripts.flatMap((tag) => /src="([^"]+)"/.exec(tag)?.[1] ?? []));
  let bytes = 0;
  for (const source of sources) bytes += gzipSync(await (await request.get(source)).body()).length;
  test.info().annotations.push({ type: "script", description: `${bytes} bytes` });
  if (shots) process.stdout.write(`guest page: ${sources.size} scripts, ${bytes} bytes gz, html ${html.length}\n`);
  expect(bytes).toBeLessThan(152_000);
});
