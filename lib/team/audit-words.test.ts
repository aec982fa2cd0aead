import { expect, test } from "vitest";
import { auditWords } from "./audit-words";
import { describeDevice } from "./describe-device";

test("an entry says what was done and the details that words can hold", () => {
  const detail = { name: "Old Town", changed: ["openingHours", "timeZone"], secret: { nested: true }, empty: "" };
  expect(auditWords("location.updated", detail)).toEqual({
    what: "Changed a location",
    detail: "name: Old Town · changed: opening hours, time zone",
  });
});

test("a key is named with what it is good for", () => {
  expect(auditWords("api_key.created", { name: "Kiosk 1", channel: "kiosk" })).toEqual({
    what: "Made an API key",
    detail: "name: Kiosk 1 · channel: kiosk",
  });
});

test("an action without words of its own is still readable", () => {
  expect(auditWords("menu_text.set", {}).what).toBe("Menu text set");
});

test("devices are named as people know them", () => {
  expect(describeDevice("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1")).toBe(
    "Safari on iPhone",
  );
  expect(describeDevice("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0")).toBe("Edge on Windows");
  expect(describeDevice("curl/8")).toBe("Unknown device");
  expect(describeDevice(null)).toBe("Unknown device");
});
