import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findChromium } from "./chromium";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "upvendo-chromium-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, script: string) {
  const executablePath = join(folder, name);
  writeFileSync(executablePath, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return executablePath;
}

const working = (name: string) => program(name, "echo Chromium 150.0.1");
const missingLibrary = (name: string) =>
  program(name, "echo 'libnss3.so: cannot open shared object file' >&2; exit 127");
const packaged = async () => ({ executablePath: working("packed"), env: { FONTCONFIG_PATH: folder } });

test("CHROMIUM_PATH comes before everything, and is not passed over in silence when it does not start", async () => {
  const own = working("own");
  expect(await findChromium({ CHROMIUM_PATH: own }, packaged)).toEqual({ executablePath: own, env: {} });
  const broken = missingLibrary("broken");
  await expect(findChromium({ CHROMIUM_PATH: broken }, packaged)).rejects.toThrow(
    `CHROMIUM_PATH=${broken} does not start: name a Chromium that does, or unset it.`,
  );
});

test("the packaged one comes before an installed one, which takes over where the packaged one does not start", async () => {
  const installed = working("chromium");
  expect(await findChromium({ PATH: folder }, packaged)).toEqual(await packaged());
  const unfit = async () => ({ executablePath: missingLibrary("packed"), env: {} });
  expect(await findChromium({ PATH: folder }, unfit)).toEqual({ executablePath: installed, env: {} });
});

test("an installed one that does not start is passed over", async () => {
  missingLibrary("chromium");
  const next = working("google-chrome");
  const none = () => Promise.reject(new Error("not installed"));
  expect(await findChromium({ PATH: folder }, none)).toEqual({ executablePath: next, env: {} });
});
