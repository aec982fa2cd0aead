import type postgres from "postgres";

type Sql = postgres.Sql | postgres.TransactionSql;

/** What the app's role is allowed to own or be: nothing. */
const APP = "upvendo_app";
const GATE = "upvendo_gate";

/** Everything in the database's own catalogue that would let a query reach another tenant's rows; a line each, empty when all is well. */
export async function findTenancyFaults(sql: Sql): Promise<string[]> {
  const found = await Promise.all([
    unprotectedTables(sql),
    wrongPolicies(sql),
    openViews(sql),
    excessiveGrants(sql),
    wrongRoles(sql),
    ownedByRoles(sql),
    looseFunctions(sql),
  ]);
  return found.flat().sort();
}

/** The tables with rows of a merchant, and the column that says whose. */
export async function listTenantTables(sql: Sql): Promise<{ table: string; key: string }[]> {
  return [
    ...(await sql<{ table: string; key: string }[]>`
      select c.relname as "table", a.attname as key
        from pg_class c join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
         and (a.attname = 'merchant_id' or (c.relname = 'merchants' and a.attname = 'id'))
       order by c.relname`),
  ];
}

const lines = (rows: readonly { fault: string }[]): string[] => rows.map(({ fault }) => fault);

async function unprotectedTables(sql: Sql): Promise<string[]> {
  return lines(
    await sql<{ fault: string }[]>`
    select format('table %s: %s', c.relname, concat_ws(', ',
             case when not c.relrowsecurity then 'row-level security is off' end,
             case when not c.relforcerowsecurity then 'not forced on its owner' end,
             case when not exists (select from pg_policy p where p.polrelid = c.oid) then 'no policy' end)) as fault
      from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
       and (not c.relrowsecurity or not c.relforcerowsecurity or not exists (select from pg_policy p where p.polrelid = c.oid))`,
  );
}

/** Policies are OR-ed, so one that is too wide undoes all others: for the app there is one sentence and no other. */
async function wrongPolicies(sql: Sql): Promise<string[]> {
  return lines(
    await sql<{ fault: string }[]>`
    with p as (
      select tablename, policyname, roles, qual, with_check,
             format('(%s = gate.current_merchant())', case tablename when 'merchants' then 'id' else 'merchant_id' end) as wanted
        from pg_policies where schemaname = 'public')
    select format('policy %s on %s for %s', policyname, tablename, roles) as fault from p
     where not (roles = array[${GATE}]::name[])
       and not (roles = array[${APP}]::name[] and qual is not distinct from wanted and with_check is not distinct from wanted)`,
  );
}

/** A view runs with its owner's rights unless told otherwise. */
async function openViews(sql: Sql): Promise<string[]> {
  return lines(
    await sql<{ fault: string }[]>`
    select format('view %s is not security_invoker', c.relname) as fault from pg_class c
     where c.relnamespace = 'public'::regnamespace
       and (c.relkind = 'm' or (c.relkind = 'v' and not coalesce(c.reloptions @> array['security_invoker=true'], false)))`,
  );
}

/** TRUNCATE knows no policies, REFERENCES and TRIGGER reach around them, and a table without an app policy is none of its business. */
async function excessiveGrants(sql: Sql): Promise<string[]> {
  return lines(
    await sql<{ fault: string }[]>`
    select format('%s has %s on %s', g.grantee, g.privilege_type, g.table_name) as fault
      from information_schema.role_table_grants g
     where g.table_schema = 'public' and g.grantee in (${APP}, ${GATE}, 'PUBLIC')
       and (g.grantee = 'PUBLIC' or g.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
            or not exists (select from pg_policies p where p.tablename = g.table_name and g.grantee::name = any (p.roles)))
    union all
    select format('%s has %s on %s.%s', g.grantee, g.privilege_type, g.table_schema, g.table_name)
      from information_schema.role_table_grants g
     where g.table_schema not in ('public', 'graphile_worker', 'drizzle', 'pg_catalog', 'information_schema')
       and g.grantee in (${APP}, ${GATE}, 'PUBLIC')
    union all
    select format('%s may create in schema %s', r.rolname, n.nspname) from pg_namespace n, pg_roles r
     where (r.rolname = ${APP} or r.rolname = ${GATE} or pg_has_role(r.oid, ${APP}, 'member') and not r.rolsuper)
       and n.nspname !~ '^pg_' and has_schema_privilege(r.oid, n.oid, 'CREATE')`,
  );
}

