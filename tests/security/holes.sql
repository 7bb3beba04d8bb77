-- Violations of the catalogue's rules. The comment before each has the rule that must find it, and the subject.
-- {tenant} stands for the sub-select that reads the setting.

-- table without tenant_id: notes
CREATE TABLE notes (id uuid PRIMARY KEY, words text);
ALTER TABLE notes OWNER TO quillspace_owner;

-- tenant_id that may be NULL or is not a uuid: notes
CREATE TABLE notes (tenant_id text, id uuid, PRIMARY KEY (tenant_id, id));

-- row-level security is off: pages
ALTER TABLE pages DISABLE ROW LEVEL SECURITY;

-- row-level security is off: notes
CREATE TABLE notes (LIKE pages INCLUDING ALL);

-- row-level security is off: notes_part
CREATE TABLE notes (tenant_id uuid, id uuid, PRIMARY KEY (tenant_id, id))
    PARTITION BY HASH (tenant_id);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE notes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON notes FOR ALL TO quillspace_app
    USING (tenant_id = {tenant}) WITH CHECK (tenant_id = {tenant});
CREATE TABLE notes_part PARTITION OF notes FOR VALUES WITH (MODULUS 1, REMAINDER 0);

-- row-level security is off: notes
CREATE TABLE notes () INHERITS (pages);

-- row-level security is off: elsewhere.notes
CREATE SCHEMA elsewhere;
CREATE TABLE elsewhere.notes (LIKE pages INCLUDING ALL);

-- row-level security does not apply to the owner: pages
ALTER TABLE pages NO FORCE ROW LEVEL SECURITY;

-- no policy that isolates tenants for every command: pages
DROP POLICY tenant_isolation ON pages;

-- no policy that isolates tenants for every command: pages
DROP POLICY tenant_isolation ON pages;
CREATE POLICY tenant_isolation ON pages FOR SELECT TO quillspace_app USING (tenant_id = {tenant});

-- no policy that isolates tenants for every command: pages
ALTER POLICY tenant_isolation ON pages USING (tenant_id = {tenant}) WITH CHECK (true);

-- no policy that isolates tenants for every command: pages
ALTER POLICY tenant_isolation ON pages USING (tenant_id = current_setting('rls.tenant_id')::uuid);

-- no policy that isolates tenants for every command: pages
DROP POLICY tenant_isolation ON pages;
CREATE POLICY tenant_isolation ON pages AS RESTRICTIVE FOR ALL TO quillspace_app
    USING (tenant_id = {tenant}) WITH CHECK (tenant_id = {tenant});

-- no policy that isolates tenants for every command: pages
ALTER POLICY tenant_isolation ON pages TO public;

-- unreviewed policy: pages SELECT for quillspace_app using true
CREATE POLICY everything ON pages FOR SELECT TO quillspace_app USING (true);

-- unreviewed policy: pages ALL for public using true
CREATE POLICY everything ON pages USING (true);

-- unreviewed policy: sites SELECT for quillspace_app, quillspace_edge using true
ALTER POLICY edge_select ON sites TO quillspace_edge, quillspace_app;

-- unreviewed policy: templates SELECT for quillspace_app using is_public
ALTER POLICY gallery ON templates USING (is_public);

-- view with the privileges of its owner: all_pages
CREATE VIEW all_pages AS SELECT * FROM pages;

-- view with the privileges of its owner: all_pages
CREATE VIEW all_pages WITH (security_invoker = false) AS SELECT * FROM pages;

-- materialised view or foreign table: all_pages
CREATE MATERIALIZED VIEW all_pages AS SELECT * FROM pages;

-- table with a rewrite rule: pages
CREATE RULE also AS ON INSERT TO pages DO ALSO SELECT 1;

-- publication that copies rows out of the database: everything
CREATE PUBLICATION everything FOR TABLE pages;

-- tenant_id is not in the primary key: audit_log
ALTER TABLE audit_log DROP CONSTRAINT pk_audit_log, ADD PRIMARY KEY (id);

-- unique across tenants: templates.one_slug
ALTER TABLE templates ADD CONSTRAINT one_slug UNIQUE (slug);

-- unique across tenants: pages.one_title
CREATE UNIQUE INDEX one_title ON pages (lower(title)) INCLUDE (tenant_id) WHERE deleted_at IS NULL;

-- unique across tenants: hosts.no_two
ALTER TABLE hosts ADD CONSTRAINT no_two EXCLUDE USING btree (redirects_to WITH =);

-- foreign key without the tenant: pages.plain
ALTER TABLE sites ADD CONSTRAINT one_site UNIQUE (id);
ALTER TABLE pages ADD CONSTRAINT plain FOREIGN KEY (site_id) REFERENCES sites (id);

-- foreign key without the tenant: page_versions.crossed
ALTER TABLE page_versions ADD COLUMN other uuid;
ALTER TABLE page_versions
    ADD CONSTRAINT crossed FOREIGN KEY (other, page_id) REFERENCES pages (tenant_id, id);

-- foreign key without the tenant: sessions.visited
ALTER TABLE sessions
    ADD CONSTRAINT visited
    FOREIGN KEY (support_tenant, support_session_id) REFERENCES support_sessions (tenant_id, id);

