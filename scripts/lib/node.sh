# A node that runs containers: containerd, a kubelet and a scheduler. Everything they keep is in the run folder, but
# for pod logs, whose place (/var/log/pods) the kubelet doesn't let one choose.
# shellcheck shell=bash disable=SC2154 # run and port are set by the script

node_processes=(containerd kubelet kube-scheduler)

# The API server reaches the kubelet by its node's name: with this one nobody has to touch /etc/hosts.
node_name=localhost

start_node() {
  local program port_flag
  # What is left of a node that isn't whole would be in the way.
  stop_node
  require_free_ports $((port + 3))
  mkdir -p "$run/images" "$run/cni" "$run/kubelet"
  make_image pause '["sleep", "2147483647"]'
  make_image busybox '["sh"]'
  start_containerd
  container_control images import "$run/images/pause.tar" > /dev/null
  container_control images import "$run/images/busybox.tar" > /dev/null

  write_kubelet_config > "$run/kubelet.yaml"
  # The kubelet would look for a cloud's metadata service, and wait for it.
  start_process kubelet env AWS_EC2_METADATA_DISABLED=true "$(find_binary kubelet)" \
    --config="$run/kubelet.yaml" --kubeconfig="$run/kubelet.kubeconfig" --hostname-override="$node_name" \
    --root-dir="$run/kubelet" --cert-dir="$run/kubelet/pki" --container-runtime=remote \
    --container-runtime-endpoint="unix://$run/containerd.sock" \
    --containerd="$run/containerd.sock"
  program=$(find_binary kube-scheduler)
  mapfile -t port_flag < <(no_open_port "$program")
  start_process kube-scheduler "$program" \
    --kubeconfig="$run/scheduler.kubeconfig" --leader-elect=false "${port_flag[@]}" --secure-port=0
  wait_until 120 kubelet "the node was ready" is_node_ready
}

is_node_ready() {
  local name
  for name in "${node_processes[@]}"; do is_running "$name" || return 1; done
  # The API server goes on saying Ready for a while after a kubelet has died.
  ask $((port + 3)) /healthz > /dev/null || return 1
  ask_api "/api/v1/nodes/$node_name?pretty=false" | grep '"type":"Ready","status":"True"' > /dev/null
}

start_containerd() {
  write_network_config > "$run/cni/pods.conflist"
  write_containerd_config > "$run/containerd.toml"
  start_process containerd "$(command -v containerd)" --config "$run/containerd.toml"
  wait_until 30 containerd "containerd answered" container_control version
}

container_control() { ctr --address "$run/containerd.sock" --namespace k8s.io "$@"; }

write_containerd_config() {
  # restrict_oom_score_adj: without CAP_SYS_RESOURCE, as inside a container, no sandbox would start.
  cat << END
version = 2
root = "$run/containerd"
state = "$run/containerd-state"
[grpc]
  address = "$run/containerd.sock"
[plugins."io.containerd.internal.v1.opt"]
  path = "$run/containerd-opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/pause:1"
  restrict_oom_score_adj = true
  disable_tcp_service = true
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$run/cni"
END
}

# A bridge and a /24 of its own for each cluster, so that two can run side by side.
bridge_name() { echo "kw$port"; }

write_network_config() {
  cat << END
{
  "cniVersion": "0.3.1",
  "name": "$(bridge_name)",
  "plugins": [
    {
      "type": "bridge",
      "bridge": "$(bridge_name)",
      "isGateway": true,
      "ipMasq": false,
      "ipam": {
        "type": "host-local",
        "dataDir": "$run/cni-addresses",
        "ranges": [[{ "subnet": "10.246.$((port % 256)).0/24" }]],
        "routes": [{ "dst": "0.0.0.0/0" }]
      }
    },
    { "type": "loopback" }
  ]
}
END
}

write_kubelet_config() {
  cat << END
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: 127.0.0.1
port: $((port + 3))
healthzPort: 0
tlsCertFile: $run/pki/server.crt
tlsPrivateKeyFile: $run/pki/server.key
authentication:
  anonymous: { enabled: false }
  webhook: { enabled: false }
  x509: { clientCAFile: $run/pki/ca.crt }
authorization: { mode: AlwaysAllow }
cgroupDriver: cgroupfs
cgroupsPerQOS: false
enforceNodeAllocatable: []
evictionHard: {}
failSwapOn: false
imageGCHighThresholdPercent: 100
makeIPTablesUtilChains: false
nodeStatusUpdateFrequency: 1s
nodeStatusReportFrequency: 5m
eventRecordQPS: 500
eventBurst: 1000
oomScoreAdj: 0
volumePluginDir: $run/kubelet/volume-plugins
END
}

# Stops the node and takes back all it did to the machine: containers, mounts, network, pod logs.
stop_node() {
  [[ -e $run/containerd.toml ]] || return 0
  stop_process kubelet
  stop_process kube-scheduler
  # Containers outlive containerd, and only it can take them away.
  is_running containerd || start_containerd
  remove_containers
  stop_process containerd
  unmount_all
  remove_network
  remove_pod_logs
  rm -rf --one-file-system "$run/containerd" "$run/containerd-state" "$run/containerd-opt" "$run/containerd.toml"
}

remove_containers() {
  local tasks containers
  mapfile -t tasks < <(container_control tasks list --quiet)
  if [[ ${#tasks[@]} -gt 0 ]]; then
    container_control tasks delete --force "${tasks[@]}" > /dev/null 2>&1 || true
  fi
  mapfile -t containers < <(container_control containers list --quiet)
  if [[ ${#containers[@]} -gt 0 ]]; then
    container_control containers delete "${containers[@]}" > /dev/null 2>&1 || true
  fi
}

# Lazily, the innermost first: what is still in use goes away with its user.
unmount_all() {
  local place
  cut -d ' ' -f 5 /proc/self/mountinfo | sort --reverse | while read -r place; do
    case $place in "$run"/*) umount --lazy "$place" ;; esac
  done
}

remove_network() {
  local result sandbox
  ip link delete "$(bridge_name)" 2> /dev/null || true
  # The CNI library's own notes, of both networks a sandbox is in: NETWORK-SANDBOX-INTERFACE.
  for result in /var/lib/cni/results/"$(bridge_name)"-*-eth0; do
    sandbox=${result##*/"$(bridge_name)"-}
    rm -f /var/lib/cni/results/*-"${sandbox%-eth0}"-*
  done
  rm -rf "$run/cni-addresses"
}

remove_pod_logs() {
  local folder uid
  for folder in "$run"/kubelet/pods/*/; do
    [[ -d $folder ]] || continue
    uid=$(basename "$folder")
    rm -rf /var/log/pods/*_"$uid"
    if [[ -d /var/log/containers ]]; then find /var/log/containers -lname "*_$uid/*" -delete; fi
  done
}
