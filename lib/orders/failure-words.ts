/** A cause and what to do about it, for a restaurant owner; `fix` is the page that puts it right. */
export type FailureWords = { cause: string; remedy: string; fix?: Fix };
export type Fix = { href: string; label: string };

const settings: Fix = { href: "/lightspeed?tab=settings", label: "Open the order settings" };
const connection: Fix = { href: "/lightspeed?tab=status", label: "Open the connection" };
const readiness: Fix = { href: "/lightspeed?tab=status#readiness", label: "See the POS readiness" };
const menus: Fix = { href: "/lightspeed/menus?part=health", label: "Check the menu" };
const availability: Fix = { href: "/lightspeed/availability", label: "See the availability" };
const links: Fix = { href: "/lightspeed?tab=settings", label: "Link the location" };
const webhooks: Fix = { href: "/lightspeed/webhooks", label: "Open the webhooks" };
const checks: Fix = { href: "/lightspeed/floor-plans", label: "See the open checks" };
const locations: Fix = { href: "/settings/locations", label: "Open the locations" };
const payments: Fix = { href: "/settings/payments", label: "Open the payment profiles" };
const discounts: Fix = { href: "/lightspeed/menus?part=discounts", label: "See the discounts" };
/** On the order's own page, where these words are read. */
const money: Fix = { href: "#money", label: "See the order's money" };
const guest: Fix = { href: "#guest", label: "See which guest it is" };
const help: Fix = { href: "/help", label: "Find the cause step by step" };

const asleep: FailureWords = {
  cause: "The till did not take it in time. Mostly the POS app was in the background, or the iPad locked or offline.",
  remedy: "Open the POS app on an iPad, keep it in the foreground, then send it again.",
  fix: readiness,
};
const closedCheck: FailureWords = {
  cause: "The check was closed on the till before the guest's payment was booked on it.",
  remedy: "See how the staff closed it. If they took the money again, give the guest's back; else mark it as resolved.",
  fix: checks,
};
const staff: FailureWords = {
  cause: "Lightspeed found no staff member under whose name it could book the payment.",
  remedy: "Choose a staff member in the location's order settings, then book the payment again.",
  fix: settings,
};

/** The values of `errors.account.type` in Lightspeed's contract. */
export const paymentErrors: Record<string, FailureWords> = {
  ACCOUNT_NOT_FOUND: {
    cause: "The till does not know the check any more: it was closed, merged or removed there.",
    remedy: "Look for the table on the till. Book the payment there, then mark the order as resolved.",
    fix: checks,
  },
  ACCOUNT_ALREADY_CLOSED: closedCheck,
  INVALID_TASK: {
    cause: "The till could not use the payment as it was sent.",
    remedy: "Check the payment method and the staff in the order settings, then book the payment again.",
    fix: settings,
  },
  ITEM_NOT_ADDED: {
    cause: "The till could not add an item to the check.",
    remedy: "Check that every item of the order can be sold on the till, then book the payment again.",
    fix: menus,
  },
  ITEM_NOT_FOUND: {
    cause: "The till does not know an item of the check. Its menu may be older than the Back Office.",
    remedy: "Reload the menu on the till, then book the payment again.",
    fix: menus,
  },
  MISSING_STAFF: staff,
  STAFF_NOT_FOUND: {
    ...staff,
    cause: "The staff member that is chosen for online payments does not exist at Lightspeed any more.",
  },
  NATIVE_PAYMENT_NOT_SUPPORTED: {
    cause: "The chosen payment method belongs to Lightspeed's own terminals and cannot be booked from outside.",
    remedy: "Choose another payment method for online orders (OOPAYMENT), then book the payment again.",
    fix: settings,
  },
  OVERPAID: {
    cause: "The payment is more than what is due on the check: the staff took something off it, or paid a part.",
    remedy:
      "Compare the check with the order. Book the payment again, which takes what is due, and give back the rest.",
    fix: checks,
  },
  PAYMENT_ID_NOT_FOUND: {
    cause: "The till does not know the payment that this one refers to.",
    remedy: "Look at the check on the till. If the payment is missing there, book it again.",
    fix: checks,
  },
  PAYMENT_METHOD_NOT_FOUND: {
    cause: "The payment method that is chosen for online orders does not exist at this location.",
    remedy: "Choose a payment method that Lightspeed lists, then book the payment again.",
    fix: settings,
  },
  UPDATE_FAILED: {
    cause: "The till could not change the check, mostly because somebody had it open at that moment.",
    remedy: "Close the check on every iPad, then book the payment again.",
    fix: checks,
  },
  UNKNOWN: {
    cause: "The till refused the payment without a reason that it could name.",
    remedy: "Look at the check on the till. If the payment is missing there, book it again.",
    fix: checks,
  },
};

