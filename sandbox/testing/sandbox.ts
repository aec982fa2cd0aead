import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SandboxOptions } from "../options";
import { type RunningSandbox, startSandbox } from "../start";

export const testRedirect = "http://localhost:3999/api/lightspeed/callback";

export type TestAccount = {
  accountId: string;
  email: string;
  password: string;
  businesses: { id: string; name: string; locations: { id: string; name: string }[] }[];
};

export type TestSandbox = RunningSandbox & {
  options: SandboxOptions;
  /** Calls the control API and gives its JSON; throws on a refusal. */
  control<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  account(input?: object): Promise<TestAccount>;
  restart(): Promise<void>;
  remove(): Promise<void>;
};

/** A sandbox of its own with a data folder of its own. */
export async function startTestSandbox(part: Partial<SandboxOptions> = {}): Promise<TestSandbox> {
  const dataDir = await mkdtemp(join(tmpdir(), "sandbox-"));
  const options: SandboxOptions = {
    port: 0,
    dataDir,
    clientId: "devp-v2-test:client",
    clientSecret: "synthetic secret/+%&=:~",
    redirectUris: [testRedirect],
    login: { email: "owner@brasserie.test", password: "synthetic-password" },
    onFault: (error) => {
      throw error;
    },
    ...part,
  };
  let running = await startSandbox(options);
  const control = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const payload = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${running.url}/control${path}`, { method, ...payload });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  };
  return {
    get url() {
      return running.url;
    },
    get port() {
      return running.port;
    },
    options,
    control,
    account: (input = {}) => control<TestAccount>("POST", "/accounts", input),
    close: () => running.close(),
    restart: async () => {
      const { port } = running;
      await running.close();
      running = await startSandbox({ ...options, port });
      const isReached = () =>
        fetch(running.url).then(
          () => true,
          () => false,
        );
      while (!(await isReached())); // until the caller's connections to the stopped server are forgotten
    },
    remove: async () => {
      await running.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
