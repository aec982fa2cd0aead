import { connect, createServer, type Socket } from "node:net";

export type TcpProxy = { port: number; cut: () => void; restore: () => void; stop: () => Promise<void> };

/** A cable to a server on this machine that a test can cut: open connections break and new ones are refused at once. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let cut = false;
  const server = createServer((near) => {
    if (cut) return void near.destroy();
    const far = connect(targetPort, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("error", () => {});
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const end = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: typeof address === "object" && address ? address.port : 0,
    cut: () => {
      cut = true;
      end();
    },
    restore: () => {
      cut = false;
    },
    stop: () => {
      end();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
