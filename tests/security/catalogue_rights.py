"""Rules about roles: their attributes, what they own, and what they may create, call and read."""

from tests.security.catalogue_tables import RELATIONS

OURS = """('quillspace_owner', 'quillspace_app', 'quillspace_platform', 'quillspace_edge', 'quillspace_backup')"""
HELD = """('quillspace_app', 'quillspace_platform', 'quillspace_edge', 'quillspace_backup')"""

GRANTS = f"""{RELATIONS},
acl AS (
    SELECT name, relkind, tenant, NULL AS column_, relowner AS owner, rights.*
    FROM relations, aclexplode(relacl) rights
    UNION ALL
    SELECT name, relkind, tenant, column_.attname, relowner, rights.*
    FROM relations JOIN pg_attribute column_ ON attrelid = oid, aclexplode(attacl) rights
), grants AS (
    SELECT name, relkind, tenant, privilege_type AS right_, bool_or(is_grantable) AS is_grantable,
           CASE WHEN grantee = 0 THEN 'public' ELSE grantee::regrole::text END AS role,
           '(' || string_agg(column_, ', ' ORDER BY column_) || ')' AS columns
    FROM acl WHERE grantee <> owner
    GROUP BY name, relkind, tenant, privilege_type, grantee, column_ IS NULL
), plain AS (
    SELECT * FROM grants
    WHERE NOT is_grantable
      AND ((role = 'quillspace_app' AND tenant IS NOT NULL
            AND right_ IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE'))
           OR (role = 'quillspace_backup' AND right_ = 'SELECT'))
)
"""

FUNCTIONS = """
WITH functions AS (
    SELECT function.oid, function.oid::regprocedure::text AS name, function.*
    FROM pg_proc function JOIN pg_namespace space ON space.oid = pronamespace
        AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
), definers AS (SELECT * FROM functions WHERE prosecdef),
callers AS (
    SELECT name, CASE WHEN grantee = 0 THEN 'public' ELSE grantee::regrole::text END AS role
    FROM definers, aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee <> proowner
)
"""

RULES = {
    "role that can bypass row-level security": f"""
        SELECT concat(rolname, ' ', attribute) FROM pg_roles, LATERAL (VALUES
            (rolsuper, 'SUPERUSER'), (rolbypassrls, 'BYPASSRLS'), (rolcreaterole, 'CREATEROLE'),
            (rolcreatedb, 'CREATEDB'), (rolreplication, 'REPLICATION')) AS held (is_held, attribute)
        WHERE is_held AND rolname IN {OURS}""",
    "role that may assume another role": f"""
        SELECT concat(member::regrole, ' ', roleid::regrole) FROM pg_auth_members
        WHERE member::regrole::text IN {OURS}""",
    "role that owns an object": f"""
        SELECT concat(refobjid::regrole, ' ', pg_describe_object(classid, objid, objsubid)) FROM pg_shdepend
        WHERE refclassid = 'pg_authid'::regclass AND deptype = 'o' AND refobjid::regrole::text IN {HELD}""",
    "object not owned by the owner role": f"""{RELATIONS}
        SELECT name FROM relations WHERE relowner <> 'quillspace_owner'::regrole
        UNION ALL
        SELECT pg_proc.oid::regprocedure::text FROM pg_proc JOIN pg_namespace space ON space.oid = pronamespace
        WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
          AND proowner <> 'quillspace_owner'::regrole""",
    "role that may create objects": f"""
        SELECT concat(rolname, ' ', thing) FROM pg_roles, LATERAL (
            SELECT 'CREATE in schema ' || nspname FROM pg_namespace
            WHERE has_schema_privilege(pg_roles.oid, pg_namespace.oid, 'CREATE')
            UNION ALL
            SELECT wanted || ' in the database' FROM unnest(ARRAY['CREATE', 'TEMPORARY']) wanted
            WHERE has_database_privilege(pg_roles.oid, current_database(), wanted)
            UNION ALL
            SELECT 'CREATE in tablespace ' || spcname FROM pg_tablespace
            WHERE has_tablespace_privilege(pg_roles.oid, pg_tablespace.oid, 'CREATE')) AS made (thing)
        WHERE rolname IN {HELD}""",
    "unreviewed privilege": f"""{GRANTS}
        SELECT concat(role, ' ', right_, ' ', name, columns, CASE WHEN is_grantable THEN ' with grant option' END)
        FROM grants EXCEPT
        SELECT concat(role, ' ', right_, ' ', name, columns) FROM plain""",
    "default privilege on new tables": """
        SELECT concat(CASE WHEN grantee = 0 THEN 'public' ELSE grantee::regrole::text END, ' ', privilege_type,
                      ' on ', CASE defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences'
                              WHEN 'f' THEN 'functions' ELSE defaclobjtype::text END)
        FROM pg_default_acl, aclexplode(defaclacl) WHERE grantee <> defaclrole""",
    "unreviewed definer function": f"{FUNCTIONS} SELECT name FROM definers",
    "definer function without a fixed search path": f"""{FUNCTIONS}
        SELECT name FROM definers
        WHERE NOT coalesce('search_path=pg_catalog, public, pg_temp' = ANY (proconfig), false)""",
    "definer function that others than the app may call": (
        f"{FUNCTIONS} SELECT concat(name, ' ', role) FROM callers WHERE role <> 'quillspace_app'"
    ),
    "function declared leakproof": f"{FUNCTIONS} SELECT name FROM functions WHERE proleakproof",
    "setting that applies before any tenant is set": """
        SELECT concat(setrole::regrole, ' ', setting) FROM pg_db_role_setting, unnest(setconfig) setting
        WHERE setting ~* '^(rls\\.|row_security|search_path|role|session_|local_preload)'
        UNION ALL
        SELECT name FROM pg_settings WHERE name LIKE 'rls.%' AND source NOT IN ('session', 'default')""",
}
