import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { OptionLines, optionLines } from "./option-lines";

test("a list of choices comes out as it went in, labels with spaces too", () => {
  const lines = optionLines([
    { value: "BA", label: "Bosnia & Herzegovina" },
    { value: "EUR", label: "EUR, Euro" },
  ]);
  expect(renderToStaticMarkup(<OptionLines lines={lines} />)).toBe(
    '<option value="BA">Bosnia &amp; Herzegovina</option><option value="EUR">EUR, Euro</option>',
  );
});
