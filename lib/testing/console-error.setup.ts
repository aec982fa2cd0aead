import { format } from "node:util";
import { afterEach, beforeEach, expect, vi } from "vitest";

let unexpected: string[] = [];

beforeEach(() => {
  unexpected = [];
  // A test that expects one spies on console.error itself and so takes this spy's place.
  vi.spyOn(console, "error").mockImplementation((...args) => {
    unexpected.push(format(...args));
  });
});

afterEach(() => {
  expect(unexpected, "an unexpected console.error").toEqual([]);
});
