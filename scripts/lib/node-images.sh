# The images a node runs, made of Debian's busybox: no registry is asked.
# shellcheck shell=bash disable=SC2154 # run is set by the script

# Leaves RUN/images/NAME.tar, in the form of "docker save".
# usage: make_image NAME COMMAND-AS-JSON [FOLDER-OF-MORE-FILES]
make_image() {
  local name=$1 command=$2 work=$run/images/$1 layer
  mkdir -p "$work"
  make_root_filesystem "$work/root"
  if [[ -n ${3:-} ]]; then cp -a "$3/." "$work/root/"; fi
  tar --create --file "$work/layer.tar" --owner 0 --group 0 --numeric-owner --directory "$work/root" .
  layer=$(sha256sum "$work/layer.tar" | cut -d ' ' -f 1)
  cat > "$work/config.json" << END
{
  "architecture": "$(dpkg --print-architecture)",
  "os": "linux",
  "config": { "Env": ["PATH=/bin"], "Cmd": $command },
  "rootfs": { "type": "layers", "diff_ids": ["sha256:$layer"] }
}
END
  cat > "$work/manifest.json" << END
[{ "Config": "config.json", "RepoTags": ["localhost/$name:1"], "Layers": ["layer.tar"] }]
END
  tar --create --file "$run/images/$name.tar" --directory "$work" manifest.json config.json layer.tar
  rm -rf "$work"
}

make_root_filesystem() {
  local root=$1 applet
  mkdir -p "$root/bin" "$root/etc" "$root/root" "$root/tmp" "$root/var/run"
  chmod 1777 "$root/tmp"
  cp "$(command -v busybox)" "$root/bin/busybox"
  while read -r applet; do
    [[ -e $root/bin/$applet ]] || ln -s busybox "$root/bin/$applet"
  done < <("$root/bin/busybox" --list)
  echo 'root:x:0:0:root:/root:/bin/sh' > "$root/etc/passwd"
  echo 'root:x:0:' > "$root/etc/group"
}
