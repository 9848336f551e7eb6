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
name=$program
if [ "$program" = emacs-nox ]; then # has its paths compiled in, and finds what it has compiled by its own
  share=$(echo "$tree"/usr/share/emacs/[0-9]*)
  export EMACSDATA="$share/etc" EMACSDOC="$share/etc" EMACSPATH="$(echo "$tree"/usr/libexec/emacs/*/*-linux-gnu)"
  export EMACSLOADPATH="$share/lisp$(find "$share/lisp" -mindepth 1 -maxdepth 2 -type d -printf ':%p')"
  name="$tree/usr/bin/$program"
  set -- --dump-file="$(echo "$EMACSPATH"/*.pdmp)" "$@"
fi
exec "$loader" --library-path "$libraries" --argv0 "$name" "$tree/usr/bin/$program" "$@"
