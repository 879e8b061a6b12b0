# Sourced by start and stop: where a standalone cluster keeps its files, and whether its processes live.
source "$(dirname "${BASH_SOURCE[0]}")/../../jobs/embedded.bash"

# The pid in file $1, if that process is alive and one of Spark's daemons (a pid may have been reused).
daemon_pid() {
  local pid
  pid=$(cat "$1" 2>/dev/null) && ps -o args= -p "$pid" 2>/dev/null |
    grep -q 'org\.apache\.spark\.deploy\.\(master\.Master\|worker\.Worker\)' && echo "$pid"
}

# Waits up to 60 seconds until "$@" succeeds.
await() {
  local second
  for ((second = 0; second < 60; second++)); do
    ! "$@" || return 0
    sleep 1
  done
  return 1
}