/** What Upvendo itself found out, by its code. */
export const ownCodes: Record<string, FailureWords> = {
  "till:no_word": asleep,
  "till:cancelled": {
    cause: "The staff cancelled the order on the till.",
    remedy: "Ask the kitchen. Then give the money back, or mark it as resolved.",
    fix: checks,
  },
  "till:abandoned": {
    cause: "The till abandoned the order.",
    remedy: "Ask the kitchen whether it was served. Then give the money back, or mark it as resolved.",
    fix: checks,
  },
  "setup:not_linked": {
    cause: "This location is not linked to a Lightspeed location, so the order had no till to go to.",
    remedy: "Link the location, then send the order again.",
    fix: links,
  },
  "setup:no_endpoint": {
    cause: "Lightspeed has no address to tell Upvendo what becomes of orders.",
    remedy: "Register the webhook endpoint, then send the order again.",
    fix: webhooks,
  },
  "setup:no_order_profile": {
    cause: "No order profile is chosen for this kind of order.",
    remedy: "Choose one in the location's order settings, then send the order again.",
    fix: settings,
  },
  "setup:place_gone": {
    cause:
      "The location was linked to another place at Lightspeed, and the connection does not show the one that has the order any more.",
    remedy:
      "Book the payment on the check at the earlier place, then mark the order as resolved. If the link was changed by mistake, change it back and try again.",
    fix: links,
  },
  "gone:order_place": {
    cause:
      "The location was linked to another place at Lightspeed before the till at the earlier one had confirmed the order, and the connection does not show that place any more.",
    remedy:
      "Ask the kitchen of the earlier place. If it has the order, mark it as resolved; if not, give the money back. Once that place is shown again it is looked for by itself.",
    fix: links,
  },
  "gone:payment_place": {
    cause:
      "The location was linked to another place at Lightspeed before the till at the earlier one had confirmed the payment, and the connection does not show that place any more.",
    remedy:
      "Look at the check on the earlier till, book the payment there if it is missing, then mark the order as resolved. Once that place is shown again it is looked at by itself.",
    fix: links,
  },
  "gone:order": {
    cause:
      "Lightspeed was disconnected before the till had confirmed the order, so nobody can look whether it is there.",
    remedy:
      "Ask the kitchen. If it has the order, mark it as resolved; if not, give the money back. After connecting again it is looked for by itself.",
    fix: connection,
  },
  "gone:payment": {
    cause:
      "Lightspeed was disconnected before the till had confirmed the payment, so nobody can look whether it is on the check.",
    remedy:
      "Look at the check on the till, book the payment there if it is missing, then mark the order as resolved. After connecting again it is looked at by itself.",
    fix: connection,
  },
  "unclear:order": {
    cause:
      "No word came about the order, and what stands on the till may be it: the name, the number or the items fit, but not all of them, or not one check alone.",
    remedy:
      "Compare the check named here with the order. If it is this one, book it there as paid online and mark this order as resolved; if the kitchen never had it, give the money back.",
    fix: checks,
  },
  "unclear:ended": {
    cause:
      "For a day it was looked for on the till. What stands there may be this order, and nothing proves it, so it is not looked for any more. Nothing was given back.",
    remedy:
      "Compare the check named here with the order. If it is this one, book it there as paid online and mark this order as resolved; if the kitchen never had it, give the money back. Sent again it keeps its reference, which Lightspeed takes only once.",
    fix: checks,
  },
  too_late: {
    cause: "It could not be sent for so long that the kitchen should not get it without being asked.",
    remedy: "Ask the guest whether the order is still wanted. Send it again, or give the money back.",
    fix: connection,
  },
  not_paid: { cause: "The guest did not pay in time.", remedy: "Nothing: no money was taken and nothing was sent." },
  paid_otherwise: {
    cause: "What the guest paid is not what the order costs, and nothing else was paid in time, so nothing was sent.",
    remedy: "Give that money back, unless it was settled with the guest already, then mark the order as resolved.",
    fix: payments,
  },
  input: {
    cause: "The order has something in it that Lightspeed does not allow, so it was not sent.",
    remedy: "Check the SKUs and texts of its items, then send it again.",
    fix: menus,
  },
  unreadable: {
    cause: "Lightspeed answered in a form that nobody knows.",
    remedy: "Wait: the order is looked for on the till. If it stays so, copy it for support.",
    fix: connection,
  },
  "pay:TIMEOUT": { ...asleep, remedy: "Open the POS app on an iPad, keep it in the foreground, then book it again." },
  "pay:no_word": { ...asleep, remedy: "Open the POS app on an iPad, keep it in the foreground, then book it again." },
  "pay:closed": closedCheck,
  "pay:given_back": {
    cause: "Money of this order was given back before its payment was booked on the check, so it was not booked.",
    remedy:
      "Look at the check on the till. Void it, or take what is due there, then mark this order as resolved; booking again books only what was not given back.",
    fix: checks,
  },
  "pay:nothing_due": {
    cause: "Nothing is due on the check any more: the staff took payment for it, or made it free.",
    remedy: "Ask the staff. If the guest paid twice, give this payment back; else mark it as resolved.",
    fix: checks,
  },
  "pay:check_gone": {
    cause: "The check is not on the till any more, so the payment could not be booked on it.",
    remedy: "Look in Lightspeed's receipts for the table. Then mark it as resolved, or give the money back.",
    fix: checks,
  },
  "pay:check_unreadable": {
    cause: "Lightspeed did not show the check for a long time, and a check that nobody sees is not paid blindly.",
    remedy: "Test the connection, then book the payment again.",
    fix: connection,
  },
  no_answer: {
    cause: "Lightspeed did not answer, so nobody knows yet whether the till has it.",
    remedy: "Wait: the order is looked for on the till before anything else is done.",
    fix: connection,
  },
  unreachable: {
    cause: "Lightspeed could not be reached. Nothing was sent.",
    remedy: "Nothing: it is tried again by itself.",
    fix: connection,
  },
  turn_over: { cause: "A worker was held up.", remedy: "Nothing: another one goes on with it." },
  needs_reauthorization: {
    cause: "Lightspeed no longer accepts our permission.",
    remedy: "Reconnect Lightspeed, then send the order again.",
    fix: connection,
  },
  // Before any money is taken.
  not_connected: { cause: "Lightspeed is not connected.", remedy: "Connect it.", fix: connection },
  scope_missing: {
    cause: "Upvendo may not send orders to this Lightspeed account.",
    remedy: "Reconnect and allow the permission for orders.",
    fix: connection,
  },
  location_inactive: { cause: "This location does not take orders.", remedy: "Activate it.", fix: locations },
  currency: {
    cause: "The order is in another currency than the location sells in.",
    remedy: "Correct the location's currency, or send the order in it.",
    fix: locations,
  },
  amount_not_payable: {
    cause: "Stripe takes amounts of this currency whose last digit is 0 only, and the total has another.",
    remedy: "Round the prices in Lightspeed, or assign a payment profile of another provider to the location.",
    fix: { href: "/settings/payments", label: "Payment profiles" },
  },
  pick_up_past: { cause: "The pick-up time is past.", remedy: "Choose a later time." },
  not_linked: {
    cause: "This location is not linked to a Lightspeed location.",
    remedy: "Link it.",
    fix: { href: "/lightspeed?tab=settings", label: "Link the location" },
  },
  endpoint_gone: {
    cause: "The webhook is not at Lightspeed any more, so Lightspeed would refuse the order.",
    remedy: "Press Repair on the Webhooks page.",
    fix: webhooks,
  },
  no_endpoint: {
    cause: "Lightspeed has no address to tell Upvendo what becomes of orders.",
    remedy: "Register the webhook endpoint.",
    fix: webhooks,
  },
  no_order_profile: {
    cause: "No order profile is chosen for this kind of order.",
    remedy: "Choose one in the location's order settings.",
    fix: settings,
  },
};

