import { spawn } from "node:child_process";

/** The web app in production. Its configuration is checked by the app itself at boot; see .env.example. */
const host = process.env.HOST || "127.0.0.1";
const port = process.env.PORT || "3000";

const app = spawn(process.execPath, ["node_modules/next/dist/bin/next", "start", "-H", host, "-p", port], {
  // Told to stop it says that it is not ready and serves a moment longer (lib/health/end-in-order.ts).
  env: { ...process.env, NODE_ENV: "production", NEXT_MANUAL_SIG_HANDLE: "true" },
  stdio: "inherit",
  // A group of its own, so that a Ctrl-C in the terminal arrives once, through us.
  detached: true,
});

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => app.kill(signal));
app.once("error", (error) => {
  console.error(`The app cannot be started: ${error.message}`);
  process.exit(1);
});
app.once("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" || signal === "SIGTERM" ? 0 : 1)));
