# Every Debian package this project asks for, in one place.
# shellcheck shell=bash

# Prints the packages of a group.
packages_of() {
  case $1 in
    # What a Swift toolchain unpacked from a tarball expects of Debian 12.
    toolchain)
      echo binutils ca-certificates gcc git libc6-dev libcurl4 libedit2 libncurses6 libpython3.11 libsqlite3-0 \
        libstdc++-12-dev libxml2 libz3-4 pkg-config tzdata zlib1g-dev
      ;;
    # Building the plugins.
    build)
      echo ca-certificates git libc6-dev libcrypt-dev libcurl4-openssl-dev libstdc++-12-dev libyaml-dev \
        pkg-config tzdata zlib1g-dev
      ;;
    # The real Helms and kubectl that tests compare with.
    peers) echo ca-certificates python3 python3-pip ;;
    # Running the tests: python3 writes Helm 2's records.
    test) echo python3 ;;
    # Starting a control plane from binaries that are there.
    cluster) echo curl openssl procps ;;
    etcd) echo etcd-server ;;
    # Building Kubernetes from Debian's source package.
    kubernetes)
      echo ca-certificates gcc git golang-github-modern-go-reflect2-dev golang-go libc6-dev make rsync
      ;;
    # A node that really runs containers.
    node)
      echo busybox-static conntrack containerd containernetworking-plugins iproute2 iptables mount runc socat
      ;;
    # Measuring.
    dev) echo hyperfine jq ;;
    # Trying the project in a fresh Debian.
    fresh) echo debootstrap ;;
    *) die "no package group is called $1" ;;
  esac
}

# Installs the packages of the groups named, unless they are there.
ensure_packages() {
  local group packages wanted=() missing
  for group in "$@"; do
    read -ra packages <<< "$(packages_of "$group")"
    wanted+=("${packages[@]}")
  done
  mapfile -t missing < <(not_installed "${wanted[@]}")
  [[ ${#missing[@]} -gt 0 ]] || return 0

  command -v apt-get > /dev/null ||
    die "this machine has no apt-get; install by hand what Debian calls: ${missing[*]}"
  say "installing ${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes \
    apt-get install -qq --yes --no-install-recommends "${missing[@]}" > /dev/null
  stop_services_of "${missing[@]}"
}

# Prints those of the packages that aren't installed: one call of dpkg-query, so that asking takes no time.
not_installed() {
  comm -23 <(printf '%s\n' "$@" | sort -u) \
    <(dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' "$@" 2> /dev/null |
      sed -n 's/^installed //p' | sort -u)
}

# The test cluster starts its own etcd and containerd; those that Debian starts with the packages aren't wanted.
stop_services_of() {
  local package
  [[ -d /run/systemd/system ]] || return 0
  for package in "$@"; do
    case $package in
      etcd-server) as_root systemctl disable --quiet --now etcd.service ;;
      containerd) as_root systemctl disable --quiet --now containerd.service ;;
    esac
  done
}
