# Long-running processes of a cluster: each has a pid file and a log in the run folder.
# shellcheck shell=bash disable=SC2154 # run is set by the script

# Starts a program that outlives this script. The name is the program's own.
start_process() {
  local name=$1
  shift
  # Descriptor 9 is the lock, which must not live on in the process.
  setsid nohup "$@" > "$run/log/$name.log" 2>&1 < /dev/null 9>&- &
  echo $! > "$run/pid/$name"
}

process_id() { cat "$run/pid/$1" 2> /dev/null; }

# True when the process this folder's pid file names is there and is ours: its command line names the run folder.
is_running() {
  local pid
  pid=$(process_id "$1") || return 1
  tr '\0' '\n' 2> /dev/null < "/proc/$pid/cmdline" | grep --fixed-strings "$run/" > /dev/null
}

# Asks the process to end, and makes it end when it doesn't within ten seconds.
stop_process() {
  local name=$1 pid tries
  if is_running "$name"; then
    pid=$(process_id "$name")
    kill -TERM "$pid" 2> /dev/null || true
    for ((tries = 0; tries < 100; tries++)); do
      is_running "$name" || break
      sleep 0.1
    done
    if is_running "$name"; then kill -KILL "$pid" 2> /dev/null || true; fi
  fi
  rm -f "$run/pid/$name"
}

# Waits until a check succeeds; gives up at once when the process has ended.
# usage: wait_until SECONDS PROCESS WHAT CHECK [ARGUMENT...]
wait_until() {
  local end=$((SECONDS + $1)) name=$2 what=$3
  shift 3
  until "$@" > /dev/null 2>&1; do
    is_running "$name" || fail_with_log "$name" "$name ended before $what"
    [[ $SECONDS -lt $end ]] || fail_with_log "$name" "gave up waiting until $what"
    sleep 0.1
  done
}

fail_with_log() {
  say "the end of $run/log/$1.log:"
  tail -n 20 "$run/log/$1.log" | cut -c 1-400 | sed 's/^/  /' >&2
  die "$2"
}
