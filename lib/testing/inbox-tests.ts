import { randomUUID } from "node:crypto";
import { beforeAll, expect } from "vitest";
import { createInbox, type InboxOptions } from "@/lib/lightspeed/webhooks/inbox";
import type { NotificationHandlers } from "@/lib/lightspeed/webhooks/notification-handler";
import type { Services } from "@/lib/services";
import { authorization, type EndpointOwner, insertEndpointOwner, webhookStage } from "./webhook-stage";

export const done: NotificationHandlers = { order: async () => ({ result: "processed", what: "Done." }) };

export const orderSaid = (reference: string, fields: object = {}) => ({
  ...{ type: "ORDER", status: "SUCCESS", thirdPartyReference: reference },
  ...fields,
});

/** For the tests of a file: a receiver, two merchants whose deliveries it takes, and the worker's side of them. */
export function inboxTests() {
  const stage = webhookStage();
  const owners: EndpointOwner[] = [];
  beforeAll(async () => {
    for (let n = 0; n < 2; n += 1) owners.push(await insertEndpointOwner(stage));
  });
  const ownerAt = (n: number): EndpointOwner => {
    const owner = owners[n];
    if (!owner) throw new Error("the merchants are there from beforeAll on");
    return owner;
  };
  const services = () => ({ db: stage.db, now: () => new Date() }) as Services;
  return {
    stage,
    get a() {
      return ownerAt(0);
    },
    get b() {
      return ownerAt(1);
    },
    services,
    inbox: (handlers: NotificationHandlers, options: InboxOptions = {}) => createInbox(services(), handlers, options),
    /** Gives the id under which it was stored. */
    async deliver(
      body: object,
      to: EndpointOwner | null = ownerAt(0),
      headers: Record<string, string> = {},
    ): Promise<string> {
      const path = to ? `/webhook/lightspeed/${to.endpointId}` : "/webhook/lightspeed";
      const mark = randomUUID();
      const { status } = await stage.sender.send({
        path,
        headers: { authorization, ...headers },
        body: JSON.stringify({ ...body, mark }),
      });
      expect(status).toBe(200);
      const [row] = await stage.owner`select id from webhook_events where body like ${`%${mark}%`}`;
      return String(row?.id);
    },
    async eventOf(id: string) {
      const [row] = await stage.owner`select * from webhook_events where id = ${id}`;
      if (!row) throw new Error("no such event");
      return row;
    },
    makeDue: (id: string) => stage.owner`update webhook_events set due_at = now() where id = ${id}`,
  };
}
