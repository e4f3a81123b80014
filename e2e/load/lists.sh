# shellcheck shell=bash
# Lists of the size that issue 6 names: 10,000 users, 1,000 groups, one of them with 2,000 members. Sourced by ./run, after chat.sh.

# One reader, who is a site admin and leads the large group; every second person has an address, every tenth is signed in somewhere.
fill_lists() {
  local join
  join=$(dotnet "$LOAD_APP" seed --groups 1 --members 10 | sed -n '1s|.*/||p')
  curl -fsS -o /dev/null -c "$tier/jar" -H "Origin: http://127.0.0.1:$app_port" -d firstName=Reader -d key=lists "http://127.0.0.1:$app_port/j/$join"
  say "Writing 10,000 people in 1,000 groups…"
  sql <<'SQL'
SET session_replication_role = replica; -- without the triggers: nobody is to hear of it
CREATE TEMP TABLE me AS SELECT max(id) AS id FROM users;
WITH names AS (SELECT ARRAY['Ann', 'Bob', 'Chloé', 'Dmitri', 'Eve', 'Fatima', 'Ġorġ', 'Hans', 'Ivy', 'Ji-woo', 'Tomáš', 'Ruth'] AS first,
    ARRAY['Moore', 'Rivera', 'Okafor', 'Park', 'van der Berg', 'Lind', 'Núñez', 'Levi', 'Novák', 'Smith', 'Zorn'] AS last)
INSERT INTO users (first_name, last_name, email, created_at)
SELECT first[1 + n % 12], last[1 + n / 12 % 11] || ' ' || n, CASE WHEN n % 2 = 0 THEN 'person' || n || '@example.org' END, now() - n * interval '1 hour'
FROM names, generate_series(1, 10000) n;
INSERT INTO groups (slug, name, created_at)
SELECT 'list-' || lpad(n::text, 4, '0'), (ARRAY['Choir', 'Parish', 'Chess Club', 'Family', 'Office'])[1 + n % 5] || ' ' || n, now() - n * interval '1 hour'
FROM generate_series(1, 1000) n;
INSERT INTO conversations (kind, group_id) SELECT 'room', id FROM groups WHERE slug LIKE 'list-%';
-- 2,000 in the first group, 8 in each of the others.
INSERT INTO memberships (group_id, user_id, role_id, joined_at)
SELECT g.id, u.id, CASE WHEN u.n % 100 = 0 THEN 3 WHEN u.n % 99 = 0 THEN 1 ELSE 2 END, now() - u.n * interval '20 minutes' - interval '2 days'
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM users WHERE email IS NOT NULL OR created_at < now() - interval '30 minutes') u
JOIN (SELECT id, row_number() OVER (ORDER BY slug) AS n FROM groups WHERE slug LIKE 'list-%') g
    ON g.n = CASE WHEN u.n <= 2000 THEN 1 ELSE 2 + u.n % 999 END;
INSERT INTO memberships (group_id, user_id, role_id) SELECT g.id, me.id, 3 FROM groups g, me WHERE g.slug = 'list-0001';
INSERT INTO participants (conversation_id, user_id) SELECT c.id, m.user_id FROM conversations c JOIN memberships m USING (group_id) ON CONFLICT DO NOTHING;
INSERT INTO sessions (token_hash, user_id, expires_at) SELECT sha256(convert_to('load' || id, 'UTF8')), id, now() + interval '1 year' FROM users WHERE id % 10 = 0;
INSERT INTO audit_log (at, group_id, actor_id, user_id, action, details)
SELECT m.joined_at, m.group_id, me.id, m.user_id, 'role-changed', '{"before": {"role": "guest"}, "after": {"role": "member"}}'
FROM memberships m, me, generate_series(1, 5) WHERE m.group_id = (SELECT id FROM groups WHERE slug = 'list-0001');
SET session_replication_role = origin;
UPDATE users SET is_site_admin = true FROM me WHERE users.id = me.id;
SQL
  sql -c "VACUUM ANALYZE"
}

measure_lists() {
  local big=/g/list-0001 far log
  # Where the 150th page begins, by address: pages of the desk go on from the last row seen.
  far=$(sql -c "SELECT id FROM users ORDER BY id DESC OFFSET 7500 LIMIT 1")
  log=$(sql -c "SELECT id FROM audit_log WHERE group_id = (SELECT id FROM groups WHERE slug = 'list-0001') ORDER BY id LIMIT 1 OFFSET 100")
  printf '%-58s %7s %7s %7s\n' '' 'p50 ms' 'p95 ms' queries
  time_page 'people of 2,000' "$big"
  time_page 'people of 2,000, searched' "$big?q=ann"
  time_page 'people of 2,000, page 40' "$big?page=40&sort=last"
  time_page 'members of 2,000' "$big/admin/members"
  time_page 'members of 2,000, searched by name' "$big/admin/members?q=tomas"
  time_page 'members of 2,000, searched by address' "$big/admin/members?q=person1998@"
  time_page 'members of 2,000, by last name' "$big/admin/members?sort=last"
  time_page 'members of 2,000, page 40' "$big/admin/members?page=40"
  time_page 'log of 10,000 lines' "$big/admin/log"
  time_page 'log of 10,000 lines, its end' "$big/admin/log?before=$log"
  time_page 'log of 10,000 lines, one kind' "$big/admin/log?kind=codes"
  time_page '10,000 users' /admin/users
  time_page '10,000 users, searched: a common name' '/admin/users?q=ann'
  time_page '10,000 users, searched: one of them' '/admin/users?q=person7776@'
  time_page '10,000 users, by last name' '/admin/users?sort=last'
  time_page '10,000 users, by last name, page 150' "/admin/users?sort=last&after=$far"
  time_page '10,000 users, page 150' "/admin/users?after=$far"
  time_page '1,000 groups' /admin/groups
  time_page '1,000 groups, searched' '/admin/groups?q=choir+1'
  time_page '1,000 groups, by name' '/admin/groups?sort=name'
  time_page 'people of 2,000, at the desk' /admin/groups/list-0001/edit/members
  time_page 'people of 2,000, at the desk, searched' '/admin/groups/list-0001/edit/members?q=ann&sort=name'
  time_page 'somebody to add, of 10,000' '/admin/groups/list-0002/edit/members?find=ruth'
}

lists() {
  fill_lists
  export tier app_port
  export -f measure_lists time_page queries sql
  ${LOAD_ALONE:-} bash -euo pipefail -c measure_lists | tee "$LOAD_OUT/lists.txt"
}
