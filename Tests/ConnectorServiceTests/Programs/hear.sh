#!/bin/sh
# hear.sh FOLDER PREFIX PROGRAM...
#   Runs a program until it has told how two processes ended that this one has started, in lines of "PREFIX<id>: code 3" and
#   "PREFIX<id>: signal 9". Ends with 0 once it has, with 1 if the program ends before or never tells.
folder=$1
prefix=$2
shift 2
"$@" >"$folder/out" 2>"$folder/err" &
program=$!
turns=0
while [ $turns -lt 2000 ] && kill -0 $program; do
  sh -c 'exit 3' &
  echo "$prefix$!: code 3" >>"$folder/codes"
  wait $!
  sh -c 'kill -9 $$' &
  echo "$prefix$!: signal 9" >>"$folder/signals"
  wait $!
  if grep -Fxq -f "$folder/codes" "$folder/out" && grep -Fxq -f "$folder/signals" "$folder/out"; then
    kill $program
    exit 0
  fi
  turns=$((turns + 1))
done
cat "$folder/err"
exit 1
