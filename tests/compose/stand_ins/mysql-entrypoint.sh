#!/bin/bash
# What the official image's entrypoint does, as far as the compose file relies on it.
set -euo pipefail

[ "${1:0:1}" != - ] || set -- mysqld "$@"
[ "$1" = mysqld ] || exec "$@"

if [ ! -d /var/lib/mysql/mysql ]; then
    mysqld --initialize-insecure
    "$@" --skip-networking &
    server=$!
    for _ in $(seq 300); do
        mysqladmin --user=root ping --silent 2> /dev/null && break
        sleep 0.2
    done
    mysql --user=root <<SQL
ALTER USER 'root'@'localhost' IDENTIFIED BY '$MYSQL_ROOT_PASSWORD';
CREATE USER 'root'@'%' IDENTIFIED BY '$MYSQL_ROOT_PASSWORD';
GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;
SQL
    for script in /docker-entrypoint-initdb.d/*.sh; do
        "$script"
    done
    MYSQL_PWD=$MYSQL_ROOT_PASSWORD mysqladmin --user=root shutdown
    wait "$server"
fi
exec "$@"
