import { watchFaults } from "./fixtures/faults";
import { expect, test } from "./fixtures/test";

// The watch is what makes every other test fail for what it does not look at; so it is tested itself.
test.describe("the watch over a page", () => {
  test.use({ signedInAs: null });

  test("sees errors in the page and its console, broken policy, and answers that fail", async ({
    page,
    context,
    faults,
    stack,
  }) => {
    faults.allow(/./);
    const watch = await watchFaults(context, stack.appUrl);
    await page.goto("/login");
    expect(watch.found()).toEqual([]);

    await page.evaluate(() =>
      setTimeout(() => {
        throw new Error("planted in the page");
      }),
    );
    await expect.poll(watch.found).toContainEqual(expect.stringContaining("planted in the page"));
    // biome-ignore lint/suspicious/noConsole: it is what is looked for
    await page.evaluate(() => console.error("planted in the console"));
    await expect.poll(watch.found).toContainEqual("console: planted in the console");
    await page.evaluate(() => {
      document.body.append(
        Object.assign(document.createElement("div"), { innerHTML: "<img src=x onerror='window.planted = true'>" }),
      );
    });
    await expect.poll(watch.found).toContainEqual(expect.stringContaining("content policy: script-src-attr blocked"));
    expect(await page.evaluate(() => Reflect.get(window, "planted"))).toBeUndefined();

    await page.route("**/planted", (route) => route.fulfill({ status: 500 }));
    await page.evaluate(() => fetch("/planted"));
    await expect.poll(watch.found).toContainEqual(expect.stringMatching(/^answer 500: GET .*\/planted$/));
    await page.route("**/cut", (route) => route.abort("connectionreset"));
    await page.evaluate(() => fetch("/cut").catch(() => null));
    await expect
      .poll(watch.found)
      .toContainEqual(expect.stringMatching(/^no answer \(net::ERR_CONNECTION_RESET\): GET .*\/cut$/));
  });
});
