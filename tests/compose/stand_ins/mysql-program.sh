#!/bin/sh
# Runs one of the unpacked MySQL's programs with its own loader and libraries.
name=$(basename "$0")
libraries=/opt/mysql/usr/lib/x86_64-linux-gnu
program=/opt/mysql/usr/bin/$name
[ -x "$program" ] || program=/opt/mysql/usr/sbin/$name
exec "$libraries/ld-linux-x86-64.so.2" --library-path "$libraries" "$program" --defaults-file=/etc/mysql-stand-in.cnf "$@"