/** The app's roles: the granted one and every login that is a member of it. */
async function wrongRoles(sql: Sql): Promise<string[]> {
  return lines(
    await sql<{ fault: string }[]>`
    select format('role %s: %s', r.rolname, concat_ws(', ',
             case when r.rolbypassrls then 'bypasses policies' end,
             case when r.rolcreaterole then 'makes roles' end,
             case when r.rolcreatedb then 'makes databases' end,
             case when r.rolsuper then 'superuser' end,
             case when r.rolname in (${APP}, ${GATE}) and r.rolcanlogin then 'can log in' end,
             case when r.rolname <> ${GATE} and pg_has_role(r.oid, ${GATE}, 'member') then 'can become ${sql.unsafe(GATE)}' end)) as fault
      from pg_roles r
     where (r.rolname = ${GATE} or exists (select from pg_auth_members m join pg_roles g on g.oid = m.roleid
                                          where g.rolname = ${APP} and m.member = r.oid) or r.rolname = ${APP})
       and (r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolsuper
            or (r.rolname in (${APP}, ${GATE}) and r.rolcanlogin)
            or (r.rolname <> ${GATE} and pg_has_role(r.oid, ${GATE}, 'member')))`,
  );
}

async function ownedByRoles(sql: Sql): Promise<string[]> {
  return lines(
    await sql<{ fault: string }[]>`
    with app as (
      select oid, rolname from pg_roles where rolname in (${APP}, ${GATE})
       union select m.member, r.rolname from pg_auth_members m join pg_roles g on g.oid = m.roleid join pg_roles r on r.oid = m.member
              where g.rolname = ${APP})
    select format('%s owns %s', app.rolname, c.oid::regclass) as fault from pg_class c join app on app.oid = c.relowner
     union all select format('%s owns schema %s', app.rolname, n.nspname) from pg_namespace n join app on app.oid = n.nspowner
     union all select format('%s owns %s', app.rolname, p.oid::regprocedure) from pg_proc p join app on app.oid = p.proowner
                where app.rolname <> ${GATE} or p.pronamespace <> 'gate'::regnamespace or not p.prosecdef`,
  );
}

/** Only the owner of a partitioned table may add and drop its days; the function takes a number and nothing else. */
const OWNERS_FUNCTION = "gate.keep_webhook_days(integer)";

/** A function that runs with another's rights may only be one of the gate's: narrow, with a fixed search path, for nobody but the app. */
async function looseFunctions(sql: Sql): Promise<string[]> {
  return lines(
    await sql<{ fault: string }[]>`
    select format('function %s: %s', p.oid::regprocedure, concat_ws(', ',
             case when n.nspname <> 'gate' then 'outside the gate' end,
             case when o.rolname <> ${GATE} and p.oid <> owners.f then 'owned by ' || o.rolname end,
             case when not path.fixed then 'no fixed search path that ends with pg_temp' end,
             case when has_function_privilege('public', p.oid, 'EXECUTE') then 'open to PUBLIC' end)) as fault
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles o on o.oid = p.proowner
           cross join (select ${OWNERS_FUNCTION}::regprocedure as f) as owners
           cross join lateral (select exists (select from unnest(p.proconfig) as c
                                               where c ~ '^search_path=((public|gate), )?pg_temp$') as fixed) as path
     where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')
       and (n.nspname <> 'gate' or o.rolname <> ${GATE} and p.oid <> owners.f or not path.fixed or has_function_privilege('public', p.oid, 'EXECUTE'))`,
  );
}
