#!/bin/sh
# Starts the gateway. Settings, all optional but the addresses of the services when they have other names:
#   LISTEN (default 8080)   RUN_DIR (default /tmp/gateway)   RESOLVER (default: the first of /etc/resolv.conf)
#   AUTH_UPSTREAM, COMPANY_UPSTREAM, AGENTS_UPSTREAM, AI_UPSTREAM, NOTIFICATIONS_UPSTREAM, FRONTEND_UPSTREAM
#   TLS_DIR: a folder with certificate.pem and key.pem. Then TLS_LISTEN (default 8443) serves, and LISTEN sends there.
#   HTTPS_PORT (default 443): the port people reach TLS_LISTEN by.   HSTS_SECONDS (default a year; 0: none)
#   ACME_DIR: a folder in which a client of ACME answers challenges.
#   REQUESTS_PER_SECOND, SIGN_INS_PER_SECOND, SIGN_UPS_PER_MINUTE, HOOKS_PER_SECOND: of one address
#   REQUESTS_PER_SECOND_PER_KEY: of one API key or session
#   MOST_REQUESTS: at once, of all callers
#   TRUSTED_PROXIES: addresses or CIDRs, with commas between, of proxies whose X-Forwarded-For says who asks
#   CLIENT_SECONDS: how long a caller may take to send its headers, and between two pieces of a body
set -eu

here=$(cd "$(dirname "$0")" && pwd)
run=${RUN_DIR:-/tmp/gateway}
resolver=${RESOLVER:-$(sed -n 's/^nameserver[[:space:]]*\([0-9.]*\)$/\1/p' /etc/resolv.conf | head -n 1)}

refuse() {
    echo "gateway: $1" >&2
    exit 1
}
checked() { # name value: settings become configuration, so only harmless characters pass
    case $2 in
        '' | *[!A-Za-z0-9.:_/-]*) refuse "$1 is '$2': letters, digits, dots, colons, slashes, dashes only" ;;
    esac
}
number() { # name value
    case $2 in
        '' | *[!0-9]*) refuse "$1 is '$2': a whole number is needed" ;;
    esac
}
upstream() { # name default: the variable $<name>_upstream, resolved anew while serving
    variable=$(echo "$1" | tr '[:lower:]' '[:upper:]')_UPSTREAM
    eval "address=\${$variable:-$2}"
    checked "$variable" "$address"
    echo "map \$host \$${1}_upstream { default \"$address\"; }"
}

checked LISTEN "${LISTEN:=8080}"
checked TLS_LISTEN "${TLS_LISTEN:=8443}"
checked RUN_DIR "$run"
checked RESOLVER "${resolver:=127.0.0.11}"
number HTTPS_PORT "${HTTPS_PORT:=443}"
number HSTS_SECONDS "${HSTS_SECONDS:=31536000}"
number REQUESTS_PER_SECOND "${REQUESTS_PER_SECOND:=100}"
number REQUESTS_PER_SECOND_PER_KEY "${REQUESTS_PER_SECOND_PER_KEY:=100}"
number SIGN_INS_PER_SECOND "${SIGN_INS_PER_SECOND:=5}"
number SIGN_UPS_PER_MINUTE "${SIGN_UPS_PER_MINUTE:=30}"
number HOOKS_PER_SECOND "${HOOKS_PER_SECOND:=50}"
number MOST_REQUESTS "${MOST_REQUESTS:=1000}"
number CLIENT_SECONDS "${CLIENT_SECONDS:=15}"

mkdir -p "$run"
for file in nginx routes problems refusal limited tls; do cp "$here/$file.conf" "$run/"; done
[ ! -d "$here/description" ] || cp -r "$here/description" "$run/"

