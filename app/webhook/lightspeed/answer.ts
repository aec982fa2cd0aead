import { processReceiver } from "@/lib/lightspeed/webhooks/process-receiver";
import { readBody } from "@/lib/lightspeed/webhooks/read-body";
import type { Answer } from "@/lib/lightspeed/webhooks/receiver";

const respond = ({ status, headers }: Answer) => new Response(null, { status, headers });

export async function receive(request: Request, endpointId: string | null): Promise<Response> {
  return respond(
    await processReceiver().receive({ endpointId, headers: request.headers, read: () => readBody(request.body) }),
  );
}

export function refuseMethod(): Response {
  return respond(processReceiver().refuse("wrong_method"));
}
