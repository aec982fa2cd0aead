import QRCode from "qrcode";
import { type Actor, can } from "@/lib/auth/roles";
import type { Services } from "@/lib/services";
import { findKioskCode } from "./kiosk-code";

/** Squares of one unit: a path to draw, and how many there are in a row. */
export type DrawnCode = { path: string; size: number };

export type GuestPagesView = {
  /** Open to anybody. */
  online: string;
  /** Makes the device that opens it a kiosk: only for those who may open one. Null before one was made. */
  kiosk: { address: string; since: string; drawn: DrawnCode } | null;
};

/** Where a location's guests order: the page for everybody, and the link that opens a kiosk. */
export async function getGuestPages(
  services: Pick<Services, "db" | "keyring" | "payments">,
  actor: Actor,
  { locationId }: { locationId: string },
): Promise<GuestPagesView> {
  const home = new URL(`/o/${locationId}`, services.payments.appUrl);
  const found = can(actor, "channels.edit")
    ? await findKioskCode(services, { merchantId: actor.merchantId, locationId })
    : null;
  return { online: home.href, kiosk: found && kioskOf(home, found) };
}

function kioskOf(home: URL, { code, since }: { code: string; since: string }): GuestPagesView["kiosk"] {
  const address = new URL(`${home.pathname}/enter`, home);
  address.searchParams.set("kiosk", code);
  return { address: address.href, since, drawn: draw(address.href) };
}

function draw(text: string): DrawnCode {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: "M" });
  const { size } = modules;
  const dark = Array.from({ length: size * size }, (_, at) => [at % size, Math.floor(at / size)] as const);
  const path = dark.flatMap(([x, y]) => (modules.get(y, x) ? `M${x} ${y}h1v1h-1z` : [])).join("");
  return { path, size };
}
