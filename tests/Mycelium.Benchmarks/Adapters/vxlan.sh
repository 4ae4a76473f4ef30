#!/bin/sh
# The kernel's VXLAN (RFC 7348) between two places, as an example of an adapter for the network benchmark: not encrypted, no daemon.
# What is called with which arguments is in AdapterOverlay.cs.
set -eu

command=$1
shift
case "$command" in
start)
    namespace=$1 interface=$2 underlay=$3 peer=$4
    ip -n "$namespace" link add "$interface" type vxlan id 42 local "$underlay" remote "$peer" dstport 4789
    ip -n "$namespace" -6 address add "fd98::${underlay##*.}/64" dev "$interface" nodad
    ip -n "$namespace" link set "$interface" mtu 1400 up
    ;;
address)
    ip -n "$1" -6 -o address show dev "$2" scope global | sed -n 's|.* inet6 \([^/]*\)/.*|\1|p' | grep .
    ;;
line)
    # One remote end only.
    exit 1
    ;;
*)
    echo "usage: $0 start NAMESPACE INTERFACE UNDERLAY-ADDRESS PEER-ADDRESS... | address NAMESPACE INTERFACE | line" >&2
    exit 64
    ;;
esac
