#!/usr/bin/env bash
# member-certificate.sh DIR: makes the certificate by which members know each other, in DIR: ca.crt, tls.crt, tls.key. It has nothing to do with the
# certificates of workloads, and its root signs nothing else and is thrown away; make all three anew to renew, then restart the members one by one.
#
#   k8s/member-certificate.sh /tmp/member
#   kubectl -n istio-system create secret generic actormesh-member --from-file=/tmp/member && rm -r /tmp/member
set -euo pipefail
[ $# -eq 1 ] || { grep '^#' "$0" | sed 's/^# \{0,1\}//' | tail -n +2 >&2; exit 2; }
umask 077
mkdir -p "$1"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

openssl ecparam -name prime256v1 -genkey -noout -out "$work/ca.key"
openssl req -x509 -new -key "$work/ca.key" -sha256 -days 3650 -subj '/CN=actormesh members' \
  -addext 'basicConstraints=critical,CA:TRUE,pathlen:0' -addext 'keyUsage=critical,keyCertSign' -out "$1/ca.crt"
openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$1/tls.key"
openssl req -new -key "$1/tls.key" -subj '/CN=actormesh member' -out "$work/member.csr"
printf '%s\n' 'basicConstraints=critical,CA:FALSE' 'keyUsage=critical,digitalSignature' 'extendedKeyUsage=serverAuth,clientAuth' \
  'subjectAltName=DNS:actormesh-members.istio-system.svc' > "$work/member.ext"
openssl x509 -req -in "$work/member.csr" -CA "$1/ca.crt" -CAkey "$work/ca.key" -set_serial "0x$(openssl rand -hex 16)" -days 3650 -sha256 \
  -extfile "$work/member.ext" -out "$1/tls.crt" 2> /dev/null
