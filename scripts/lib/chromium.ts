import { execFile } from "node:child_process";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { Fault } from "./fault";
import type { Variables } from "./variables";

export type Chromium = { executablePath: string; env: Record<string, string> };

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const usualPlaces = [
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * A Chromium that starts on this machine: the one that CHROMIUM_PATH names, else the one from the registry (the same version everywhere,
 * needs no system package), else one that is installed.
 */
export async function findChromium(given: Variables = process.env, unpack = unpackChromium): Promise<Chromium> {
  if (given.CHROMIUM_PATH) {
    const chosen = { executablePath: given.CHROMIUM_PATH, env: {} };
    if (await starts(chosen)) return chosen;
    throw new Fault(`CHROMIUM_PATH=${given.CHROMIUM_PATH} does not start: name a Chromium that does, or unset it.`);
  }
  const packaged = await unpack().catch(() => null);
  if (packaged && (await starts(packaged))) return packaged;
  for (const executablePath of installed(given.PATH ?? "")) {
    const candidate = { executablePath, env: {} };
    if (await starts(candidate)) return candidate;
  }
  throw new Fault(
    "No Chromium starts on this machine: install one (apt-get install chromium), or set CHROMIUM_PATH to its program.",
  );
}

function installed(path: string): string[] {
  const onPath = path
    .split(delimiter)
    .filter(Boolean)
    .flatMap((folder) => names.map((name) => join(folder, name)));
  return [...new Set([...onPath, ...usualPlaces])].filter(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function starts({ executablePath, env }: Chromium): Promise<boolean> {
  try {
    const run = promisify(execFile);
    const { stdout } = await run(executablePath, ["--version", "--no-sandbox"], {
      env: { ...process.env, ...env },
      timeout: 20_000,
    });
    return /\d+\.\d+/.test(stdout);
  } catch {
    return false;
  }
}

/** The packed browser with its fonts and the system libraries it may miss here, in a folder of our own. */
async function unpackChromium(): Promise<Chromium> {
  const root = resolve(dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium")), "..");
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const folder = resolve(".cache", `chromium-${version}-${process.arch}`);
  if (!existsSync(folder)) await unpackInto(folder, root);
  return {
    executablePath: join(folder, "chromium"),
    env: { LD_LIBRARY_PATH: join(folder, "al2023", "lib"), FONTCONFIG_PATH: join(folder, "fonts") },
  };
}

/** The package unpacks into the temporary folder and takes a file that exists for a file that is whole: it gets a private one, moved at the end. */
async function unpackInto(folder: string, root: string): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  const fresh = mkdtempSync(`${folder}-`);
  const before = process.env.TMPDIR;
  process.env.TMPDIR = fresh;
  try {
    const { default: packed, inflate } = await import("@sparticuz/chromium");
    await Promise.all([packed.executablePath(), inflate(join(root, "bin", "al2023.tar.br"))]);
    // The package's own list of font folders names fixed places, so text would have no letters and no size.
    writeFileSync(join(fresh, "fonts", "fonts.conf"), fontsConf(join(folder, "fonts")));
    renameSync(fresh, folder);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    // Another process may have been quicker.
    if (!existsSync(folder)) throw error;
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

/** The packed font first, so that pages measure the same everywhere; the system's only for letters that it lacks. */
function fontsConf(folder: string): string {
  const prefer = ["sans-serif", "system-ui", "serif", "monospace"].map(
    (family) => `<alias binding="same"><family>${family}</family><prefer><family>Open Sans</family></prefer></alias>`,
  );
  return [
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>`,
    ...[folder, "/usr/share/fonts", "/usr/local/share/fonts"].map((path) => `<dir>${path}</dir>`),
    `<cachedir>${join(folder, "cache")}</cachedir>`,
    ...prefer,
    "</fontconfig>",
  ].join("\n");
}
