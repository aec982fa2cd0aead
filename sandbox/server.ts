import { optionsFromEnvironment } from "./options";

try {
  const options = optionsFromEnvironment(process.env);
  const { startSandbox } = await import("./start"); // after the check: a wrong setting is told in one line, at once
  const sandbox = await startSandbox({ ...options, onFault: (error) => console.error(error) });
  const stop = () => sandbox.close().then(() => process.exit(0));
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  console.log(`sandbox listening on http://127.0.0.1:${sandbox.port}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
