"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { ConnectionView } from "@/lib/lightspeed/connection/connection-view-types";

const EVERY_MS = 15_000;
const WHILE_TESTING_MS = 2_000;

export const connectionKey = ["lightspeed", "connection"];

/** The server refused because nobody is signed in any more. */
export class SignedOutError extends Error {
  override readonly name = "SignedOutError";
}

async function readConnection(): Promise<ConnectionView> {
  const response = await fetch("/lightspeed/connection", { headers: { accept: "application/json" } });
  if (response.status === 401) throw new SignedOutError("signed out");
  if (!response.ok) throw new Error(`the connection could not be read: ${response.status}`);
  return response.json();
}

/** What the server rendered, then read again when told (connection-watch.tsx), and every 15 s in case nobody tells. All users of it on a page share one reading. */
export function useConnection(initial: ConnectionView) {
  const queryClient = useQueryClient();
  const { data, error } = useQuery({
    queryKey: connectionKey,
    queryFn: readConnection,
    initialData: initial,
    retry: (failures, reason) => failures < 2 && !(reason instanceof SignedOutError),
    refetchInterval: (query) => (query.state.data?.test.running ? WHILE_TESTING_MS : EVERY_MS),
  });
  const [taken, setTaken] = useState(initial);
  // A newer rendering by the server, after an action or a navigation, has the last word.
  useEffect(() => {
    queryClient.setQueryData(connectionKey, initial);
    setTaken(initial);
  }, [queryClient, initial]);
  // Until it is taken over, what was known before must not show up again for a moment, nor be read out.
  return { connection: taken === initial ? data : initial, error };
}
