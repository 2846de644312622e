#!/bin/sh
# Writes the testbed's profiles with fresh keys into /etc/veiltun, once. Runs in the image `veiltun`, as its user.
# Arguments: the addresses of entry, exit and second exit.
set -eu
umask 077
cd /etc/veiltun
[ ! -f complete ] || exit 0
entry_at=$1 exit_at=$2 exit2_at=$3

for name in laptop entry exit exit2; do
  veiltun keygen > "$name.key"
  veiltun pubkey < "$name.key" > "$name.pub"
done

relay() { # NAME OUR-NETWORK-PREFIX DAITA
  cat > "$1.json" << END
{
  "interface": { "name": "veil0", "addresses": ["$2.1/24"], "listenPort": 51820 },
  "privateKey": { "file": "$1.key" },
  "peers": [ { "name": "laptop", "publicKey": "$(cat laptop.pub)", "allowedIps": ["$2.2/32"]$3 } ],
  "forward": { "masquerade": true },
  "metrics": { "listen": "0.0.0.0:9586" }
}
END
}

client() { # FILE EXIT ADDRESS
  cat > "$1" << END
{
  "interface": { "name": "veil0" },
  "privateKey": { "file": "laptop.key" },
  "hops": [
    { "name": "entry", "publicKey": "$(cat entry.pub)", "endpoint": "$entry_at:51820",
      "addresses": ["10.66.0.2/32"], "keepalive": 25, "daita": {} },
    { "name": "exit", "publicKey": "$(cat "$2.pub")", "endpoint": "$3:51820", "addresses": ["10.77.0.2/32"] }
  ],
  "killSwitch": true,
  "metrics": { "listen": "0.0.0.0:9586" }
}
END
}

relay entry 10.66.0 ', "daita": {}'
relay exit 10.77.0 ''
relay exit2 10.77.0 ''
client client.json exit "$exit_at"
client client-exit2.json exit2 "$exit2_at"
touch complete
