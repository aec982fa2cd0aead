import type postgres from "postgres";

type Sql = postgres.Sql | postgres.TransactionSql;

type Column = { table: string; column: string; type: string; filled: boolean; preset: boolean; rights: string };
type Rule = { table: string; name: string; columns: string[]; definition: string };
type Routine = { name: string; takes: string[]; presets: number; gives: string[]; mayBeCalled: boolean };

/** What code that runs on a database may rely on. */
export type SchemaPromises = {
  columns: Column[];
  /** Checks and foreign keys: what may be written. */
  rules: Rule[];
  /** What a conflict can be decided by. */
  uniques: Rule[];
  policies: string[];
  routines: Routine[];
};

const APP = "upvendo_app";

export async function readSchemaPromises(sql: Sql): Promise<SchemaPromises> {
  const columns = await sql<Column[]>`
    select c.relname as "table", a.attname as "column", format_type(a.atttypid, a.atttypmod) as type,
           a.attnotnull as filled, a.atthasdef or a.attidentity <> '' as preset,
           (select coalesce(string_agg(r, ' ' order by r), '') from unnest(array['select', 'insert', 'update']) r
             where has_column_privilege(${APP}, c.oid, a.attnum, r))
             || case when has_table_privilege(${APP}, c.oid, 'delete') then ' delete' else '' end as rights
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
     order by c.relname, a.attnum`;
  const rules = await sql<Rule[]>`
    select k.conrelid::regclass::text as "table", k.conname as name, pg_get_constraintdef(k.oid) as definition,
           array(select a.attname from pg_attribute a where a.attrelid = k.conrelid and a.attnum = any (k.conkey)) as columns
      from pg_constraint k join pg_class c on c.oid = k.conrelid
     where k.connamespace = 'public'::regnamespace and k.contype in ('c', 'f', 'x') and not c.relispartition
     order by k.conname`;
  const uniques = await sql<Rule[]>`
    select i.indrelid::regclass::text as "table", n.relname as name,
           replace(pg_get_indexdef(i.indexrelid), format('INDEX %I ON', n.relname), 'INDEX ON') as definition,
           array(select a.attname from pg_attribute a where a.attrelid = i.indrelid and a.attnum = any (i.indkey)) as columns
      from pg_index i join pg_class n on n.oid = i.indexrelid
     where n.relnamespace = 'public'::regnamespace and i.indisunique and not n.relispartition
     order by n.relname`;
  const policies = await sql<{ policy: string }[]>`
    select format('%s on %s for %s to %s using %s check %s', policyname, tablename, cmd, roles, qual, with_check) as policy
      from pg_policies where schemaname = 'public' order by 1`;
  const routines = await sql<Routine[]>`
    select format('%s.%s', p.pronamespace::regnamespace, p.proname) as name, p.pronargdefaults as presets,
           array(select format('%s %s', p.proargnames[n], format_type(t, null)) from unnest(p.proargtypes) with ordinality a (t, n) order by n) as takes,
           case when p.proargmodes is null then array[pg_get_function_result(p.oid)]
                else array(select format('%s %s', p.proargnames[n], format_type(t, null)) from unnest(p.proallargtypes) with ordinality a (t, n)
                            where p.proargmodes[n] in ('o', 't', 'b') order by n) end as gives,
           has_function_privilege(${APP}, p.oid, 'execute') as "mayBeCalled"
      from pg_proc p
     where p.pronamespace in ('public'::regnamespace, 'gate'::regnamespace)
       and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
     order by 1`;
  return { columns, rules, uniques, policies: policies.map(({ policy }) => policy), routines };
}

/** What code of before would run into on the schema of after: a line each, empty when both versions can work together. */
export function findBrokenPromises(before: SchemaPromises, after: SchemaPromises): string[] {
  const gone = new Set(before.columns.map(({ table }) => table));
  for (const { table } of after.columns) gone.delete(table);
  const stays = ({ table }: { table: string }) => !gone.has(table);
  return [
    ...[...gone].map((table) => `table ${table} is gone`),
    ...brokenColumns(before.columns.filter(stays), after.columns),
    ...tighterRules(before, after),
    ...brokenUniques(before, after, stays),
    ...before.policies.filter((policy) => !after.policies.includes(policy)).map((policy) => `policy ${policy} is gone`),
    ...before.routines.flatMap((routine) => brokenRoutine(routine, after.routines)),
  ];
}

