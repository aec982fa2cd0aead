import { createServer } from "node:net";
import { freePort } from "@/db/embedded/free-port";
import { Fault } from "./fault";

/** The port that a variable asks for; 0 means any free one. */
export async function choosePort(variable: string, fallback: number): Promise<number> {
  const text = process.env[variable] ?? "";
  const port = text === "" ? fallback : Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Fault(`${variable}=${text} is not a port number.`);
  if (port === 0) return freePort();
  // Browsers may ask ::1 first when told localhost: somebody else's server there would answer in our place.
  for (const host of ["127.0.0.1", "::1"]) await probe(port, host, variable);
  return port;
}

async function probe(port: number, host: string, variable: string): Promise<void> {
  try {
    await listenOnce(port, host);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE")
      throw new Fault(`Port ${port} is in use: stop what uses it, or choose another with ${variable}=<port>.`);
    if (code === "EACCES")
      throw new Fault(`Port ${port} is not open to this user: choose one above 1023 with ${variable}=<port>.`);
    // A machine without IPv6 has nobody listening there either.
    if (host === "127.0.0.1") throw error;
  }
}

function listenOnce(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : port));
    });
  });
}
