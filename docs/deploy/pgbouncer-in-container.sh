#!/bin/sh
# The same settings as on a machine without containers; only where PostgreSQL is, where to listen and the password come from outside.
set -eu
umask 077
printf '"grouppages" "%s"\n' "$GROUPPAGES_PASSWORD" >/tmp/userlist.txt
sed -e "s/host=127.0.0.1/host=$POSTGRES_HOST/" -e 's/^listen_addr = .*/listen_addr = */' \
  -e 's|^auth_file = .*|auth_file = /tmp/userlist.txt|' /opt/pgbouncer.ini >/tmp/pgbouncer.ini
exec pgbouncer /tmp/pgbouncer.ini
