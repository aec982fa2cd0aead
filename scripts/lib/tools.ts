/** The tools as Node programs: run directly, so that a signal reaches them and not a wrapper. */
export const tools = {
  biome: "node_modules/@biomejs/biome/bin/biome",
  depcruise: "node_modules/dependency-cruiser/bin/dependency-cruise.mjs",
  next: "node_modules/next/dist/bin/next",
  playwright: "node_modules/@playwright/test/cli.js",
  tsc: "node_modules/typescript/bin/tsc",
  tsxWatch: "node_modules/tsx/dist/cli.mjs",
  vitest: "node_modules/vitest/vitest.mjs",
} as const;

export const typescript = ["--import", "tsx"] as const;

/** The rooms whose imports are checked. */
export const rooms = ["app", "components", "lib", "db", "sandbox", "scripts", "e2e"] as const;
