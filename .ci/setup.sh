# shellcheck shell=bash
# What ./run and ./test need on the machine. Sourced, not run; call prepare_environment and find_dotnet first.
# Each need_* installs only when something is missing, and says so in one line.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

# Telemetry off, and writable places for what dotnet and NuGet keep: containers and services often have no HOME.
prepare_environment() {
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
  # A build node that lives on keeps our output open, and `./test | cat` would wait for it.
  export MSBUILDDISABLENODEREUSE=1
  if [ -z "${HOME:-}" ] || [ ! -d "$HOME" ] || [ ! -w "$HOME" ]; then
    export DOTNET_CLI_HOME="${DOTNET_CLI_HOME:-$root/.data/home}"
    export NUGET_PACKAGES="${NUGET_PACKAGES:-$root/.data/home/packages}"
    # NuGet, Chromium and others ask HOME itself, and stop when there is none.
    export HOME="$root/.data/home"
    mkdir -p "$HOME" "$DOTNET_CLI_HOME" "$NUGET_PACKAGES"
  fi
}

# Puts a dotnet with an SDK 10 on PATH.
find_dotnet() {
  local directory
  need_icu
  for directory in "" "${DOTNET_ROOT:-}" "${HOME:-}/.dotnet" /usr/share/dotnet /usr/lib/dotnet /usr/local/share/dotnet /opt/homebrew/bin; do
    if [ -z "$directory" ]; then
      command -v dotnet >/dev/null && has_sdk dotnet && return
    elif [ -x "$directory/dotnet" ] && has_sdk "$directory/dotnet"; then
      export DOTNET_ROOT="$directory" PATH="$directory:$PATH"
      return
    fi
  done
  die "GroupPages needs the .NET 10 SDK (https://dotnet.microsoft.com/download/dotnet/10.0). No 'dotnet' with an SDK 10 was found" \
    "on PATH, in ~/.dotnet, /usr/share/dotnet or /usr/lib/dotnet."
}

# global.json asks for 10.0.1xx or newer; in $root an SDK that is too old says so instead of answering.
has_sdk() { (cd "$root" && "$1" --version) 2>/dev/null | grep -q '^10\.'; }

# What .NET needs to compare and print text. Its packages bring it; an SDK that was unpacked by hand ends without it at once.
need_icu() {
  { ! command -v ldconfig || ldconfig -p | grep libicuuc; } >/dev/null && return
  command -v apt-get >/dev/null || return 0
  say "Installing libicu…"
  apt_updated || apt update >/dev/null 2>&1 || true
  apt_install "$(apt-cache pkgnames libicu | grep -x 'libicu[0-9]*' | sort -V | tail -n 1)" || die "Could not install libicu, which .NET needs."
}

# PostgreSQL's programs (initdb). The places are those the app looks in: GroupPages/Data/PostgresBinaries.cs.
need_postgres() {
  has_initdb && return
  say "Installing PostgreSQL…"
  if command -v apt-get >/dev/null; then
    install_postgres_without_server
  elif command -v brew >/dev/null; then
    brew install --quiet postgresql@17 >&2
  fi
  has_initdb || die "PostgreSQL could not be installed. Install it by hand (Debian, Ubuntu: apt-get install postgresql;" \
    "Fedora: dnf install postgresql-server), or name the directory of initdb in PG_BIN."
}

has_initdb() {
  local directory
  if [ -n "${PG_BIN:-}" ]; then
    [ -x "$PG_BIN/initdb" ]
    return
  fi
  command -v initdb >/dev/null && return
  for directory in "$(pg_config --bindir 2>/dev/null || true)" /usr/lib/postgresql/*/bin /usr/pgsql-*/bin \
    /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin; do
    [ -x "$directory/initdb" ] && [ -x "$directory/postgres" ] && return
  done
  return 1
}

# Debian's package makes and starts a server of its own on port 5432, which nobody here asked for. Its answer file prevents that;
# afterwards it is Debian's own again, so that a later version behaves as its owner expects.
install_postgres_without_server() {
  local answers=/etc/postgresql-common/createcluster.conf fresh=
  if [ ! -e "$answers" ]; then
    fresh=1
    as_root mkdir -p /etc/postgresql-common
    printf 'create_main_cluster = false\n' | as_root tee "$answers" >/dev/null
  fi
  apt_install postgresql || true
  if [ -n "$fresh" ]; then
    if [ -e /usr/share/postgresql-common/createcluster.conf ]; then
      as_root cp /usr/share/postgresql-common/createcluster.conf "$answers"
      as_root rm -f "$answers.ucf-dist"
    else
      as_root rm -f "$answers"
    fi
  fi
}

