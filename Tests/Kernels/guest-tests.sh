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

# Waits until pmon has said that it is subscribed; guests are slow, so never for a fixed time.
await_subscription() {
  tries=0
  until grep -qs '^pmon: watching' "$1"; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || fail "no subscription: $(cat "$1")"
    usleep 100000
  done
}

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
