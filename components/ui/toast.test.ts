import { expect, test } from "vitest";
import { withToast } from "./toast";

const toast = (id: number, message: string, tone: "neutral" | "negative" = "neutral") => ({ id, message, tone });

test("what is said again stands once, as the newest; of others three stay", () => {
  const said = [toast(1, "Saved."), toast(2, "Copied."), toast(3, "Saved.", "negative")];
  expect(withToast(said, toast(4, "Saved.")).map(({ id }) => id)).toEqual([2, 3, 4]);
  expect(withToast(said, toast(4, "Removed.")).map(({ id }) => id)).toEqual([2, 3, 4]);
  expect(withToast(said.slice(0, 2), toast(4, "Saved.")).map(({ id }) => id)).toEqual([2, 4]);
});
