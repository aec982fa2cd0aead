import { describeFault } from "./fault";

export type Program = {
  /** Run in reverse order when the program ends, however it ends. */
  onStop: (stop: () => void | Promise<void>) => void;
};

/** The shell's word for "ended by Ctrl-C": for programs whose 0 means that something was proven. */
export const INTERRUPTED = 130;

/**
 * Runs a program to its end and exits with its code, 1 with one line on a fault, `stoppedCode` when it was told to stop (Ctrl-C, SIGTERM,
 * closed terminal). What it registered is stopped in every case.
 */
export async function runProgram(main: (program: Program) => Promise<number>, stoppedCode = 0): Promise<never> {
  const stops: (() => void | Promise<void>)[] = [];
  let exitCode: number | undefined;

  const end = async (code: number): Promise<void> => {
    if (exitCode !== undefined) return;
    exitCode = code;
    for (const stop of stops.reverse()) {
      try {
        await stop();
      } catch (error) {
        exitCode = 1;
        report(error);
      }
    }
    process.exit(exitCode);
  };

  // While main waits for something that keeps nothing alive itself, Node would take the program for finished.
  setInterval(() => {}, 2 ** 30);
  // A terminal that is gone cannot be written to, and that must not keep us from stopping the rest.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void end(stoppedCode));

  try {
    const code = await main({ onStop: (stop) => stops.push(stop) });
    await end(code);
  } catch (error) {
    // Once stopping, whatever still runs fails for that reason alone.
    if (exitCode === undefined) {
      report(error);
      await end(1);
    }
  }
  return new Promise<never>(() => {});
}

function report(error: unknown): void {
  console.error(describeFault(error) ?? error);
}
