import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { asOwner } from "./effects";
import { stack } from "./stack";

/** What the programs of the stack have said so far, by program, the database among them. */
export function logs(): { sink: string; text: string }[] {
  const ours = readdirSync(stack.logDir).map((name) => ({ name, file: join(stack.logDir, name) }));
  const theirs = { name: "PostgreSQL", file: join(stack.logDir, "../postgres/server.log") };
  return [...ours, theirs].map(({ name, file }) => ({ sink: `log ${name}`, text: readFileSync(file, "utf8") }));
}

/** Every row of every table, also those of the job queue, as PostgreSQL itself writes it out. */
export function tables(): Promise<{ sink: string; text: string }[]> {
  return asOwner(async (sql) => {
    const names = await sql<{ name: string }[]>`
      select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema') order by 1`;
    const copies: { sink: string; text: string }[] = [];
    for (const { name } of names) {
      // Not COPY: the driver's stream for it now and then never ends.
      const rows = await sql.unsafe<{ row: string }[]>(`select t::text as row from ${name} t`);
      copies.push({ sink: `table ${name}`, text: rows.map(({ row }) => row).join("\n") });
    }
    return copies;
  });
}
