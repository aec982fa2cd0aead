import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";

export type CutDatabase = {
  url: string;
  /**
   * Of what is sent from now on, the n-th message stays away and its connection breaks, once. `answer`: what breaks is the answer to it:
   * the database has done what it says, and we do not hear of it.
   */
  cutAt: (nth: number, what: "message" | "answer") => void;
  /** From now on no answer arrives: for the database the same as a process that is frozen. */
  freeze: () => void;
  /** How many messages went since then; false when nothing was cut. */
  end: () => { messages: number; cut: boolean };
  close: () => Promise<void>;
};

/** A way to the database that breaks at a chosen message: for the database the same as a process that is killed there. */
export async function startCutDatabase(databaseUrl: string): Promise<CutDatabase> {
  const target = new URL(databaseUrl);
  const open = new Set<Socket>();
  let frozen = false;
  let [seen, at, what, cut] = [0, Number.POSITIVE_INFINITY, "message", false];
  const server = createServer((client) => {
    const database = connect(Number(target.port || 5432), target.hostname);
    const both = [client, database];
    const breakOff = () => {
      for (const socket of both) socket.destroy();
      for (const socket of both) open.delete(socket);
    };
    for (const socket of both) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on("error", breakOff);
      socket.on("close", breakOff);
    }
    client.on("data", (chunk) => {
      seen += 1;
      if (seen >= at && what === "message") {
        [cut, at] = [true, Number.POSITIVE_INFINITY];
        return breakOff();
      }
      database.write(chunk);
    });
    database.on("data", (chunk) => {
      if (seen >= at && what === "answer") {
        [cut, at] = [true, Number.POSITIVE_INFINITY];
        return breakOff();
      }
      if (!frozen) client.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    cutAt: (nth, part) => {
      [seen, at, what, cut] = [0, nth, part, false];
    },
    freeze: () => {
      frozen = true;
    },
    end: () => {
      at = Number.POSITIVE_INFINITY;
      return { messages: seen, cut };
    },
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
