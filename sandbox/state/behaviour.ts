import { z } from "zod";

const ms = z.number().int().min(0);

/** What nobody knows of the vendor: each guess is a switch, for all accounts or for one. The README says what each means. */
export const behaviourSchema = z.object({
  posProcessingMs: ms.max(600_000),
  orderLifetimeMs: ms.min(1),
  closeWhenPaid: z.boolean(),
  successNeedsSubscription: z.boolean(),
  unknownTable: z.enum(["reject", "accept"]),
  forbiddenCustomPrice: z.enum(["reject", "ignore"]),
  selectionRules: z.enum(["enforce", "ignore"]),
  failedReferenceReusable: z.boolean(),
  referenceScope: z.enum(["location", "account"]),
  missingPaymentMethod: z.enum(["OOPAYMENT", "fail"]),
  closedCheckReadable: z.boolean(),
  availabilityLists: z.enum(["restricted", "all"]),
  posAppOutdated: z.boolean(),
  itemDelete: z.enum(["offered", "missing"]),
  disabledLocaleTexts: z.enum(["keep", "reject"]),
  richDataMissing: z.boolean(),
  cashRounding: z.boolean(),
  putOverwritesWebhook: z.boolean(),
  webhookRetryMs: z.array(ms).max(10),
  webhookTimeoutMs: ms.min(1).max(60_000),
  webhookIdempotencyKey: z.boolean(),
  webhookAmountsAsText: z.boolean(),
  webhookAccountIdSpelling: z.enum(["examples", "schema"]),
  webhookMinimal: z.boolean(),
});

export type Behaviour = z.output<typeof behaviourSchema>;

export const initialBehaviour: Behaviour = {
  posProcessingMs: 200,
  orderLifetimeMs: 86_400_000,
  closeWhenPaid: true,
  successNeedsSubscription: true,
  unknownTable: "reject",
  forbiddenCustomPrice: "reject",
  selectionRules: "enforce",
  failedReferenceReusable: false,
  referenceScope: "location",
  missingPaymentMethod: "OOPAYMENT",
  closedCheckReadable: true,
  availabilityLists: "restricted",
  posAppOutdated: false,
  itemDelete: "offered",
  disabledLocaleTexts: "keep",
  richDataMissing: false,
  cashRounding: false,
  putOverwritesWebhook: true,
  webhookRetryMs: [1_000, 5_000, 30_000],
  webhookTimeoutMs: 10_000,
  webhookIdempotencyKey: false,
  webhookAmountsAsText: false,
  webhookAccountIdSpelling: "examples",
  webhookMinimal: false,
};
