import { endsItself, getEnv, InvalidEnvironmentError, publishAuthEnv } from "./env";
import { endInOrder } from "./health/end-in-order";
import { processClock } from "./process-clock";
import { layHttpFloor } from "./security/http-floor";

/** Once per web process, before the first answer. A bad environment ends the process with a line per fault. */
export function boot(): void {
  try {
    const env = getEnv();
    publishAuthEnv(env);
    layHttpFloor(env.APP_URL);
    processClock();
    if (endsItself()) endInOrder();
  } catch (error) {
    if (!(error instanceof InvalidEnvironmentError)) throw error;
    process.stderr.write(`${error.problems.map((line) => `Invalid environment: ${line}`).join("\n")}\n`);
    process.exit(1);
  }
}
