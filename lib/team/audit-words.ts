const words: Record<string, string> = {
  "api_key.created": "Made an API key",
  "api_key.revoked": "Revoked an API key",
  "api_key.rotated": "Replaced an API key",
  "billing.updated": "Changed the billing details",
  "brand.logo_removed": "Removed the logo",
  "brand.logo_set": "Changed the logo",
  "brand.updated": "Changed the brand",
  "channel.paused": "Paused a channel",
  "channel.resumed": "Resumed a channel",
  "channel.switched_off": "Switched a channel off",
  "channel.switched_on": "Switched a channel on",
  "connection.business_chosen": "Chose the Lightspeed business",
  "connection.connected": "Connected Lightspeed",
  "connection.deleted": "Deleted the Lightspeed integration",
  "connection.refused": "A sign-in at Lightspeed was refused",
  "connection.started": "Started a sign-in at Lightspeed",
  "delivery.replayed": "Delivered notifications again",
  "guest.erased": "Erased the data of a guest",
  "kiosk_link.made": "Made a new kiosk link",
  "location.created": "Created a location",
  "location.order_settings_changed": "Changed how orders reach the till",
  "location.updated": "Changed a location",
  "member.disabled": "Disabled a person",
  "member.enabled": "Enabled a person",
  "member.invitation_withdrawn": "Withdrew an invitation",
  "member.invited": "Invited a person",
  "member.invited_again": "Sent an invitation again",
  "member.role_changed": "Changed a person's role",
  "member.signed_out": "Signed a person out everywhere",
  "merchant.created": "The account was created",
  "notifications.recipients_changed": "Changed who is told by e-mail",
  "notifications.secret_replaced": "Replaced the secret of the webhook",
  "notifications.tested": "Sent a test notice",
  "notifications.webhook_removed": "Removed the webhook",
  "notifications.webhook_set": "Changed the address of the webhook",
  "order.cancelled": "Cancelled an order",
  "order.money_given_back": "Gave money back",
  "order.payment_sent_again": "Sent an order's payment to the till again",
  "order.resolved": "Marked an order as resolved",
  "order.sent_again": "Sent an order to the till again",
  "password_reset.completed": "A new password was chosen",
  "password_reset.requested": "A link for a new password was asked for",
  "setup.answered": "Answered a question of the guided setup",
  "rehearsal.started": "Ran the dress rehearsal",
  "certificate.issued": "A certificate of the dress rehearsal was issued",
  "sessions.revoked": "Signed out everywhere",
  "sign_in.blocked": "Sign-ins were held up after wrong passwords",
  "sign_in.failed": "A sign-in failed",
  "sign_in.succeeded": "Signed in",
  sign_out: "Signed out",
  "table_codes.rotated": "Replaced the table codes of a location",
  "webhook.endpoint_repaired": "Wrote the webhook endpoint's settings to Lightspeed again",
  "webhook.place_switched": "Switched a location's events on or off",
};

const hidden = new Set(["hash", "tokenHash"]);

/** An entry in words; an action without words of its own is still readable. */
export function auditWords(action: string, detail: Record<string, unknown>): { what: string; detail: string } {
  const [area = "", ...rest] = action.replaceAll("_", " ").split(".");
  const plain = `${area.charAt(0).toUpperCase()}${area.slice(1)} ${rest.join(" ")}`.trim();
  return { what: words[action] ?? plain, detail: detailWords(detail) };
}

function detailWords(detail: Record<string, unknown>): string {
  return Object.entries(detail)
    .filter(([name, value]) => !hidden.has(name) && isSayable(value))
    .map(([name, value]) => `${spaced(name)}: ${Array.isArray(value) ? value.map(spaced).join(", ") : String(value)}`)
    .join(" · ");
}

const spaced = (name: unknown) => String(name).replace(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`);

const isSayable = (value: unknown): boolean =>
  (typeof value === "string" && value !== "") ||
  typeof value === "number" ||
  typeof value === "boolean" ||
  (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string"));
