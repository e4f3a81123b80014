# shellcheck shell=bash
# Long histories on the tier: the list of conversations, a room of 100,000 messages opened and searched. Sourced by ./run.

sql() { psql -q -X -t -A -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$LOAD_POSTGRES_PORT" -U postgres -d grouppages "$@"; }

# One reader with 200 conversations: a room of 100,000 messages, a small room, 98 more rooms and 100 direct ones of 10,000.
# The words are spread as in speech: some in every message, most in few.
fill_histories() {
  local join
  join=$(dotnet "$LOAD_APP" seed --groups 100 --members 10 | sed -n '1s|.*/||p')
  curl -fsS -o /dev/null -c "$tier/jar" -H "Origin: http://127.0.0.1:$app_port" -d firstName=Reader -d key=chat "http://127.0.0.1:$app_port/j/$join"
  say "Writing two million messages…"
  sql <<'SQL'
SET session_replication_role = replica; -- without the triggers: nobody is to hear of it
SET synchronous_commit = off;
SET maintenance_work_mem = '256MB';
CREATE TEMP TABLE me AS SELECT max(id) AS id FROM users;
INSERT INTO memberships (group_id, user_id, joined_at) SELECT g.id, me.id, now() - interval '2 days' FROM groups g, me ON CONFLICT DO NOTHING;
WITH made AS (INSERT INTO conversations (kind) SELECT 'direct' FROM generate_series(1, 100) RETURNING id)
INSERT INTO participants (conversation_id, user_id) SELECT made.id, u.id FROM made, me, LATERAL (VALUES (me.id), (1 + made.id % (me.id - 1))) u(id);
INSERT INTO participants (conversation_id, user_id) SELECT c.id, me.id FROM conversations c, me WHERE c.kind = 'room' ON CONFLICT DO NOTHING;
DROP INDEX messages_words;
CREATE TEMP TABLE long AS SELECT c.id, min(c.id) OVER () AS first,
  CASE WHEN c.id = min(c.id) OVER () THEN 100000 WHEN c.id = min(c.id) OVER () + 1 THEN 100 ELSE 10000 END AS size
FROM conversations c JOIN participants p ON p.conversation_id = c.id JOIN me ON me.id = p.user_id;
INSERT INTO messages (conversation_id, seq, changed_seq, number, author_id, text, created_at)
SELECT l.id, n, n, n, (SELECT min(user_id) FROM participants p WHERE p.conversation_id = l.id),
    'hello w' || n % 5000 || ' w' || n * 7 % 300 || ' w' || n % 20 || CASE WHEN n % 1000 = 0 THEN ' rarely' ELSE '' END
    || CASE WHEN l.id = l.first + 5 AND n % 3 = 0 THEN ' elsewhere' ELSE '' END || CASE WHEN l.id = l.first AND n = 50 THEN ' unicorn' ELSE '' END,
    now() - (l.size - n) * interval '1 minute'
FROM long l CROSS JOIN LATERAL generate_series(1, l.size) n;
UPDATE conversations c SET last_seq = l.size, message_count = l.size, last_message_at = now() FROM long l WHERE l.id = c.id;
CREATE INDEX messages_words ON messages USING gin (conversation_id, words);
SQL
  sql -c "VACUUM ANALYZE"
}

queries() { psql -X -t -A -h 127.0.0.1 -p "$LOAD_PGBOUNCER_PORT" -U postgres pgbouncer -c 'SHOW STATS_TOTALS' | awk -F'|' '$1 == "grouppages" { print $3 }'; }

# what path: sixty requests one after the other, after ten to warm up; median and p95 in ms, queries a request.
time_page() {
  local what=$1 path=$2 sep='?' before after
  case $path in *\?*) sep='&' ;; esac
  ask() { taskset -c 0 curl -fsS -b "$tier/jar" -o /dev/null -w '%{time_total}\n' "http://127.0.0.1:$app_port$path${sep}x=[1-$1]"; }
  ask 10 >/dev/null
  before=$(queries)
  ask 60 | sort -n >"$tier/times"
  after=$(queries)
  awk -v what="$what" -v asked=$((after - before)) '{ t[NR] = 1000 * $1 }
    END { printf "%-58s %7.1f %7.1f %7.2f\n", what, t[int(NR / 2)], t[int(NR * 0.95)], asked / NR }' "$tier/times"
}

measure_histories() {
  local long small
  long=$(sql -c "SELECT c.id FROM conversations c ORDER BY message_count DESC LIMIT 1")
  small=$(sql -c "SELECT c.id FROM conversations c WHERE message_count = 100 LIMIT 1")
  # A room's number leads to its group's page.
  local room="/g/$(sql -c "SELECT slug FROM groups g JOIN conversations c ON c.group_id = g.id WHERE c.id = $long")/chat"
  local tiny="/g/$(sql -c "SELECT slug FROM groups g JOIN conversations c ON c.group_id = g.id WHERE c.id = $small")/chat"
  printf '%-58s %7s %7s %7s\n' '' 'p50 ms' 'p95 ms' queries
  time_page '200 conversations, listed' /chat
  time_page 'a room of 100, opened' "$tiny"
  time_page 'a room of 100,000, opened' "$room"
  time_page 'the same around its 50,000th message' "$room?at=50000"
  time_page 'searched there: in every message' "/chat/search?c=$long&q=hello"
  time_page 'searched there: one in a thousand' "/chat/search?c=$long&q=rarely"
  time_page 'searched there: one message' "/chat/search?c=$long&q=unicorn"
  time_page 'searched there: common with unique' "/chat/search?c=$long&q=hello+unicorn"
  time_page 'searched there: common elsewhere only' "/chat/search?c=$long&q=elsewhere"
  time_page 'searched everywhere: in every message' "/chat/search?q=hello"
  time_page 'searched everywhere: one message' "/chat/search?q=unicorn"
  time_page 'searched everywhere: common with unique' "/chat/search?q=hello+unicorn"
  time_page 'searched everywhere: nowhere' "/chat/search?q=nowhere"
}

# Alone on the machine, if somebody keeps a list of who measures: LOAD_ALONE is put before the command.
histories() {
  fill_histories
  export tier app_port
  export -f measure_histories time_page queries sql
  ${LOAD_ALONE:-} bash -euo pipefail -c measure_histories | tee "$LOAD_OUT/chat.txt"
}
