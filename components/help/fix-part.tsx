import Link from "next/link";
import { ConnectButton } from "@/components/lightspeed/connect-button";
import { RECONNECT_ROLES } from "@/components/lightspeed/connection-words";
import { buttonClass } from "@/components/ui/button";
import type { ActionResult } from "@/lib/result";
import type { Fix, RepairName } from "@/lib/setup/help/help-types";
import { RepairForm, type RepairState } from "./repair-form";
import { SupportWords } from "./support-words";

export type FixActions = {
  mayManage: boolean;
  connect: () => Promise<ActionResult<{ url: string }>>;
  repair: (name: RepairName, state: RepairState) => Promise<RepairState>;
};

type FixPartProps = FixActions & { fix: Fix; id: string };

/** What a branch ends in: a button that mends it, the page where it is mended, or words for Lightspeed support. */
export function FixPart({ fix, id, mayManage, connect, repair }: FixPartProps) {
  if (fix.kind === "tell") return <SupportWords id={`${id}-words`} words={fix.words} />;
  if (fix.kind === "open")
    return (
      <Link href={fix.href} prefetch={false} className={buttonClass({ variant: "primary" })}>
        {fix.label}
      </Link>
    );
  if (!mayManage) return <p className="text-muted text-sm">{RECONNECT_ROLES}</p>;
  if (fix.kind === "reconnect") return <ConnectButton label={fix.label} start={connect} />;
  return <RepairForm label={fix.label} repair={repair.bind(null, fix.repair)} />;
}
