"""Rules about tables, views and their policies."""

RELATIONS = """
WITH relations AS (
    SELECT class.oid, class.oid::regclass::text AS name, relkind, relrowsecurity, relforcerowsecurity,
           relhasrules, reloptions, relowner, relacl, attnum AS tenant, atttypid, attnotnull
    FROM pg_class class
    JOIN pg_namespace space ON space.oid = relnamespace
        AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
    LEFT JOIN pg_attribute ON attrelid = class.oid AND attname = 'tenant_id' AND NOT attisdropped
), tables AS (SELECT * FROM relations WHERE relkind IN ('r', 'p')),
owned AS (SELECT * FROM tables WHERE tenant IS NOT NULL)
"""

TENANT = """( SELECT (NULLIF(current_setting('rls.tenant_id'::text, true), ''::text))::uuid AS "nullif")"""
"""The only allowed way to read the setting, as PostgreSQL prints it: a sub-select, evaluated once per statement."""

ISOLATION = f"(tenant_id = {TENANT})"

POLICIES = f"""{RELATIONS},
policies AS (
    SELECT polrelid, name, polname, polcmd, polpermissive,
           array_to_string(ARRAY(SELECT CASE WHEN role = 0 THEN 'public' ELSE role::regrole::text END
                                 FROM unnest(polroles) role ORDER BY 1), ', ') AS roles,
           pg_get_expr(polqual, polrelid) AS visible, pg_get_expr(polwithcheck, polrelid) AS writable
    FROM pg_policy JOIN relations ON relations.oid = polrelid
), isolating AS (
    SELECT * FROM policies
    WHERE polpermissive AND polcmd = '*' AND roles = 'quillspace_app'
      AND visible = $${ISOLATION}$$ AND writable = $${ISOLATION}$$
)
"""

RULES = {
    "table without tenant_id": f"{RELATIONS} SELECT name FROM tables WHERE tenant IS NULL",
    "tenant_id that may be NULL or is not a uuid": (
        f"{RELATIONS} SELECT name FROM owned WHERE NOT attnotnull OR atttypid <> 'uuid'::regtype"
    ),
    "row-level security is off": f"{RELATIONS} SELECT name FROM tables WHERE NOT relrowsecurity",
    "row-level security does not apply to the owner": (
        f"{RELATIONS} SELECT name FROM tables WHERE NOT relforcerowsecurity"
    ),
    "no policy that isolates tenants for every command": (
        f"{POLICIES} SELECT name FROM owned WHERE oid NOT IN (SELECT polrelid FROM isolating)"
    ),
    "unreviewed policy": f"""{POLICIES}
        SELECT concat(name, ' ', CASE polcmd WHEN '*' THEN 'ALL' WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT'
                                 WHEN 'w' THEN 'UPDATE' ELSE 'DELETE' END, ' for ', roles,
                      ' using ' || visible, ' check ' || writable)
        FROM policies
        WHERE polpermissive AND (polrelid, polname) NOT IN (SELECT polrelid, polname FROM isolating)""",
    "view with the privileges of its owner": f"""{RELATIONS}
        SELECT name FROM relations
        WHERE relkind = 'v'
          AND NOT coalesce(reloptions && ARRAY['security_invoker=true', 'security_invoker=on'], false)""",
    "materialised view or foreign table": (
        f"{RELATIONS} SELECT name FROM relations WHERE relkind IN ('m', 'f')"
    ),
    "table with a rewrite rule": f"{RELATIONS} SELECT name FROM tables WHERE relhasrules",
    "publication that copies rows out of the database": "SELECT pubname FROM pg_publication",
}