if [ -n "${TLS_DIR:-}" ]; then
    checked TLS_DIR "$TLS_DIR"
    for file in certificate.pem key.pem; do
        [ -r "$TLS_DIR/$file" ] || refuse "TLS_DIR is $TLS_DIR, but $TLS_DIR/$file cannot be read. \
Put the certificate there, or make one for this machine alone: make certificate"
    done
    port=$([ "$HTTPS_PORT" = 443 ] || echo ":$HTTPS_PORT")
    # `http2 on` came with 1.25.1, and the parameter of `listen` is what older ones know.
    case $(nginx -v 2>&1 | sed 's/.*nginx.//') in
        0.* | 1.[0-9].* | 1.1[0-9].* | 1.2[0-4].* | 1.25.0*) listen="listen $TLS_LISTEN ssl http2;" ;;
        *) listen="listen $TLS_LISTEN ssl; http2 on;" ;;
    esac
    {
        echo "$listen"
        echo "ssl_certificate $TLS_DIR/certificate.pem;"
        echo "ssl_certificate_key $TLS_DIR/key.pem;"
        echo "include tls.conf;"
    } > "$run/listen.conf"
    {
        echo "server {"
        echo "    listen $LISTEN;"
        echo "    location = /healthz { access_log off; default_type application/json; return 200 '{\"status\":\"alive\"}'; }"
        if [ -n "${ACME_DIR:-}" ]; then
            checked ACME_DIR "$ACME_DIR"
            echo "    location /.well-known/acme-challenge/ { root $ACME_DIR; default_type text/plain; }"
        fi
        echo "    location / { return 308 https://\$host$port\$request_uri; }"
        echo "}"
    } > "$run/redirect.conf"
    hsts=$([ "$HSTS_SECONDS" = 0 ] || echo "max-age=$HSTS_SECONDS")
else
    echo "listen $LISTEN;" > "$run/listen.conf"
    : > "$run/redirect.conf"
    hsts=
fi
{
    echo "resolver $resolver valid=5s ipv6=off;"
    echo "map \$host \$hsts { default \"$hsts\"; }"
    echo "map \$host \$maintenance_file { default \"$run/maintenance\"; }"
    echo "client_header_timeout ${CLIENT_SECONDS}s;"
    echo "client_body_timeout ${CLIENT_SECONDS}s;"
    for proxy in $(echo "${TRUSTED_PROXIES:-}" | tr ',' ' '); do
        checked TRUSTED_PROXIES "$proxy"
        echo "set_real_ip_from $proxy;"
    done
    echo "real_ip_header X-Forwarded-For;"
    echo "real_ip_recursive on;"
    echo "limit_req_zone \$binary_remote_addr zone=everything:10m rate=${REQUESTS_PER_SECOND}r/s;"
    echo "limit_req_zone \$caller zone=callers:10m rate=${REQUESTS_PER_SECOND_PER_KEY}r/s;"
    echo "limit_req_zone \$binary_remote_addr zone=credentials:10m rate=${SIGN_INS_PER_SECOND}r/s;"
    echo "limit_req_zone \$binary_remote_addr zone=sign-ups:10m rate=${SIGN_UPS_PER_MINUTE}r/m;"
    echo "limit_req_zone \$binary_remote_addr zone=hooks:10m rate=${HOOKS_PER_SECOND}r/s;"
    echo "limit_conn_zone \$binary_remote_addr zone=connections:10m;"
    echo "map \$host \$everybody { default all; }"
    echo "limit_conn_zone \$everybody zone=all:1m;"
    for service in auth company agents ai notifications; do upstream "$service" "$service:8000"; done
    upstream frontend frontend:8080
} > "$run/generated.conf"

if [ -n "${TLS_DIR:-}" ]; then
    # A renewed certificate is taken up within the minute, without a connection being lost.
    fingerprint() { cksum < "$TLS_DIR/certificate.pem" 2> /dev/null || echo none; }
    watch() {
        served=$(fingerprint)
        while sleep 60 && kill -0 "$1" 2> /dev/null; do
            now=$(fingerprint)
            if [ "$now" != "$served" ] && kill -HUP "$1"; then served=$now; fi
        done
    }
    watch $$ < /dev/null > /dev/null 2>&1 &
fi

echo "limit_conn all $MOST_REQUESTS;" > "$run/most.conf"

exec nginx -p "$run/" -c "$run/nginx.conf" -e stderr -g 'daemon off;'
