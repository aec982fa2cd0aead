import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * Above the range from which the system takes ports for outgoing connections: none of those sits on it in between, and whoever tries again and
 * again to reach a server that is down cannot end up connected to itself there.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(61_100, 65_500);
    if (await isFree(port)) return port;
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer().once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
