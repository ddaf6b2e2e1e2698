#!/bin/sh
# Starts the gateway. Settings, all optional but the addresses of the services when they have other names:
#   LISTEN (default 8080)   RUN_DIR (default /tmp/gateway)   RESOLVER (default: the first of /etc/resolv.conf)
#   AUTH_UPSTREAM, COMPANY_UPSTREAM, AGENTS_UPSTREAM, AI_UPSTREAM, NOTIFICATIONS_UPSTREAM, FRONTEND_UPSTREAM
#   REQUESTS_PER_SECOND (default 100) and SIGN_INS_PER_SECOND (default 5), per address of a caller
set -eu

here=$(cd "$(dirname "$0")" && pwd)
run=${RUN_DIR:-/tmp/gateway}
listen=${LISTEN:-8080}
resolver=${RESOLVER:-$(sed -n 's/^nameserver[[:space:]]*\([0-9.]*\)$/\1/p' /etc/resolv.conf | head -n 1)}

refuse() {
    echo "gateway: $1" >&2
    exit 1
}
checked() { # name value pattern: settings become configuration, so only harmless characters pass
    case $2 in
        '' | *[!A-Za-z0-9.:_-]*) refuse "$1 is '$2': letters, digits, dots, colons, dashes only" ;;
    esac
}
upstream() { # name default: the variable $<name>_upstream, resolved anew while serving
    variable=$(echo "$1" | tr '[:lower:]' '[:upper:]')_UPSTREAM
    eval "address=\${$variable:-$2}"
    checked "$variable" "$address"
    echo "map \$host \$${1}_upstream { default \"$address\"; }"
}

checked LISTEN "$listen"
checked RESOLVER "${resolver:=127.0.0.11}"
checked REQUESTS_PER_SECOND "${REQUESTS_PER_SECOND:=100}"
checked SIGN_INS_PER_SECOND "${SIGN_INS_PER_SECOND:=5}"

mkdir -p "$run"
cp "$here/nginx.conf" "$here/routes.conf" "$here/problems.conf" "$run/"
[ ! -d "$here/description" ] || cp -r "$here/description" "$run/"
echo "listen $listen;" > "$run/listen.conf"
{
    echo "resolver $resolver valid=5s ipv6=off;"
    echo "limit_req_zone \$binary_remote_addr zone=everything:10m rate=${REQUESTS_PER_SECOND}r/s;"
    echo "limit_req_zone \$binary_remote_addr zone=credentials:10m rate=${SIGN_INS_PER_SECOND}r/s;"
    echo "limit_conn_zone \$binary_remote_addr zone=connections:10m;"
    for service in auth company agents ai notifications; do upstream "$service" "$service:8000"; done
    upstream frontend frontend:8080
} > "$run/generated.conf"

exec nginx -p "$run/" -c "$run/nginx.conf" -e stderr -g 'daemon off;'