/** Money matters that are flagged beside the order's state. */
export const flagWords: Record<string, FailureWords> = {
  payment_mismatch: {
    cause: "A payment arrived that is not the one that was asked for.",
    remedy:
      "Compare the amounts below. Give back what is not yours, then mark it as resolved. A guest who has paid nothing else is told to talk to the staff, and is asked for no second payment meanwhile.",
    fix: payments,
  },
  paid_twice: {
    cause: "The guest paid more than once.",
    remedy: "Give the payment that came on top back.",
    fix: money,
  },
  paid_late: {
    cause: "A payment arrived that nobody expected any more.",
    remedy: "See whether the order was served. Give the money back, or mark it as resolved.",
    fix: money,
  },
  paid_after_cancel: {
    cause: "It was paid after it was over.",
    remedy: "Nothing: the money goes back by itself. Mark it as resolved when you have seen it.",
    fix: money,
  },
  refunded_in_flight: {
    cause: "The money was given back although the kitchen has the order, or is about to.",
    remedy: "Tell the kitchen, and void the check on the till.",
    fix: checks,
  },
  partly_given_back: {
    cause: "Part of the guest's money was given back before the payment was booked on the check.",
    remedy:
      "Take what was given back off the check on the till, so that nobody is asked for it again, then mark the order as resolved.",
    fix: checks,
  },
  refund_failed: {
    cause: "The payment provider refused to give the money back.",
    remedy: "Give it back another way (in its own dashboard, or in cash), then mark it as resolved.",
    fix: payments,
  },
  till_total_differs: {
    cause: "The check on the till is not what the guest was asked for: its prices, taxes or discounts differ.",
    remedy: "Reload the menu, compare the prices, settle the difference on the till, then mark it as resolved.",
    fix: menus,
  },
  printed_after_end: {
    cause: "The till printed an order that was called off, or whose money was given back.",
    remedy:
      "Talk to the kitchen, and void the check on the till. Money that has not gone back yet stays until you give it back, or mark the order as resolved.",
    fix: checks,
  },
  printed_after_resolved: {
    cause: "The till has this order after all, although it was marked as resolved here.",
    remedy:
      "Ask the kitchen whether it was prepared, and only once. Book the guest's payment on that check if it was served; if the guest got the money back some other way, void the check. Then mark the order as resolved.",
    fix: checks,
  },
  printed_twice: {
    cause: "The till has this order twice: a try that was thought lost arrived after a newer one.",
    remedy:
      "Tell the kitchen to prepare it once, void the check that is not wanted on the till, then mark this order as resolved.",
    fix: checks,
  },
  paid_on_till_twice: {
    cause: "The till booked two payments of this order: one that was thought lost, and the one that replaced it.",
    remedy:
      "The guest paid once. Take one of the two payments off the check on the till, so that the day's takings are right, then mark this order as resolved.",
    fix: checks,
  },
  booked_after_end: {
    cause: "The till booked the guest's payment after the order had been called off, given back or seen to here.",
    remedy:
      "See below where the money is now. If the order was served, mark it as resolved; if not, void its check on the till and give back what the guest has not got back yet.",
    fix: checks,
  },
  till_contradicts: {
    cause: "The till said that it has this order or its payment, and later that it refused it.",
    remedy:
      "Look for the check on the till. If it is there and paid, mark this order as resolved; if not, prepare it from this page and give the money back where it was not cooked.",
    fix: checks,
  },
  cancelled_on_till: {
    cause: "The staff cancelled this order on the till; the guest has paid for it.",
    remedy: "Give the money back, or mark it as resolved.",
    fix: checks,
  },
  abandoned_by_till: {
    cause: "The till abandoned this order; the guest has paid for it.",
    remedy: "Ask the kitchen whether it was served. Then give the money back, or mark it as resolved.",
    fix: checks,
  },
  cancelled_here: {
    cause:
      "It was cancelled here after it had been sent, and nobody can take it off the till from here: the kitchen may have it.",
    remedy:
      "Ask the kitchen, and void the check on the till. Then give the money back, which is possible once the till can print it no more; or mark the order as resolved, if it was served.",
    fix: checks,
  },
  cancel_untold: {
    cause:
      "The order was cancelled here, and the kitchen may not know: the printed message about it did not certainly arrive.",
    remedy: "Tell the kitchen yourself, then mark the order as resolved.",
    fix: checks,
  },
};

