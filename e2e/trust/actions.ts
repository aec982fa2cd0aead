import type { OutgoingHttpHeaders } from "node:http";
import { createRequire } from "node:module";
import type { BuiltAction } from "./build";
import { type Answer, ask } from "./http";
import { stack } from "./stack";

type EncodeReply = (value: unknown) => Promise<string | FormData>;

// React's own encoder, as a page of ours would use it.
const { encodeReply } = createRequire(import.meta.url)(
  "next/dist/compiled/react-server-dom-turbopack/cjs/react-server-dom-turbopack-client.node.production.js",
) as { encodeReply: EncodeReply };

export type Call = {
  appUrl?: string;
  cookie?: string;
  /** What the request says about where it comes from. Default: from a page of ours. */
  source?: OutgoingHttpHeaders;
  headers?: OutgoingHttpHeaders;
  path?: string;
};

/** Arguments in the form in which they travel. */
export async function encodeCall(args: unknown[]): Promise<{ body: Buffer; type: string }> {
  const encoded = await encodeReply(args);
  if (typeof encoded === "string") return { body: Buffer.from(encoded), type: "text/plain;charset=UTF-8" };
  const packed = new Response(encoded);
  return { body: Buffer.from(await packed.arrayBuffer()), type: packed.headers.get("content-type") ?? "" };
}

export async function callAction(
  action: Pick<BuiltAction, "id" | "page">,
  args: unknown[],
  call: Call = {},
): Promise<Answer> {
  return sendAction(action, await encodeCall(args), call);
}

export function sendAction(
  { id, page }: Pick<BuiltAction, "id" | "page">,
  { body, type }: { body: string | Buffer; type: string },
  { appUrl = stack.appUrl, cookie, source = { origin: appUrl }, headers = {}, path }: Call = {},
): Promise<Answer> {
  return ask(appUrl, path ?? page.replace(/\[\w+\]/g, "00000000-0000-4000-8000-000000000000"), {
    method: "POST",
    headers: {
      ...{ accept: "text/x-component", "next-action": id, "content-type": type },
      ...(cookie ? { cookie } : {}),
      ...source,
      ...headers,
    },
    body,
  });
}
