type Watcher = { accountId: string; tell: (locationId: string) => void };

export type Changes = {
  tell(accountId: string, locationId: string): void;
  /** Gives back how to stop watching. */
  watch(accountId: string, tell: (locationId: string) => void): () => void;
};

/** Who wants to know at once when a till changes: open pages, and calls of the control API that wait. */
export function createChanges(): Changes {
  const watchers = new Set<Watcher>();
  return {
    tell: (accountId, locationId) => {
      for (const watcher of [...watchers]) if (watcher.accountId === accountId) watcher.tell(locationId);
    },
    watch: (accountId, tell) => {
      const watcher = { accountId, tell };
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
}
