import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expectAccessible } from "./fixtures/accessible";
import { writeGallery } from "./fixtures/gallery";
import { type Panel, panels } from "./fixtures/panels";
import { type Situation, type SituationName, situations } from "./fixtures/situations";
import { expect, test } from "./fixtures/test";

/** `npm run gallery`: a picture of each situation in each width and theme. */
const takesPictures = process.env.E2E_PICTURES === "1";

// It would record every picture a second time; what fails here says what it saw.
test.use({ trace: "off" });

/** 320 is a wide window at 400 % zoom. */
const widths = [320, 390, 768, 1280];
const themes = ["light", "dark"] as const;
/** What a theme changes is colours; the rest is the same page. */
const lookIn = { light: "wcag", dark: "contrast" } as const;

const all: [string, Panel][] = Object.entries(panels);
const statesOf = ({ loading, empty, error, stale, noPermission, full }: Panel) => [
  ...[loading, empty, error, stale, noPermission, full],
];

test("every panel has each of its states in a situation, or a reason why it cannot have it", () => {
  for (const [name, panel] of all) {
    for (const state of statesOf(panel)) {
      if ("never" in state) expect(state.never.length, name).toBeGreaterThan(20);
      else expect(Object.keys(situations), name).toContain(state.in);
    }
  }
});

for (const [name, situation] of Object.entries<Situation>(situations)) {
  test.describe(name, () => {
    test.use({ signedInAs: situation.as === undefined ? "owner" : situation.as });

    test("shows its panels as they should be, without a fault that axe knows, in every width and theme", async ({
      page,
      merchant,
      sandbox,
      stack,
      faults,
    }) => {
      await page.emulateMedia({ reducedMotion: "reduce" });
      await situation.open({ page, merchant, sandbox, stack, faults });
      await expectPanels(page, name as SituationName);
      // What is pinned to the top covers other things where a page is scrolled.
      await page.evaluate(() => window.scrollTo(0, 0));
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 });
        await expectNothingBesideThePage(page, width);
        if (width === 320) continue;
        for (const colorScheme of themes) {
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          if (takesPictures) await takePicture(page, `${name} ${width} ${colorScheme}`);
          await expectAccessible(page, lookIn[colorScheme], `${width} ${colorScheme}`);
        }
      }
    });
  });
}

async function expectPanels(page: Page, situation: SituationName) {
  const text = async () => (await page.locator("body").evaluate(textOf)).replace(/\s+/g, " ");
  for (const [name, panel] of all)
    for (const state of statesOf(panel))
      if ("in" in state && state.in === situation) await expect.poll(text, name).toMatch(state.says);

  const headings = await page.locator("main section[aria-labelledby]").evaluateAll(nameOf);
  const unknown = headings.filter((heading) => !all.some(([, panel]) => panel.heading.test(heading)));
  expect(unknown, "panels that are in no list").toEqual([]);
}

const nameOf = (sections: Element[]) =>
  sections.map((section) => document.getElementById(section.getAttribute("aria-labelledby") ?? "")?.textContent ?? "");

/** With what only a screen reader says. */
function textOf(body: HTMLElement | SVGElement): string {
  const copy = body.cloneNode(true) as HTMLElement;
  for (const code of copy.querySelectorAll("script, style, noscript, template")) code.remove();
  return copy.textContent ?? "";
}

/** No page is wider than the window: on a phone, what stands beside it is not found. */
async function expectNothingBesideThePage(page: Page, width: number) {
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
  await expect.poll(wide, `sideways scrolling at ${width}`).toBeLessThanOrEqual(width);
}

const pictures = () => join(test.info().project.outputDir, "panels");

test.afterAll(() => {
  if (takesPictures) writeGallery(pictures());
});

async function takePicture(page: Page, name: string) {
  const path = join(pictures(), `${name.replace(/\W+/g, "-")}.png`);
  await page.screenshot({ path, fullPage: true, animations: "disabled" });
}