const idOf = ({ table, column }: Column) => `${table}.${column}`;

function brokenColumns(before: readonly Column[], after: readonly Column[]): string[] {
  const known = new Map(before.map((column) => [idOf(column), column]));
  const now = new Map(after.map((column) => [idOf(column), column]));
  const tables = new Set(before.map(({ table }) => table));
  return [
    ...before.flatMap((old) => {
      const column = now.get(idOf(old));
      if (!column) return [`column ${idOf(old)} is gone`];
      const rights = new Set(column.rights.split(" "));
      return [
        ...(column.type === old.type ? [] : [`column ${idOf(old)} has another type`]),
        ...(column.filled && !old.filled ? [`column ${idOf(old)} must be filled now`] : []),
        ...(old.preset && !column.preset ? [`column ${idOf(old)} has no default any more`] : []),
        ...(old.rights.split(" ").every((right) => rights.has(right)) ? [] : [`column ${idOf(old)}: fewer rights`]),
      ];
    }),
    ...after
      .filter((column) => tables.has(column.table) && !known.has(idOf(column)) && column.filled && !column.preset)
      .map((column) => `column ${idOf(column)} is new, must be filled and has no default`),
  ];
}

/** Code of before fills none of these. */
function isAboutNewColumnsOnly({ table, columns }: Rule, before: SchemaPromises): boolean {
  const old = before.columns.filter((column) => column.table === table).map(({ column }) => column);
  return columns.length > 0 && columns.every((column) => !old.includes(column));
}

function tighterRules(before: SchemaPromises, after: SchemaPromises): string[] {
  const tables = new Set(before.columns.map(({ table }) => table));
  return after.rules
    .filter((rule) => {
      if (!tables.has(rule.table) || isAboutNewColumnsOnly(rule, before)) return false;
      const same = before.rules.find(({ table, name }) => table === rule.table && name === rule.name);
      return !same || (same.definition !== rule.definition && !isLongerList(same.definition, rule.definition));
    })
    .map(({ table, name }) => `rule ${table}.${name} is new or another one`);
}

const list = /^CHECK \(\((?<what>\w+) = ANY \(ARRAY\[(?<words>[^\]]*)\]\)\)\)$/;

/** A column of words that may hold more of them than before. */
function isLongerList(before: string, after: string): boolean {
  const [old, now] = [list.exec(before)?.groups, list.exec(after)?.groups];
  if (!old || !now || old.what !== now.what) return false;
  const words = (now.words ?? "").split(", ");
  return (old.words ?? "").split(", ").every((word) => words.includes(word));
}

function brokenUniques(before: SchemaPromises, after: SchemaPromises, stays: (rule: Rule) => boolean): string[] {
  const tables = new Set(before.columns.map(({ table }) => table));
  const has = (all: readonly Rule[], { definition }: Rule) => all.some((rule) => rule.definition === definition);
  return [
    ...before.uniques
      .filter((rule) => stays(rule) && !has(after.uniques, rule))
      .map(({ table, name }) => `unique ${table}.${name} is gone`),
    ...after.uniques
      // One that has a new column in it may hold what code of before leaves empty.
      .filter((rule) => tables.has(rule.table) && !has(before.uniques, rule) && !hasNewColumn(rule, before))
      .map(({ table, name }) => `unique ${table}.${name} is new`),
  ];
}

function hasNewColumn({ table, columns }: Rule, before: SchemaPromises): boolean {
  const old = before.columns.filter((column) => column.table === table).map(({ column }) => column);
  return columns.some((column) => !old.includes(column));
}

/** The same call must be understood, and answered with all that it was answered with. */
function brokenRoutine(old: Routine, after: readonly Routine[]): string[] {
  if (!old.mayBeCalled) return [];
  const called = `function ${old.name}(${old.takes.join(", ")})`;
  const found = after.find(
    ({ name, takes, presets }) =>
      name === old.name &&
      takes.length >= old.takes.length &&
      takes.length - presets <= old.takes.length - old.presets &&
      old.takes.every((parameter, n) => takes[n] === parameter),
  );
  if (!found) return [`${called} is gone`];
  return [
    ...(found.mayBeCalled ? [] : [`${called} may not be called any more`]),
    ...old.gives.filter((given) => !found.gives.includes(given)).map((given) => `${called} no longer gives ${given}`),
  ];
}
