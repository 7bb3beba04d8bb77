-- The three people of `factories.make_people`, with everything that they work on, in one statement.
-- PostgreSQL checks the foreign keys when the statement ends, so the order does not matter.
WITH gallery AS (
    INSERT INTO tenants (id, name) VALUES (%(gallery)s, 'QuillSpace') ON CONFLICT DO NOTHING
), customers AS (
    INSERT INTO tenants (id, name) VALUES (%(ours)s, 'Ada''s desk'), (%(theirs)s, 'Ada''s desk')
), template AS (
    INSERT INTO templates (tenant_id, id, slug, name, category, is_public)
    VALUES (%(gallery)s, %(template)s, 'plain', 'Plain', 'Tests', true)
), version AS (
    INSERT INTO template_versions (tenant_id, id, template_id, version, html_source, default_schema)
    VALUES (%(gallery)s, %(version)s, %(template)s, 1, %(shell)s, %(default_schema)s)
), new_sites AS (
    INSERT INTO sites (tenant_id, id, name, author_name, template_tenant_id, template_version_id)
    VALUES (%(ours)s, %(our_site)s, 'Letters', 'Ada Lovelace', %(gallery)s, %(version)s),
           (%(theirs)s, %(their_site)s, 'Letters', 'Ada Lovelace', %(gallery)s, %(version)s)
), new_hosts AS (
    INSERT INTO hosts (tenant_id, id, site_id, hostname, kind, state)
    VALUES (%(ours)s, gen_random_uuid(), %(our_site)s, 'ada.localhost', 'subdomain', 'active'),
           (%(theirs)s, gen_random_uuid(), %(their_site)s, 'carol.localhost', 'subdomain', 'active')
), new_pages AS (
    INSERT INTO pages (tenant_id, id, site_id, slug, title, puck_data)
    VALUES (%(ours)s, %(our_page)s, %(our_site)s, '', 'Home', %(document)s),
           (%(theirs)s, %(their_page)s, %(their_site)s, '', 'Home', %(document)s)
), new_users AS (
    INSERT INTO users (id, email, name)
    VALUES (%(ada)s, 'ada@example.test', 'Ada'),
           (%(bob)s, 'bob@example.test', 'Bob'),
           (%(carol)s, 'carol@example.test', 'Carol')
), credentials AS (
    INSERT INTO user_credentials (user_id, password_hash)
    SELECT id, %(password_hash)s FROM unnest(ARRAY[%(ada)s, %(bob)s, %(carol)s]) AS id
)
INSERT INTO memberships (tenant_id, user_id, role)
VALUES (%(ours)s, %(ada)s, 'owner'), (%(ours)s, %(bob)s, 'editor'), (%(theirs)s, %(carol)s, 'owner')
