# shellcheck shell=bash
# The Phase 1 tier on this machine: building, starting, stopping. Sourced by ./run.

# ---------------------------------------------------------------- building
build() {
  [ -n "${LOAD_BUILT:-}" ] && [ -d "$bin/app" ] && [ -d "$bin/load" ] && return
  say "Building…"
  export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
  local log architecture=amd64
  log=$(mktemp)
  case $(uname -m) in aarch64 | arm64) architecture=arm64 ;; esac
  # Compiled ahead, as the Dockerfile and the manual have it: otherwise the first crowd waits for the compiler.
  { dotnet publish "$root/GroupPages/GroupPages.csproj" -c Release -a $architecture --self-contained false -p:PublishReadyToRun=true -p:NuGetLockFilePath=obj/tier.packages.lock.json -o "$bin/app" --nologo -v q \
    && dotnet publish "$here/GroupPages.Load.csproj" -c Release -o "$bin/load" --nologo -v q; } >"$log" 2>&1 \
    || { cat "$log" >&2; rm -f "$log"; die "The build failed."; }
  rm -f "$log"
}

# ---------------------------------------------------------------- the tier
tier=
processes=()
pool=${LOAD_POOL:-18}

# Whatever ends this script ends all of it; a database that a scenario has stopped is first let go on.
finish() {
  local status=$?
  trap - EXIT INT TERM
  if [ -n "${LOAD_POSTGRES_PID:-}" ]; then
    kill -CONT "$LOAD_POSTGRES_PID" $(cat "/proc/$LOAD_POSTGRES_PID/task/$LOAD_POSTGRES_PID/children" 2>/dev/null) 2>/dev/null || true
  fi
  for process in ${processes[@]+"${processes[@]}"}; do kill -TERM "$process" 2>/dev/null || true; done
  [ -z "${LOAD_POSTGRES_PID:-}" ] || kill -INT "$LOAD_POSTGRES_PID" 2>/dev/null || true
  for _ in $(seq 50); do
    alive=
    for process in ${processes[@]+"${processes[@]}"}; do kill -0 "$process" 2>/dev/null && alive=1; done
    [ -n "$alive" ] || break
    sleep 0.1
  done
  for process in ${processes[@]+"${processes[@]}"}; do kill -KILL "$process" 2>/dev/null || true; done
  [ -z "$tier" ] || rm -rf "$tier"
  exit "$status"
}

free_port() { dotnet "$bin/load/GroupPages.Load.dll" free-port; }

# PostgreSQL refuses to run as root.
as_postgres=()
[ "$(id -u)" != 0 ] || as_postgres=(setpriv --reuid=postgres --regid=postgres --clear-groups)

