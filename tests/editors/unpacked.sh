#!/bin/sh
# Runs a program of the Debian tree that this lies in, with that tree's own libraries; what it starts runs with the host's.
tree=$(dirname "$(readlink -f "$0")")
program=$1
shift
for loader in "$tree"/usr/lib64/ld-linux-*.so.* "$tree"/lib64/ld-linux-*.so.* "$tree"/usr/lib/*/ld-linux-*.so.*; do
  [ -e "$loader" ] && break
done
libraries=$(find "$tree/usr/lib" "$tree/lib" -maxdepth 1 -name '*-linux-gnu' 2>/dev/null | tr '\n' ':')
export VIMRUNTIME="$tree/usr/share/nvim/runtime" HELIX_RUNTIME="$tree/usr/lib/hx/runtime"
exec "$loader" --library-path "$libraries" --argv0 "$program" "$tree/usr/bin/$program" "$@"