/** Free text of the till and of Lightspeed, as far as anybody has published it. The first that fits counts. */
export const orderReasons: readonly { pattern: RegExp; words: FailureWords }[] = [
  { pattern: /not processed before validity ended|task_timeout|time(d)? ?out|expired/i, words: asleep },
  {
    pattern: /consumer already exists for this e-?mail/i,
    words: {
      cause: "Lightspeed knows a guest with this e-mail address under another reference, and refuses the whole order.",
      remedy: "Remove or correct that guest in Lightspeed's customer list, then send the order again.",
      fix: guest,
    },
  },
  {
    pattern: /greater than the amount due|overpa/i,
    words: {
      cause: "The payment is more than what the till asks for: its prices, discounts or taxes differ from the menu.",
      remedy: "Reload the menu and compare the prices of the items, then send the order again.",
      fix: menus,
    },
  },
  {
    pattern: /out of stock|sold out|sales restriction|restricted/i,
    words: {
      cause: "An item is sold out on the till.",
      remedy: "Raise its count on the till and send the order again, or give the money back.",
      fix: availability,
    },
  },
  {
    pattern: /reference has already been used/i,
    words: {
      cause: "Lightspeed has seen this reference before, so an earlier try has arrived.",
      remedy: "Look for the order on the till before anything else.",
      fix: checks,
    },
  },
  {
    pattern: /account .*(not found|closed)|invalid account identifier/i,
    words: {
      cause: "The open check to which the order should have been added is closed, or gone.",
      remedy: "Send the order as a new check: ask the guest to order again, and give this money back.",
      fix: checks,
    },
  },
  {
    pattern: /discount/i,
    words: {
      cause: "A discount of the order does not exist at Lightspeed, or may not be used on these items.",
      remedy: "Check the discount's code, and that it covers every accounting group and item. Then send it again.",
      fix: discounts,
    },
  },
  {
    pattern: /table .*(not exist|not found|unknown)|unknown table/i,
    words: {
      cause: "The till has no table with this number.",
      remedy: "Compare the tables with Lightspeed's floor plan, print the code of the table anew, then send it again.",
      fix: { href: "/lightspeed/floor-plans", label: "Open the floor plans" },
    },
  },
  {
    pattern: /order profile|account profile/i,
    words: {
      cause: "The order profile that is chosen for this kind of order does not exist at Lightspeed any more.",
      remedy: "Choose another one in the location's order settings, then send the order again.",
      fix: settings,
    },
  },
  {
    pattern: /staff/i,
    words: { ...staff, remedy: "Choose a staff member in the order settings, then send it again." },
  },
  {
    pattern: /payment method/i,
    words: {
      cause: "The payment method that is chosen for online orders does not exist at this location.",
      remedy: "Choose one that Lightspeed lists, then send the order again.",
      fix: settings,
    },
  },
  {
    pattern: /sku|item .*(not found|not exist|unknown|not sold)|unknown item|not (on|in) (the|a) menu|product/i,
    words: {
      cause: "The till does not know an item of the order, or may not sell it: its SKU is missing, wrong or too long.",
      remedy: "Correct the item in Lightspeed, reload the menu on the till and here, then send the order again.",
      fix: menus,
    },
  },
  {
    pattern: /(choice|modifier|sub-?item|min(imum)?|max(imum)?|group)\b/i,
    words: {
      cause: "What was chosen with an item does not fit what the till allows.",
      remedy: "Reload the menu here and on the till, then send the order again.",
      fix: menus,
    },
  },
  {
    pattern: /(sales )?period|day .*(closed|not open)|not open|closed/i,
    words: {
      cause: "The day is not opened on the till.",
      remedy: "Open the day on the till, then send the order again.",
      fix: readiness,
    },
  },
  {
    pattern: /offline|no device|foreground|not (ready|accepting)/i,
    words: {
      cause: "No till was online with the POS app in the foreground.",
      remedy: "Open the POS app on an iPad, then send the order again.",
      fix: readiness,
    },
  },
  {
    pattern: /endpoint id/i,
    words: {
      cause: "Lightspeed does not know the address at which Upvendo hears what becomes of orders.",
      remedy: "Repair the webhook endpoint, then send the order again.",
      fix: webhooks,
    },
  },
  {
    pattern: /refused by (the )?staff|rejected|declined/i,
    words: {
      cause: "Somebody refused the order on the till.",
      remedy: "Ask the staff why. Send it again, or give the money back.",
      fix: checks,
    },
  },
];

