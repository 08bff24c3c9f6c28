#!/bin/sh
# Has pmon, whose words are the arguments, watch while processes end in known ways, many of which are too quick to be looked at.
# Prints how each has ended (id and wait status), how pmon has, and then all that pmon has said.
folder=$(mktemp -d)
"$@" >"$folder/out" 2>"$folder/err" &
pmon=$!
until [ -s "$folder/err" ] || ! kill -0 $pmon 2>/dev/null; do sleep 0.05; done

run() {
  sh -c "$2" 2>/dev/null &
  wait $! 2>/dev/null
  echo "ended $! $1"
}
ulimit -c 0
run 768 'exit 3'
run 11 'kill -SEGV $$'
run 9 'kill -KILL $$'
count=0
while [ $count -lt 1000 ]; do
  (exit 5) &
  wait $!
  echo "ended $! 1280"
  count=$((count + 1))
done
run 25344 'exit 99'

# An end behind the last one is told when all before have been.
turns=0
until grep -q '"code":99' "$folder/out" || [ $turns -ge 600 ] || ! kill -0 $pmon 2>/dev/null; do
  sleep 0.1
  turns=$((turns + 1))
done
kill -INT $pmon
wait $pmon
echo "pmon $?"
cat "$folder/err" "$folder/out"
rm -r "$folder"
