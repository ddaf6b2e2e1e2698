#!/bin/bash
# Runs once, when the database server starts with an empty data folder: a schema for each service, and a user who may
# use only that one. A service's user may change its own schema, because a service brings its migrations.
set -euo pipefail

for service in ai auth company agents notifications; do
    variable="${service^^}_DATABASE_PASSWORD"
    password="${!variable:?$variable is not set: run \`make env\`}"
    case $password in
        *[!A-Za-z0-9_-]*) echo "$variable: letters, digits, - and _ only" >&2 && exit 1 ;;
    esac
    name="platform_$service"
    MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysql --protocol=socket --user=root <<SQL
CREATE DATABASE IF NOT EXISTS \`$name\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE USER IF NOT EXISTS '$name'@'%' IDENTIFIED BY '$password';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES ON \`$name\`.* TO '$name'@'%';
SQL
done
