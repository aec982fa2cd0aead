import { afterAll, inject, vi } from "vitest";
import { shareBundles } from "./bundle";

shareBundles(inject("programs"));

// The next file in this process begins, in its beforeAll, before the last test's stubs would be taken away.
afterAll(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});
