#!/bin/sh
# Makes the role and the database of GroupPages, on PostgreSQL's own machine, as its superuser. The password comes from
# GROUPPAGES_PASSWORD. The limits belong to the role, so that they hold on every connection of a pool.
set -eu
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set password="$GROUPPAGES_PASSWORD" --dbname "${1:-postgres}" <<'SQL'
CREATE ROLE grouppages LOGIN PASSWORD :'password';
ALTER ROLE grouppages SET statement_timeout = '5s';
ALTER ROLE grouppages SET idle_in_transaction_session_timeout = '5s';
CREATE DATABASE grouppages OWNER grouppages TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8';
SQL
