import { expect, test } from "vitest";
import { KSeriesHttpError, KSeriesReferenceUsedError } from "./errors";
import { samples } from "./testing/samples";
import { json, standIn } from "./testing/stand-in";

const refusalOf = async (text: string): Promise<unknown> => {
  const { client } = standIn(() => json({ status: 400, message: text }, 400));
  return client.payments.apply(samples.payments.apply).then(
    () => null,
    (error: unknown) => error,
  );
};

test.each([
  "reference has already been used UPV-001-P0123456789ABCDEF",
  "reference has already been used",
  "Reference has already been used.",
  "REFERENCE HAS ALREADY BEEN USED UPV-1",
  "The reference UPV-001-P0123456789ABCDEF has already been used",
  "thirdPartyPaymentReference: this reference was already used",
  "Payment refused: the third-party reference\nhas already been used",
])("a 400 that says “%s” means that an earlier try was taken (D2)", async (text) => {
  expect(await refusalOf(text)).toBeInstanceOf(KSeriesReferenceUsedError);
});

test.each([
  "Unknown payment method",
  "Payment method OOPAYMENT was not found",
  "Account A65315.16 was not found",
  "Account A65315.16 is already closed",
  "The account has already been paid",
  "the payment amount is greater than the amount due",
  "thirdPartyPaymentReference is missing",
  "The third-party reference is too long",
  "reference must not be blank",
  "Reference data is being loaded",
  "Invalid endpoint id",
  "Staff 12 was not found",
  "MISSING_STAFF",
  "This voucher has already been used",
  "The payment method is already in use at another location",
  "businessLocationId is not valid",
  "deliverWithin must be at least 60000",
  "Currency USD is not that of the location",
  "Malformed JSON",
  "already",
  "",
])("a 400 that says “%s” is a refusal and nothing else (D2)", async (text) => {
  const error = await refusalOf(text);
  expect(error).toBeInstanceOf(KSeriesHttpError);
  expect(error).not.toBeInstanceOf(KSeriesReferenceUsedError);
});

test("on an order it is the status that says so, and no other status of either does", async () => {
  const text = "reference has already been used UPV-1";
  for (const status of [401, 403, 404, 422, 429, 500, 503]) {
    const { client } = standIn(() => json({ status, message: text }, status));
    for (const call of [
      client.payments.apply(samples.payments.apply),
      client.orders.submitLocal(samples.orders.submitLocal),
    ])
      await expect(call, String(status)).rejects.not.toBeInstanceOf(KSeriesReferenceUsedError);
  }
  const { client } = standIn(() => json({ status: "fail", msg: "Something else" }, 409));
  await expect(client.orders.submitToGo(samples.orders.submitToGo)).rejects.toBeInstanceOf(KSeriesReferenceUsedError);
});
