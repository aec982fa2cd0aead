import { headers } from "next/headers";
import { answerOf } from "@/app/api/answer-of";
import { GET as availabilityEvents } from "@/app/api/availability/events/route";
import { GET as availability } from "@/app/api/availability/route";
import { POST as startVisit } from "@/app/api/guest-tokens/route";
import { GET as menuPicture } from "@/app/api/menu/picture/route";
import { GET as menu } from "@/app/api/menu/route";
import { GET as orderEvents } from "@/app/api/orders/[id]/events/route";
import { GET as order } from "@/app/api/orders/[id]/route";
import { POST as placeOrder } from "@/app/api/orders/route";
import { GET as place } from "@/app/api/place/route";
import { POST as preFlight } from "@/app/api/pre-flight/route";
import { getEnv } from "@/lib/env";
import type { GuestAvailability } from "@/lib/guest/guest-availability";
import type { GuestMenu, GuestOrderType } from "@/lib/guest/guest-menu-types";
import type { GuestCart, GuestOrderWish } from "@/lib/guest/guest-order-input";
import type { GuestPlace } from "@/lib/guest/guest-place";
import type { Quote } from "@/lib/guest/quote-cart";
import type { ReadGuestOrder } from "@/lib/guest/read-guest-order";
import type { StartedVisit } from "@/lib/guest/start-visit";
import type { GuestOrder } from "@/lib/orders/guest-status";
import type { Problem } from "@/lib/orders/problem";

export type Answer<T> = { ok: true; data: T } | { ok: false; problem: Problem };

type Call = { token?: string; body?: unknown; key?: string; signal?: AbortSignal };

/** A request to our own API as any client would make it, without the way over the network. */
async function request(path: string, { token, body, key, signal }: Call): Promise<Request> {
  const network = (await headers()).get("x-forwarded-for");
  return new Request(new URL(path, getEnv().APP_URL), {
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(key === undefined ? {} : { "idempotency-key": key }),
      ...(network === null ? {} : { "x-forwarded-for": network }),
    },
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
}

async function read<T>(response: Response): Promise<Answer<T>> {
  const body: unknown = await answerOf(response);
  return response.ok ? { ok: true, data: body as T } : { ok: false, problem: body as Problem };
}

/** What the page may do, all of it with a guest's token. */
export const api = {
  startVisit: async (body: { location: string; channel: string; code?: string }) =>
    read<StartedVisit>(await startVisit(await request("/api/guest-tokens", { body }))),
  place: async (token: string) => read<GuestPlace>(await place(await request("/api/place", { token }))),
  menu: async (token: string, type: GuestOrderType) =>
    read<GuestMenu>(await menu(await request(`/api/menu?type=${type}`, { token }))),
  availability: async (token: string) =>
    read<GuestAvailability>(await availability(await request("/api/availability", { token }))),
  quote: async (token: string, body: GuestCart) =>
    read<Quote>(await preFlight(await request("/api/pre-flight", { token, body }))),
  /** Without a question to the till: for what is shown on the way. */
  prices: async (token: string, body: GuestCart) =>
    read<Quote>(await preFlight(await request("/api/pre-flight?check=prices", { token, body }))),
  order: async (token: string, body: GuestOrderWish, key: string) =>
    read<GuestOrder>(await placeOrder(await request("/api/orders", { token, body, key }))),
  readOrder: async (token: string, id: string, payment?: string) => {
    const query = payment === undefined ? "" : `?${new URLSearchParams({ payment })}`;
    const asked = await request(`/api/orders/${encodeURIComponent(id)}${query}`, { token });
    return read<ReadGuestOrder>(await order(asked, { params: Promise.resolve({ id }) }));
  },
  orderEvents: async (token: string, id: string, signal: AbortSignal) =>
    orderEvents(await request(`/api/orders/${encodeURIComponent(id)}/events`, { token, signal }), {
      params: Promise.resolve({ id }),
    }),
  availabilityEvents: async (token: string, signal: AbortSignal) =>
    availabilityEvents(await request("/api/availability/events", { token, signal })),
  picture: async (token: string, query: URLSearchParams) =>
    menuPicture(await request(`/api/menu/picture?${query}`, { token })),
};
