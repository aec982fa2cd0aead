"use client";

import { useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { redraw } from "@/components/live/redraw";
import { useLive } from "@/components/live/use-live";
import { buttonClass } from "@/components/ui/button";
import { AlertIcon } from "@/components/ui/icons";
import type { ConnectionView } from "@/lib/lightspeed/connection/connection-view-types";
import { connectionKey, useConnection } from "./use-connection";

/** That a test runs is not among it: only the Status tab shows that, and reads it by itself. */
const evidence = ({ status, lastChecked, test }: ConnectionView) => [status, lastChecked?.at, test.testedAt].join("|");

/** On every page: says that Lightspeed is disconnected, and has the page drawn again when the connection changes. */
export function ConnectionWatch({ initial, mayManage }: { initial: ConnectionView; mayManage: boolean }) {
  const { connection } = useConnection(initial);
  const router = useRouter();
  const queryClient = useQueryClient();
  useLive(["connection"], () => void queryClient.invalidateQueries({ queryKey: connectionKey }));
  const current = evidence(connection);
  const drawn = evidence(initial);

  useEffect(() => {
    if (current !== drawn) redraw(router.refresh);
  }, [current, drawn, router]);

  if (connection.status !== "needs_reauthorization") return null;
  return (
    <section
      aria-label="Lightspeed connection"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-negative-line border-b bg-negative-soft px-4 py-2.5 text-sm sm:px-6"
    >
      <p className="flex min-w-0 flex-1 basis-64 gap-2">
        <AlertIcon className="mt-0.5 shrink-0 text-negative-ink" />
        <span>
          <strong className="font-medium">Lightspeed is disconnected.</strong>{" "}
          {mayManage
            ? "Reconnect to let orders and menus flow again."
            : "Ask an owner or manager to reconnect, so that orders and menus flow again."}
        </span>
      </p>
      <Link href="/lightspeed?tab=settings" className={buttonClass({ size: "sm" })}>
        {mayManage ? "Reconnect Lightspeed" : "Lightspeed settings"}
      </Link>
    </section>
  );
}