need_pgbouncer() {
  has_pgbouncer && return
  say "Installing PgBouncer…"
  if command -v apt-get >/dev/null; then
    apt_install pgbouncer || true
    # Debian starts it; the tests start their own.
    if [ -d /run/systemd/system ]; then
      as_root systemctl disable --now --quiet pgbouncer || true
    elif [ -x /etc/init.d/pgbouncer ]; then
      as_root /etc/init.d/pgbouncer stop >/dev/null 2>&1 || true
    fi
  elif command -v brew >/dev/null; then
    brew install --quiet pgbouncer >&2
  fi
  has_pgbouncer || die "PgBouncer could not be installed. Install it by hand (Debian, Ubuntu: apt-get install pgbouncer)."
}

has_pgbouncer() { command -v pgbouncer >/dev/null || [ -x /usr/sbin/pgbouncer ]; }

# The proxy that stands before several instances in the tests. Debian starts it where there is a systemd; the tests start their own.
need_caddy() {
  command -v caddy >/dev/null && return
  say "Installing Caddy…"
  if command -v apt-get >/dev/null; then
    apt_install caddy || true
    if [ -d /run/systemd/system ]; then as_root systemctl disable --now --quiet caddy || true; fi
  elif command -v brew >/dev/null; then
    brew install --quiet caddy >&2
  fi
  command -v caddy >/dev/null || die "Caddy could not be installed. Install it by hand (Debian, Ubuntu: apt-get install caddy)."
}

# A browser for the tests, and the font its emoji come from (the room's reactions are measured and photographed). And the one without
# a window, where there is a package of it: it has nothing of its own to draw around each page, and takes half the time.
need_chromium() {
  local missing=()
  has_chromium || missing+=(chromium)
  if command -v apt-get >/dev/null && ! command -v chromium-headless-shell >/dev/null; then
    has_chromium || apt_updated || apt update >/dev/null 2>&1 || true
    ! apt-cache show chromium-headless-shell >/dev/null 2>&1 || missing+=(chromium-headless-shell)
  fi
  [ "$(uname)" = Darwin ] || has_emoji || missing+=(fontconfig fonts-noto-color-emoji)
  [ ${#missing[@]} -eq 0 ] && return
  say "Installing ${missing[*]}…"
  if command -v apt-get >/dev/null; then
    apt_install "${missing[@]}" || { has_chromium && has_emoji; } || die "Could not install ${missing[*]}."
  elif command -v brew >/dev/null; then
    brew install --quiet --cask chromium >&2
  else
    die "The browser tests need: ${missing[*]}."
  fi
}

has_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }

has_emoji() { fc-list 2>/dev/null | grep -i 'notocoloremoji' >/dev/null; }

# Quiet unless it fails; then apt's own words.
apt_install() {
  local log
  log=$(mktemp)
  if { apt_updated || apt update; } >"$log" 2>&1 && apt install --no-install-recommends "$@" >>"$log" 2>&1; then
    rm -f "$log"
    return
  fi
  cat "$log" >&2
  rm -f "$log"
  return 1
}

# A word of our own for apt-get: no questions, and up to two minutes' patience when another apt is at work.
apt() {
  as_root env DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 apt-get -qq -y \
    -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold "$@" </dev/null
}

# The lists are fetched once a script.
apt_updated() {
  [ -n "${apt_lists_fresh:-}" ] && return
  apt_lists_fresh=1
  return 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "'$*' needs root, and there is no sudo. Run it as root, then start again."
  fi
}

# The built app, where ./run starts it and the tests find it. Made beside and moved there: dotnet would write into the very files
# a running app has mapped, which kills it. Arguments go to `dotnet publish`.
publish_app() {
  local bin="$root/GroupPages/bin"
  rm -rf "$bin/publish.new"
  dotnet publish "$root/GroupPages/GroupPages.csproj" -c Release -o "$bin/publish.new" --nologo -v q "$@" || return
  rm -rf "$bin/publish"
  mv "$bin/publish.new" "$bin/publish"
}
