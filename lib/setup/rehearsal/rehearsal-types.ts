import type { Certificate } from "@/db/schema";
import type { Region } from "@/lib/format";
import type { Hop } from "./hops";

/** Where a location's dress rehearsal stands. */
export type RehearsalView = {
  locationId: string;
  locationName: string;
  hops: Hop[];
  /** The newest one; null: none was run here. */
  run: {
    id: string;
    orderId: string;
    orderNumber: string;
    startedAt: string;
    startedByName: string;
    /** The words that the till printed; null: it has not come so far. */
    voidWords: string | null;
    lookedAt: string | null;
    /** Null: not issued. */
    certificateId: string | null;
    /** Its order is on its way. */
    underWay: boolean;
  } | null;
};

export type CertificateView = Omit<Certificate, "merchantId" | "rehearsalId" | "issuedAt"> & {
  issuedAt: string;
  /** Of the location that it certifies, whichever one the picker stands at. */
  region: Region;
  /** What is stored is what was issued. */
  unaltered: boolean;
  /** Why it holds no longer, as of now; null: it holds. */
  broken: { title: string; cause: string; fix: { label: string; href: string } } | null;
};