wait_for() {
  for _ in $(seq 150); do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.1
  done
  tail -n 20 "$tier"/*.log >&2 || true
  die "Did not come up: $*"
}

answers() { curl -fsS -m 2 -o /dev/null "http://127.0.0.1:$1/healthz"; }
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

start_database() {
  local programs
  programs=${PG_BIN:-$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)}
  export LOAD_POSTGRES_PORT LOAD_PGBOUNCER_PORT LOAD_POSTGRES_PID LOAD_PGBOUNCER_PID
  LOAD_POSTGRES_PORT=$(free_port) LOAD_PGBOUNCER_PORT=$(free_port)
  chmod 755 "$tier"
  mkdir "$tier/db"
  [ "$(id -u)" != 0 ] || chown postgres: "$tier/db"
  ${as_postgres[@]+"${as_postgres[@]}"} "$programs/initdb" -D "$tier/db/data" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-instructions >/dev/null
  # The $15 tier: one core, 1 GB, 22 connections, of which one is kept for the superuser. And one for our probe: PostgreSQL
  # counts what is kept from the last free ones, so that a superuser's connection takes one of the others.
  cat >>"$tier/db/data/postgresql.conf" <<CONF
max_connections = 23
superuser_reserved_connections = 1
shared_buffers = 256MB
fsync = on
listen_addresses = '127.0.0.1'
port = $LOAD_POSTGRES_PORT
unix_socket_directories = '$tier/db'
CONF
  ${as_postgres[@]+"${as_postgres[@]}"} taskset -c 0 "$programs/postgres" -D "$tier/db/data" >"$tier/postgres.log" 2>&1 &
  LOAD_POSTGRES_PID=$!
  processes+=("$LOAD_POSTGRES_PID")
  wait_for "$programs/pg_isready" -q -h 127.0.0.1 -p "$LOAD_POSTGRES_PORT"
  psql -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$LOAD_POSTGRES_PORT" -U postgres <<'SQL'
CREATE ROLE grouppages LOGIN;
ALTER ROLE grouppages SET statement_timeout = '5s';
ALTER ROLE grouppages SET idle_in_transaction_session_timeout = '5s';
CREATE DATABASE grouppages OWNER grouppages;
SQL
  cat >"$tier/db/pgbouncer.ini" <<CONF
[databases]
grouppages = host=$tier/db port=$LOAD_POSTGRES_PORT
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $LOAD_PGBOUNCER_PORT
unix_socket_dir =
auth_type = trust
auth_file = $tier/db/users.txt
admin_users = postgres
pool_mode = transaction
default_pool_size = $pool
max_client_conn = 500
server_login_retry = 1
query_wait_timeout = 10
ignore_startup_parameters = extra_float_digits
log_connections = 0
log_disconnections = 0
log_stats = 0
CONF
  printf '"grouppages" ""\n"postgres" ""\n' >"$tier/db/users.txt"
  [ "$(id -u)" != 0 ] || chown postgres: "$tier"/db/pgbouncer.ini "$tier"/db/users.txt
  ${as_postgres[@]+"${as_postgres[@]}"} taskset -c 0 "$(command -v pgbouncer || echo /usr/sbin/pgbouncer)" "$tier/db/pgbouncer.ini" >"$tier/pgbouncer.log" 2>&1 &
  LOAD_PGBOUNCER_PID=$!
  processes+=("$LOAD_PGBOUNCER_PID")
  wait_for listens "$LOAD_PGBOUNCER_PORT"
  export ConnectionStrings__Pooled="Host=127.0.0.1;Port=$LOAD_PGBOUNCER_PORT;Database=grouppages;Username=grouppages;Maximum Pool Size=$pool;Minimum Pool Size=2;No Reset On Close=true;Max Auto Prepare=0;Enlist=false;GSS Encryption Mode=Disable;Timeout=5;Command Timeout=5"
  export ConnectionStrings__Direct="Host=127.0.0.1;Port=$LOAD_POSTGRES_PORT;Database=grouppages;Username=grouppages;GSS Encryption Mode=Disable"
}

# Where phones find the site: the app itself, or the proxy before several.
open_site() {
  app_port=$(free_port)
  export LOAD_APP="$bin/app/GroupPages.dll" GroupPages__PublicUrl="http://127.0.0.1:$app_port" GroupPages__DataDirectory="$tier/data"
}

# One process of the app, in place of this shell.
serve() {
  cd "$bin/app"
  export ASPNETCORE_URLS="http://127.0.0.1:$1" DOTNET_gcServer=0 DOTNET_GCHeapHardLimit=${LOAD_HEAP:-0x12C00000} \
    Logging__LogLevel__Default=Warning DOTNET_EnableDiagnostics=1
  exec taskset -c 1 dotnet GroupPages.dll
}

start_app() {
  open_site
  (export GroupPages__DrainSeconds=0; serve "$app_port") >"$tier/app.log" 2>&1 &
  app_pid=$!
  processes+=("$app_pid")
  wait_for answers "$app_port"
}

# Two processes of the app, which let their people go as they do by default, and the site's own proxy before them, all on core 1.
start_two() {
  local first second
  # shellcheck source=../../.ci/setup.sh
  (source "$root/.ci/setup.sh"; need_caddy)
  open_site
  first=$(free_port) second=$(free_port)
  export LOAD_INSTANCES="$tier/instances"
  mkdir "$LOAD_INSTANCES"
  keep "$first" "$second" &
  app_pid=$!
  processes+=("$app_pid")
  wait_for answers "$first"
  wait_for answers "$second"
  start_proxy "127.0.0.1:$first 127.0.0.1:$second"
}

# What systemd does on a server: whatever has ended is started again. A file for each port holds the number of the process
# that serves it, and how the one before ended.
keep() {
  local -A ports=()
  local port ended status
  # Nobody is left who had to be let go.
  trap 'kill -KILL $(jobs -p) 2>/dev/null; exit' TERM
  for port in "$@"; do
    keep_one "$port"
  done
  while :; do
    status=0
    wait -n -p ended || status=$?
    port=${ports[$ended]}
    unset "ports[$ended]"
    keep_one "$port" "$status"
  done
}

keep_one() {
  (unset GroupPages__DrainSeconds; serve "$1") >>"$tier/app.log" 2>&1 &
  ports[$!]=$1
  echo "$!" "${@:2}" >"$LOAD_INSTANCES/$1"
}

# docs/deploy/Caddyfile as it is. What differs is the site's address: with its http:// Caddy speaks HTTP/1.1 without TLS, as the runner does.
start_proxy() {
  local proxy=$tier/proxy
  mkdir "$proxy"
  {
    printf '{\n\tadmin off\n\tdefault_bind 127.0.0.1\n\tstorage file_system %s\n}\n\n' "$proxy"
    cat "$root/docs/deploy/Caddyfile"
  } >"$proxy/Caddyfile"
  GROUPPAGES_DOMAIN="http://127.0.0.1:$app_port" GROUPPAGES_UPSTREAMS=$1 HOME=$proxy \
    taskset -c 1 caddy run --config "$proxy/Caddyfile" --adapter caddyfile >"$tier/proxy.log" 2>&1 &
  processes+=("$!")
  wait_for answers "$app_port"
}