/** HTTP answers of Lightspeed, the exact ones before their class. */
export const httpWords: Record<string, FailureWords> = {
  "400": {
    cause: "Lightspeed refused the order because something in it does not fit.",
    remedy: "The evidence names the field. Check the items and the order settings, then send it again.",
    fix: settings,
  },
  "401": {
    cause: "Lightspeed does not accept our permission.",
    remedy: "Reconnect Lightspeed, then send the order again.",
    fix: connection,
  },
  "403": {
    cause: "Upvendo may not do this at this location.",
    remedy: "Reconnect with a user who may use this location, and allow every permission.",
    fix: connection,
  },
  "404": {
    cause: "Lightspeed does not know this location, or something that the order names.",
    remedy: "Check the link of the location, then send the order again.",
    fix: settings,
  },
  "409": {
    cause: "Lightspeed has something under this reference already.",
    remedy: "Look for the order on the till before anything else.",
    fix: checks,
  },
  "429": {
    cause: "Lightspeed asked us to slow down.",
    remedy: "Nothing: it is tried again by itself.",
    fix: connection,
  },
  "4xx": {
    cause: "Lightspeed refused the order.",
    remedy: "The evidence says why. Test the connection, then send it again.",
    fix: help,
  },
  "5xx": {
    cause: "Lightspeed had a fault of its own.",
    remedy: "Nothing: it is tried again by itself. If it lasts, see Lightspeed's status page.",
    fix: connection,
  },
};

export const unknownWords: FailureWords = {
  cause: "Lightspeed gave a reason that nobody has described yet. It stands here word for word.",
  remedy: "Read it, look at the till, then send the order again or give the money back. Copy it for support.",
  fix: help,
};
