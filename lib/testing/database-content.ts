import type postgres from "postgres";

/** A fingerprint of every table outside the inbox: equal before and after means that nothing was done. */
export async function contentOutsideInbox(owner: postgres.Sql): Promise<Record<string, string>> {
  const tables = await owner<{ name: string }[]>`
    select c.relname as name from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname not in
       ('webhook_events', 'webhook_refusals', 'webhook_idempotency_keys') order by 1`;
  const content: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] =
      await owner`select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as sum from ${owner(name)} t`;
    content[name] = String(row?.sum);
  }
  return content;
}
