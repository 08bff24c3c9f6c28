# shellcheck shell=dash
# Run by each guest as root and then as nobody, in an empty directory of that user's. $1 is the user,
# $BINARY is pmon; busybox's commands are in PATH. The exit status is the verdict.
set -u

fail() {
  echo "FAILED: $*"
  exit 1
}

# Before Linux 6.6 an ordinary user is refused, and is told what to do.
refused() {
  case $(uname -r) in 6.1.*) [ "$1" != root ] ;; *) false ;; esac
}

# Waits until a file has such a line; guests are slow, so never for a fixed time.
await_line() { # PATTERN FILE
  tries=0
  until grep -qs "$1" "$2"; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || fail "no line $1: $(cat "$2")"
    usleep 100000
  done
}

# Has pmon wait for a process whose parent reaps it at once or never, and compares the status.
wait_gives() { # STATUS reaped|unreaped SCRIPT
  rm -f victim waiting
  case $2 in reaped) then="wait" ;; *) then="exec sleep 1000" ;; esac
  sh -c "sh -c 'kill -STOP \$\$; $3' & echo \$! >victim; $then" &
  parent=$!
  await_line . victim
  # Before it has stopped it could not be let go on.
  await_line ' T ' "/proc/$(cat victim)/stat"
  "$BINARY" wait -v "$(cat victim)" >told 2>waiting &
  pmon=$!
  await_line '^pmon: waiting' waiting
  kill -CONT "$(cat victim)"
  wait "$pmon"
  status=$?
  kill "$parent" 2>/dev/null
  cat waiting told
  [ "$status" -eq "$1" ] || fail "wait for a process that does '$3', $2, ended with $status instead of $1"
}

# A zombie tells its own user, events or not.
wait_gives 3 unreaped 'exit 3'
wait_gives 0 unreaped 'exit 0'
wait_gives 137 unreaped 'kill -KILL $$'
wait_gives 5 unreaped "exec $BINARY actor leave 5"

if refused "$1"; then
  for command in doctor selftest watch; do
    "$BINARY" $command >out 2>err && fail "$command worked for an ordinary user"
    status=$?
    cat out err
    [ "$status" -eq 3 ] || fail "$command ended with $status instead of 3"
    grep -q 'CAP_NET_ADMIN' out err || fail "$command does not say what to do"
  done
  exit 0
fi

"$BINARY" doctor || fail "doctor ended with $?"
"$BINARY" selftest || fail "selftest ended with $?"

# Where it has been reaped, its event does.
wait_gives 3 reaped 'exit 3'
wait_gives 137 reaped 'kill -KILL $$'
wait_gives 5 reaped "exec $BINARY actor leave 5"

# Abnormal deaths only, each once, also on a kernel whose connector has no filter.
"$BINARY" watch -x --json >deaths 2>log &
pmon=$!
await_line '^pmon: watching' log
for code in 0 3 0 4 0 5; do sh -c "exit $code" || true; done
sh -c 'kill -9 $$' || true
sleep 1
kill -INT "$pmon"
wait "$pmon" || fail "watch ended with $?"
cat log
found=$(sed 's/.*"code":\([^,]*\),"signal":\([^,]*\),.*/\1 \2/' deaths | tr '\n' ';')
[ "$found" = "3 null;4 null;5 null;null 9;" ] || fail "watch -x told $found"