-- foreign key to a table without tenants: page_versions.written_by
ALTER TABLE page_versions ADD CONSTRAINT written_by FOREIGN KEY (actor_id) REFERENCES users (id);

-- foreign key to a table without tenants: sites.lent
ALTER TABLE sites ADD COLUMN lent_to uuid;
ALTER TABLE sites ADD CONSTRAINT lent FOREIGN KEY (lent_to) REFERENCES tenants (id);

-- foreign key that is not enforced: pages.loose
ALTER TABLE pages DROP CONSTRAINT fk_pages_tenant_id_site_id,
    ADD CONSTRAINT loose
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites (tenant_id, id) NOT VALID;

-- foreign key that is not enforced: pages.told
ALTER TABLE pages DROP CONSTRAINT fk_pages_tenant_id_site_id,
    ADD CONSTRAINT told
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites (tenant_id, id) NOT ENFORCED;

-- foreign key that is not enforced: pages.fk_pages_tenant_id_site_id
ALTER TABLE pages DISABLE TRIGGER ALL;

-- foreign key that would change tenant_id: site_builds.nulls
ALTER TABLE site_builds DROP CONSTRAINT fk_site_builds_tenant_id_target_build_id,
    ADD CONSTRAINT nulls
    FOREIGN KEY (tenant_id, target_build_id)
    REFERENCES site_builds (tenant_id, id) ON DELETE SET NULL;

-- foreign key that would change tenant_id: pages.follows
ALTER TABLE pages DROP CONSTRAINT fk_pages_tenant_id_site_id,
    ADD CONSTRAINT follows
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites (tenant_id, id) ON UPDATE CASCADE;

-- reference without a foreign key: hosts.page_id
ALTER TABLE hosts ADD COLUMN page_id uuid;

-- reference without a foreign key: pages.site_id
ALTER TABLE pages DROP CONSTRAINT fk_pages_tenant_id_site_id;

-- a site may use another tenant's template: sites
ALTER TABLE sites DROP CONSTRAINT ck_sites_template;

-- role that can bypass row-level security: quillspace_app BYPASSRLS
ALTER ROLE quillspace_app BYPASSRLS;

-- role that can bypass row-level security: quillspace_platform SUPERUSER
ALTER ROLE quillspace_platform SUPERUSER;

-- role that may assume another role: quillspace_app quillspace_owner
GRANT quillspace_owner TO quillspace_app WITH INHERIT FALSE;

-- role that may assume another role: quillspace_edge pg_read_all_data
GRANT pg_read_all_data TO quillspace_edge;

-- role that owns an object: quillspace_app table pages
ALTER TABLE pages OWNER TO quillspace_app;

-- object not owned by the owner role: pages
ALTER TABLE pages OWNER TO postgres;

-- role that may create objects: quillspace_app CREATE in schema public
GRANT CREATE ON SCHEMA public TO quillspace_app;

-- role that may create objects: quillspace_edge CREATE in schema public
GRANT ALL ON SCHEMA public TO public;

-- role that may create objects: quillspace_app TEMPORARY in the database
GRANT TEMPORARY ON DATABASE quillspace TO public;

-- unreviewed privilege: quillspace_app TRUNCATE pages
GRANT TRUNCATE ON pages TO quillspace_app;

-- unreviewed privilege: public SELECT pages
GRANT SELECT ON pages TO public;

-- unreviewed privilege: quillspace_app UPDATE users(confirmed_at, email, is_staff, name)
GRANT UPDATE (is_staff) ON users TO quillspace_app;

-- unreviewed privilege: quillspace_edge SELECT sites
GRANT SELECT ON sites TO quillspace_edge;

-- unreviewed privilege: quillspace_app SELECT pages with grant option
GRANT SELECT ON pages TO quillspace_app WITH GRANT OPTION;

-- default privilege on new tables: quillspace_app SELECT on tables
ALTER DEFAULT PRIVILEGES FOR ROLE quillspace_owner GRANT SELECT ON TABLES TO quillspace_app;

-- unreviewed definer function: peek()
CREATE FUNCTION peek() RETURNS SETOF pages LANGUAGE sql SECURITY DEFINER AS 'SELECT * FROM pages';

-- definer function without a fixed search path: find_login(text)
ALTER FUNCTION find_login(text) RESET search_path;

-- definer function without a fixed search path: find_login(text)
ALTER FUNCTION find_login(text) SET search_path = public, pg_catalog;

-- definer function that others than the app may call: find_login(text) public
GRANT EXECUTE ON FUNCTION find_login(text) TO public;

-- function declared leakproof: loud(text)
CREATE FUNCTION loud(text) RETURNS bool LANGUAGE plpgsql LEAKPROOF
    AS 'BEGIN RAISE NOTICE ''%'', $1; RETURN true; END';

-- setting that applies before any tenant is set: quillspace_app rls.tenant_id=00000000-0000-4000-8000-000000000001
ALTER ROLE quillspace_app SET rls.tenant_id = '00000000-0000-4000-8000-000000000001';

-- setting that applies before any tenant is set: quillspace_app row_security=off
ALTER ROLE quillspace_app SET row_security = off;
