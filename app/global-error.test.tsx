import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import GlobalError from "./global-error";

// What it stands in for has failed as well, so no address shows it on purpose.
test("where even the frame of all pages fails, the page is whole, calm and without a trace of the code", () => {
  const error = Object.assign(new TypeError("secret is not a function"), { digest: "4711" });
  const html = renderToStaticMarkup(<GlobalError error={error} reset={() => {}} />);
  expect(html).toMatch(/^<html lang="en">.*<title>Something went wrong · Upvendo<\/title>/);
  expect(html).toContain("Something went wrong on our side");
  expect(html).toMatch(/<button[^>]*>Try again<\/button>/);
  expect(html).toContain("4711");
  expect(html).not.toMatch(/secret|TypeError|at .*\.tsx?:\d/);
});
