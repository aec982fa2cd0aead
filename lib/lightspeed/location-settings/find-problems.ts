import type { SettingsProblem } from "@/db/schema";
import type { OrderProfile } from "../reference/read-order-profiles";
import type { PaymentMethodChoice } from "../reference/read-payment-methods";

export type Choices = {
  orderProfileDineIn: string | null;
  orderProfileTakeaway: string | null;
  paymentMethodCode: string | null;
  /** The name of the method when it was chosen. */
  paymentMethodName: string | null;
  staffId: string | null;
};

/** Null where Lightspeed did not tell: nothing is said about it then. */
export type VendorLists = {
  profiles: readonly Pick<OrderProfile, "code" | "name" | "deliveryMode">[] | null;
  methods: readonly Pick<PaymentMethodChoice, "code" | "name">[] | null;
  /** The staff member that Lightspeed itself uses for online orders; undefined: not known. */
  mappedStaffId: string | null | undefined;
};

const CHOOSE = "Choose one under Order settings on the Lightspeed page.";
const ANOTHER = "Choose another one under Order settings";

const profileFields = [
  { about: "order_profile_dine_in", field: "orderProfileDineIn", kind: "dine-in", away: false },
  { about: "order_profile_takeaway", field: "orderProfileTakeaway", kind: "takeaway", away: true },
] as const;

/** Everything that would go wrong with the next order, in the merchant's words. */
export function findProblems(choices: Choices, lists: VendorLists): SettingsProblem[] {
  return [
    ...profileFields.flatMap((part) => findProfileProblems(choices[part.field], part, lists.profiles) ?? []),
    ...(findMethodProblem(choices, lists.methods) ?? []),
    ...(findStaffProblem(choices, lists.mappedStaffId) ?? []),
  ];
}

function findProfileProblems(
  code: string | null,
  { about, kind, away }: (typeof profileFields)[number],
  profiles: VendorLists["profiles"],
): SettingsProblem[] | null {
  if (code === null)
    return blocking(
      about,
      `No order profile is chosen for ${kind}, so ${kind} orders are not sent to Lightspeed.`,
      CHOOSE,
    );
  if (!profiles) return null;
  const profile = profiles.find((candidate) => candidate.code === code);
  if (!profile)
    return blocking(
      about,
      `The order profile “${code}” for ${kind} is no longer in Lightspeed, so ${kind} orders are not sent.`,
      `${ANOTHER}, or put the profile back in the Lightspeed Back Office.`,
    );
  if (!profile.deliveryMode || (profile.deliveryMode === "NONE") !== away) return null;
  return warning(
    about,
    `The order profile “${profile.name || code}” is made for ${away ? "dine-in" : "takeaway or delivery"}, but is used for ${kind}. Prices and taxes may be those of the wrong kind.`,
    `Choose a profile for ${kind} under Order settings, if you have one.`,
  );
}

function findMethodProblem(
  { paymentMethodCode: code, paymentMethodName: nameThen }: Choices,
  methods: VendorLists["methods"],
): SettingsProblem[] | null {
  const about = "payment_method";
  if (code === null)
    return blocking(about, "No payment method is chosen, so paid orders cannot be settled on the till.", CHOOSE);
  if (!methods) return null;
  const method = methods.find((candidate) => candidate.code === code);
  if (!method)
    return blocking(
      about,
      `The payment method “${nameThen && nameThen !== code ? `${nameThen} (${code})` : code}” is no longer in Lightspeed, so paid orders cannot be settled on the till.`,
      `${ANOTHER}, or switch the method on again in the Lightspeed Back Office.`,
    );
  if (!nameThen || method.name === nameThen) return null;
  return warning(
    about,
    `The payment method ${code} was called “${nameThen}” when it was chosen and is now called “${method.name}”.`,
    "If it is still the right one, save the order settings once more.",
  );
}

export function findStaffProblem(
  { staffId }: Pick<Choices, "staffId">,
  mapped: VendorLists["mappedStaffId"],
): SettingsProblem[] | null {
  if (staffId !== null || mapped !== null) return null;
  return warning(
    "staff",
    "Lightspeed has no staff member for online orders here, and none is entered. Payments can be refused.",
    "Set one in the Lightspeed Back Office under online ordering, or enter a staff ID under Order settings.",
  );
}

const blocking = (about: SettingsProblem["about"], message: string, remedy: string) => [
  { about, blocks: true, message, remedy },
];
const warning = (about: SettingsProblem["about"], message: string, remedy: string) => [
  { about, blocks: false, message, remedy },
];
