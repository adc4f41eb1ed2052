# etcd, the API server and the controller manager, all on 127.0.0.1.
# shellcheck shell=bash disable=SC2154 # run and port are set by the script

control_plane_processes=(etcd kube-apiserver kube-controller-manager)

start_control_plane() {
  write_audit_policy > "$run/audit-policy.yaml"
  start_etcd
  start_api_server
  wait_until 60 kube-apiserver "the API server was ready" is_api_ready
  start_controller_manager
  # The last thing a new cluster needs before pods can be created.
  wait_until 60 kube-controller-manager "the default ServiceAccount was there" \
    ask_api /api/v1/namespaces/default/serviceaccounts/default
}

is_api_ready() { ask_api /readyz; }

ask_api() { ask "$port" "$1"; }

# Asks as the administrator; the machine's own certificates and proxies don't count here. usage: ask PORT PATH
ask() {
  curl --silent --fail --max-time 5 --noproxy '*' \
    --cacert "$run/pki/ca.crt" --cert "$run/pki/admin.crt" --key "$run/pki/admin.key" "https://127.0.0.1:$1$2"
}

# Only holders of our certificates may talk to etcd: who writes there rules the cluster, and with it the node.
start_etcd() {
  local tls=("$run/pki/server.crt" "$run/pki/server.key" "$run/pki/ca.crt")
  start_process etcd "$(find_binary etcd)" \
    --name=test --data-dir="$run/etcd" --logger=zap --log-level=warn \
    --listen-client-urls="https://127.0.0.1:$((port + 1))" --advertise-client-urls="https://127.0.0.1:$((port + 1))" \
    --listen-peer-urls="https://127.0.0.1:$((port + 2))" --initial-advertise-peer-urls="https://127.0.0.1:$((port + 2))" \
    --initial-cluster="test=https://127.0.0.1:$((port + 2))" \
    --cert-file="${tls[0]}" --key-file="${tls[1]}" --trusted-ca-file="${tls[2]}" --client-cert-auth \
    --peer-cert-file="${tls[0]}" --peer-key-file="${tls[1]}" --peer-trusted-ca-file="${tls[2]}" \
    --peer-client-cert-auth --unsafe-no-fsync --quota-backend-bytes=$((8 * 1024 * 1024 * 1024))
}

start_api_server() {
  start_process kube-apiserver "$(find_binary kube-apiserver)" \
    --bind-address=127.0.0.1 --advertise-address=127.0.0.1 --secure-port="$port" \
    --etcd-servers="https://127.0.0.1:$((port + 1))" --etcd-cafile="$run/pki/ca.crt" \
    --etcd-certfile="$run/pki/admin.crt" --etcd-keyfile="$run/pki/admin.key" \
    --tls-cert-file="$run/pki/server.crt" --tls-private-key-file="$run/pki/server.key" \
    --client-ca-file="$run/pki/ca.crt" --authorization-mode=Node,RBAC --allow-privileged=true \
    --service-account-key-file="$run/pki/service-accounts.key" \
    --service-account-signing-key-file="$run/pki/service-accounts.key" \
    --service-account-issuer=https://kubernetes.default.svc --service-cluster-ip-range=10.96.0.0/16 \
    --kubelet-client-certificate="$run/pki/admin.crt" --kubelet-client-key="$run/pki/admin.key" \
    --kubelet-certificate-authority="$run/pki/ca.crt" --kubelet-preferred-address-types=Hostname \
    --max-requests-inflight=800 --max-mutating-requests-inflight=400 \
    --audit-policy-file="$run/audit-policy.yaml" --audit-log-path="$run/audit.log" \
    --audit-log-format=json --audit-log-maxsize=4096 --audit-log-maxbackup=1
}

start_controller_manager() {
  local program port_flag
  program=$(find_binary kube-controller-manager)
  mapfile -t port_flag < <(no_open_port "$program")
  start_process kube-controller-manager "$program" \
    --kubeconfig="$run/controller-manager.kubeconfig" --kube-api-qps=200 --kube-api-burst=400 \
    --service-account-private-key-file="$run/pki/service-accounts.key" --root-ca-file="$run/pki/ca.crt" \
    --leader-elect=false "${port_flag[@]}" --secure-port=0 \
    --controllers='*,-nodeipam,-cloud-node-lifecycle,-route,-service'
}

# Prints the flag that keeps a component from serving plain HTTP, which only those before Kubernetes 1.24 do.
no_open_port() {
  if "$1" --help 2> /dev/null | grep -- '--port int' > /dev/null; then echo --port=0; fi
}

# One line for each request that a client finished; the cluster's own components and health checks don't count.
write_audit_policy() {
  cat << 'END'
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived, ResponseStarted]
rules:
- level: None
  users: ["system:apiserver", "system:kube-controller-manager", "system:kube-scheduler"]
- level: None
  userGroups: ["system:nodes"]
- level: None
  nonResourceURLs: ["/healthz*", "/livez*", "/readyz*"]
- level: Metadata
END
}

require_free_ports() {
  local number
  for number in "$@"; do
    if (exec 3<> "/dev/tcp/127.0.0.1/$number") 2> /dev/null; then
      die "port $number is taken; KW_CLUSTER_PORT names another for the first of the four ports"
    fi
  done
}
