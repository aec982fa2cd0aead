import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const sources = [
  ...["app", "components", "lib", "db", "public", "instrumentation.ts"],
  ...["postcss.config.mjs", "tailwind.config.ts", "tsconfig.json", "package.json"],
];

/**
 * A production build of the same sources without `proxy.ts`, in a folder of its own below the project, where the packages are found
 * upwards. The types are not checked again: the build with the proxy has done that.
 */
export async function buildWithoutProxy(): Promise<{ folder: string; remove: () => void }> {
  mkdirSync(".cache", { recursive: true });
  const folder = mkdtempSync(resolve(".cache", "without-proxy-"));
  const isTest = /\.test\.tsx?$|[/\\]testing([/\\]|$)/;
  for (const source of sources) {
    cpSync(source, join(folder, source), { recursive: true, filter: (path) => !isTest.test(path) });
  }
  writeFileSync(
    join(folder, "next.config.mjs"),
    'import config from "../../next.config.mjs";\n' +
      'export default { ...config, distDir: ".next", typescript: { ignoreBuildErrors: true } };\n',
  );
  await promisify(execFile)(process.execPath, [resolve("node_modules/next/dist/bin/next"), "build"], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: "production", NEXT_DIST_DIR: "", NEXT_TELEMETRY_DISABLED: "1" },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
