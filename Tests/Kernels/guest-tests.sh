# shellcheck shell=dash
# Run by each guest as root, as nobody and as nobody with CAP_NET_ADMIN (netadmin), in an empty directory of that user's. $1 is the user,
# $BINARY is pmon; busybox's commands are in PATH. The exit status is the verdict.
set -u

fail() {
  echo "FAILED: $*"
  exit 1
}

# Before Linux 6.6 an ordinary user is refused, and is told what to do.
refused() {
  case $(uname -r) in 6.1.*) [ "$1" = nobody ] ;; *) false ;; esac
}

# Waits until pmon has said that it is subscribed; guests are slow, so never for a fixed time.
# Nothing here may end abnormally, as grep does: the subscription would tell of it.
await_subscription() {
  tries=0
  line=
  until case $line in 'pmon: watching'*) true ;; *) false ;; esac do
    [ ! -s "$1" ] || read -r line <"$1" || true
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || fail "no subscription: $(cat "$1")"
    usleep 100000
  done
}

# Waits until a file has such a line.
await_line() { # PATTERN FILE
  tries=0
  until grep -qs "$1" "$2"; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || fail "no line $1: $(cat "$2")"
    usleep 100000
  done
}

# The hub beside this kernel, while nobody else listens.
if [ -x /bin/hub-differential ]; then
  status=0
  hub-differential --alone --count 150 --seed "$(date +%s)" >told 2>&1 || status=$?
  cat told
  expected=0
  ! refused "$1" || expected=3
  [ "$status" -eq "$expected" ] || fail "hub-differential ended with $status instead of $expected"
  # Without the count that all listeners share, which only a guest can compare, it must find a difference.
  case $(uname -r) in
  6.1.*) ;;
  *)
    status=0
    hub-differential --alone --count 300 --without 8 >told 2>&1 || status=$?
    [ "$status" -eq 1 ] || fail "hub-differential without a quirk ended with $status: $(cat told)"
    ;;
  esac
fi

# The connector's socket: root hears of everything there, and an ordinary user of his own processes, whatever the kernel lets him.
if [ -x /bin/connector-probe ] && [ "$1" = root ]; then
  mkfifo served
  connector-probe serve "$PWD/connector.sock" <served >serving 2>&1 &
  exec 3>served
  await_line '^serving ' serving
  for user in '' 65534; do
    # shellcheck disable=SC2086
    connector-probe check "$PWD/connector.sock" $user >told 2>&1 ||
      fail "connector-probe check $user: $(cat told serving)"
    echo "connector-probe, user ${user:-0}: $(cat told)"
  done
  exec 3>&-
  wait $! || fail "connector-probe ended with $?"
  [ ! -e connector.sock ] || fail "the socket was left"
fi

# A filter that is none is refused on any kernel, for any user.
status=0
"$BINARY" watch 'exit and cod == 3' 2>err || status=$?
cat err
[ "$status" -eq 2 ] || fail "a malformed filter ended with $status instead of 2"
[ "$(sed -n 3p err)" = '           ^~~' ] || fail "the caret is not under the mistake"
"$BINARY" explain --kernel 6.1 "exit and pid in ($(seq -s, 1 2 4000))" >plan || fail "explain ended with $?"
grep -q 'a longer one is more than this kernel takes' plan || fail "explain does not say that it shortened"

# No kernel serves a child namespace. Who is not root needs one of users for any other, and an older
# kernel refuses him for that one.
in_namespace() { # WHAT OPTIONS
  status=0
  # shellcheck disable=SC2086
  unshare $2 "$BINARY" watch -x --for 5s >out 2>err || status=$?
  echo "in a child $1 namespace: $(cat err)"
  [ "$status" -eq 3 ] || fail "in a child $1 namespace watch ended with $status instead of 3"
  kind=$1
  [ -z "$own" ] || kind="\\($1\\|user\\)"
  [ "$(wc -l <err)" -eq 1 ] && grep -q "child $kind namespace.*; run it " err ||
    fail "in a child $1 namespace it does not say what to do"
}
own=
[ "$1" = root ] || own='-U -r'
in_namespace user '-U -r'
in_namespace PID "$own -p -f"
in_namespace network "$own -n"

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
await_subscription log
for code in 0 3 0 4 0 5; do sh -c "exit $code" || true; done
sh -c 'kill -9 $$' || true
sleep 1
kill -INT "$pmon"
wait "$pmon" || fail "watch ended with $?"
cat log
found=$(sed 's/.*"code":\([^,]*\),"signal":\([^,]*\),.*/\1 \2/' deaths | tr '\n' ';')
[ "$found" = "3 null;4 null;5 null;null 9;" ] || fail "watch -x told $found"

# Filters, all at once on the same load: a listener each, which waits in the background.
listen() { # NAME COMMAND...
  name=$1
  shift
  "$BINARY" "$@" >"$name.out" 2>"$name.err" &
  echo $! >"$name.pid"
  await_subscription "$name.err"
}

next=$(sh -c 'echo $$')
listen code watch --json 'exit and code == 3'
listen kill watch --json 'signal in (KILL)'
listen stat stat --json 'exit and code == 3'
for count in 300 2000; do
  # Every second process from here on, whatever it will be.
  list=$(seq -s, "$next" 2 $((next + 2 * count - 1)))
  "$BINARY" explain "exit and pid in ($list)" >plan || fail "explain ended with $?"
  grep -v '^   ' plan | cut -c 1-150
  listen "list$count" watch --json "exit and pid in ($list)"
done
# The last to begin and the first to end, so that the lists' listeners saw all that it did.
listen other watch --json 'exit and not signal in (TERM, INT)'
for round in 1 2 3 4 5; do
  for code in 0 1 3 4 3 255; do sh -c "exit $code" || true; done
  for signal in KILL TERM INT; do sh -c "kill -$signal \$\$" || true; done
done
: "$round"
sleep 1
for name in other code kill stat list300 list2000; do
  kill -INT "$(cat "$name.pid")"
  wait "$(cat "$name.pid")" || fail "$name ended with $?"
done

exits() { grep -c '"event":"exit".*'"$2" "$1.out"; }
[ "$(wc -l <code.out)" -eq 10 ] && [ "$(exits code '"code":3,')" -eq 10 ] ||
  fail "exit and code == 3 told $(cat code.out code.err)"
[ "$(wc -l <kill.out)" -eq 5 ] && [ "$(exits kill '"signal":9,')" -eq 5 ] ||
  fail "signal in (KILL) told $(cat kill.out kill.err)"
[ "$(exits other '"code":3,')" -eq 10 ] && [ "$(exits other '"signal":9,')" -eq 5 ] &&
  [ "$(exits other '"signal":\(15\|2\),')" -eq 0 ] || fail "not signal in told $(cat other.out)"
# What reached the process is what it wanted: the kernel withheld the rest.
cat stat.out
grep -q '"received":10,' stat.out && grep -q '"dropped_here":0,' stat.out ||
  fail "more was received than matches: $(cat stat.out)"
# Of the same processes as without a list, those that are on it.
for name in list300 list2000; do
  tail -n 1 "$name.err"
  sed 's/.*"pid":\([0-9]*\),.*/\1/' other.out | sort >all
  sed 's/.*"pid":\([0-9]*\),.*/\1/' "$name.out" | sort >told
  [ -s told ] || fail "$name told nothing"
  while read -r pid; do
    [ $(((pid - next) % 2)) -eq 0 ] || fail "$name told of $pid"
  done <told
  while read -r pid; do
    [ $(((pid - next) % 2)) -ne 0 ] || grep -qx "$pid" told || fail "$name did not tell of $pid"
  done <all
done
