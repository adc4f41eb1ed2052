# What every script here shares: messages, places, and acting as root.
# shellcheck shell=bash

# Progress goes to stderr, so that stdout carries only what was asked for.
say() { printf '%s\n' "$*" >&2; }

die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# Everything that is fetched or built once lives here, outside the checkout.
cache_dir() { printf '%s\n' "${XDG_CACHE_HOME:-$HOME/.cache}/kubectl-werf"; }

as_root() {
  if [[ $EUID -eq 0 ]]; then
    "$@"
  elif command -v sudo > /dev/null; then
    sudo "$@"
  else
    die "this needs root, and sudo isn't there: $*"
  fi
}

# Runs the rest of the script alone: a second caller waits its turn.
# The lock is file descriptor 9; what is to outlive the script must close it.
hold_lock() {
  mkdir -p "$(dirname "$1")"
  exec 9> "$1"
  if ! flock --nonblock 9; then
    say "waiting for another run that holds $1"
    flock 9
  fi
}

# Prints a command's usage: the comment block at the top of the script (which may have changed folder since).
print_usage() { sed -n '2,/^[^#]/ { s/^# \{0,1\}//p }' "$(dirname "${BASH_SOURCE[0]}")/../$(basename "$0")"; }
