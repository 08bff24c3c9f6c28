#!/bin/busybox sh
# shellcheck shell=dash
# Process 1 of the guest: sets the machine up, runs guest-tests.sh as root, nobody and netadmin (nobody with CAP_NET_ADMIN), and ends
# the machine with the first status that is not 0. If it fails itself, the kernel panics: no verdict.
set -e
/bin/busybox mkdir -p /proc /sys /dev /tmp /etc /root /sbin /usr/bin /usr/sbin
/bin/busybox --install -s
export PATH=/bin:/sbin:/usr/bin:/usr/sbin BINARY

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -t devtmpfs devtmpfs /dev
mount -t tmpfs -o mode=1777 tmpfs /tmp
ln -s /proc/self/fd /dev/fd
ln -s fd/0 /dev/stdin
ln -s fd/1 /dev/stdout
ln -s fd/2 /dev/stderr
chmod 666 /dev/console # nobody, too, may open what these lead to:
exec </dev/null >/dev/console 2>&1 # this one, not the initramfs's own
printf '%s\n' root:x:0:0::/root:/bin/sh nobody:x:65534:65534::/tmp:/bin/sh >/etc/passwd
printf '%s\n' root:x:0: nogroup:x:65534: >/etc/group
ip link set lo up

uptime() { cut -d ' ' -f 1 /proc/uptime; }

echo "guest: Linux $(uname -r), up after $(uptime) s"
verdict=0
for user in root nobody netadmin; do
  mkdir "/tmp/$user"
  owner=$user
  [ "$user" != netadmin ] || owner=nobody
  chown "$owner" "/tmp/$user"
  cd "/tmp/$user"
  status=0
  if [ "$user" = netadmin ]; then
    guest-netadmin sh /guest-tests.sh "$user" || status=$?
  else
    su -s /bin/sh "$user" -c "exec sh /guest-tests.sh $user" || status=$?
  fi
  echo "guest: as $user: status $status, after $(uptime) s"
  if [ "$verdict" -eq 0 ]; then verdict=$status; fi
done
guest-exit "$verdict"
