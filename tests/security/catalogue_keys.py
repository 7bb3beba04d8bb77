"""Rules about keys: PostgreSQL checks them regardless of policies, so the tenant must be part of them."""

from tests.security.catalogue_tables import RELATIONS

FOREIGN = f"""{RELATIONS},
foreign_keys AS (
    SELECT keys.*, concat(source.name, '.', conname) AS subject,
           source.tenant AS source_tenant, target.tenant AS target_tenant, target.name AS target_name
    FROM pg_constraint keys
    JOIN tables source ON source.oid = conrelid
    JOIN tables target ON target.oid = confrelid
    WHERE contype = 'f'
)
"""

GALLERY_ONLY = (
    "CHECK (((template_tenant_id = tenant_id) OR "
    "(template_tenant_id = '00000000-0000-4000-8000-000000000001'::uuid)))"
)
"""The constraint that makes the only foreign key without the tenant harmless: it targets its own tenant or ours."""

RULES = {
    "tenant_id is not in the primary key": f"""{RELATIONS}
        SELECT name FROM owned
        WHERE NOT EXISTS (SELECT FROM pg_constraint
                          WHERE conrelid = owned.oid AND contype = 'p' AND tenant = ANY (conkey))""",
    "unique across tenants": f"""{RELATIONS}
        SELECT concat(name, '.', indexrelid::regclass)
        FROM owned JOIN pg_index ON indrelid = owned.oid
        WHERE (indisunique OR indisexclusion) AND NOT tenant = ANY ((indkey::smallint[])[0:indnkeyatts - 1])""",
    "foreign key without the tenant": f"""{FOREIGN}
        SELECT subject FROM foreign_keys
        WHERE target_tenant IS NOT NULL
          AND NOT EXISTS (SELECT FROM unnest(conkey, confkey) AS pair (here, there)
                          WHERE here = source_tenant AND there = target_tenant)""",
    "foreign key to a table without tenants": f"""{FOREIGN}
        SELECT subject FROM foreign_keys
        WHERE source_tenant IS NOT NULL AND target_tenant IS NULL
          AND NOT (target_name = 'tenants' AND conkey = ARRAY[source_tenant])""",
    "foreign key that is not enforced": f"""{FOREIGN}
        SELECT subject FROM foreign_keys
        WHERE NOT convalidated OR NOT coalesce((to_jsonb(foreign_keys) ->> 'conenforced')::boolean, true)
           OR NOT EXISTS (SELECT FROM pg_trigger WHERE tgconstraint = foreign_keys.oid)
           OR EXISTS (SELECT FROM pg_trigger WHERE tgconstraint = foreign_keys.oid AND tgenabled <> 'O')""",
    "foreign key that would change tenant_id": f"""{FOREIGN}
        SELECT subject FROM foreign_keys
        WHERE source_tenant = ANY (conkey)
          AND (confupdtype IN ('c', 'n', 'd')
               OR (confdeltype IN ('n', 'd')
                   AND (confdelsetcols IS NULL OR source_tenant = ANY (confdelsetcols))))""",
    "reference without a foreign key": f"""{RELATIONS}
        SELECT concat(name, '.', column_.attname)
        FROM owned JOIN pg_attribute column_ ON attrelid = owned.oid
        WHERE column_.atttypid = 'uuid'::regtype AND NOT attisdropped AND attname LIKE '%\\_id'
          AND attname <> 'tenant_id'
          AND NOT EXISTS (SELECT FROM pg_constraint
                          WHERE contype = 'f' AND conrelid = owned.oid AND column_.attnum = ANY (conkey))""",
    "a site may use another tenant's template": f"""
        SELECT 'sites' WHERE NOT EXISTS (
            SELECT FROM pg_constraint WHERE conrelid = to_regclass('sites') AND contype = 'c' AND convalidated
              AND coalesce((to_jsonb(pg_constraint) ->> 'conenforced')::boolean, true)
              AND pg_get_constraintdef(oid) = $${GALLERY_ONLY}$$)""",
}
