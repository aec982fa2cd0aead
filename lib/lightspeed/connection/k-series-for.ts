import type { TokenRow } from "@/db/queries/connection-tokens";
import { createKSeriesClient, type KSeriesClient, type Recorder } from "@/lib/k-series";
import type { Services } from "@/lib/services";
import { getAccessToken } from "./token-vault";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

/** A client that acts for one merchant, within that merchant's limits; it asks the vault for a token before every call. */
export function kSeriesFor(
  services: Needs,
  merchantId: string,
  options: {
    record?: Recorder;
    timeoutMs?: number;
    probe?: boolean /** With the token in hand, right before each request leaves; throwing keeps it from leaving. */;
    beforeSend?: () => void;
    /** The merchant's tokens, for a caller that has just read them with other things: the first request asks no more for them. */
    tokens?: TokenRow | null;
  } = {},
): KSeriesClient {
  const { beforeSend, tokens, ...rest } = options;
  let read = tokens;
  return createKSeriesClient({
    baseUrl: services.lightspeed.apiUrl,
    traffic: services.traffic,
    key: merchantId,
    getAccessToken: async (request) => {
      const token = await getAccessToken(services, merchantId, {
        ...request,
        ...(rest.record ? { record: rest.record } : {}),
        ...(read && request?.refused === undefined ? { read } : {}),
      });
      read = null;
      beforeSend?.();
      return token;
    },
    ...rest,
  });
}

/** A client for a token that is not stored yet: between the consent and its commit, while the person waits. */
export function kSeriesWith(
  { lightspeed, traffic }: Pick<Services, "lightspeed" | "traffic">,
  { merchantId, accessToken, record }: { merchantId: string; accessToken: string; record: Recorder },
): KSeriesClient {
  return createKSeriesClient({
    ...{ baseUrl: lightspeed.apiUrl, traffic, key: merchantId, probe: true, record },
    getAccessToken: async () => accessToken,
  });
}
