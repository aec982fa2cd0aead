"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useLive } from "@/components/live/use-live";
import type { OpenChecksView } from "@/lib/lightspeed/floor-plan/floor-plan-types";

/** With the server's own patience of 1.5 s a change at the till is seen within three. */
const EVERY_MS = 2_000;

/** The server refused because nobody is signed in any more. */
class SignedOutError extends Error {
  override readonly name = "SignedOutError";
}

/** What the server rendered, then read again every two seconds while the page is looked at, and at once when another page saw a change. */
export function useOpenChecks(locationId: string, initial: OpenChecksView) {
  const queryClient = useQueryClient();
  const queryKey = ["lightspeed", "open-checks", locationId];
  const { data, error } = useQuery({
    queryKey,
    queryFn: async (): Promise<OpenChecksView> => {
      const response = await fetch(`/lightspeed/floor-plans/checks?location=${locationId}`, {
        headers: { accept: "application/json" },
      });
      if (response.status === 401) throw new SignedOutError("signed out");
      if (!response.ok) throw new Error(`the open checks could not be read: ${response.status}`);
      return response.json();
    },
    initialData: initial,
    retry: false,
    refetchInterval: (query) => (query.state.error instanceof SignedOutError ? false : EVERY_MS),
  });
  useLive(["floor-plan"], () => void queryClient.invalidateQueries({ queryKey }));
  return { view: data, error, signedOut: error instanceof SignedOutError };
}
