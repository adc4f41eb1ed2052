# The cluster's certificates, and the kubeconfigs that carry them.
# shellcheck shell=bash disable=SC2154 # run and port are set by the script

make_certificates() {
  mkdir -p "$run/pki"
  make_authority
  sign_certificate server /CN=kube-apiserver \
    'subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:kubernetes.default.svc' 365
  sign_certificate admin /O=system:masters/CN=admin '' 365
  sign_certificate controller-manager /O=system:masters/CN=system:kube-controller-manager '' 365
  sign_certificate scheduler /CN=system:kube-scheduler '' 365
  sign_certificate kubelet /O=system:nodes/CN=system:node:localhost '' 365
  # For tests: a user without any rights, and an administrator whose certificate ended the moment it was made.
  sign_certificate limited /CN=limited '' 365
  sign_certificate expired /O=system:masters/CN=expired '' 0
  quiet_openssl genrsa -out "$run/pki/service-accounts.key" 2048

  local user
  for user in admin controller-manager scheduler kubelet limited expired; do
    write_kubeconfig "$user" > "$run/$user.kubeconfig"
  done
}

make_authority() {
  new_key ca
  quiet_openssl req -new -x509 -key "$run/pki/ca.key" -subj /CN=kubectl-werf-test-cluster -days 365 \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign \
    -out "$run/pki/ca.crt"
}

# usage: sign_certificate NAME SUBJECT EXTENSION DAYS
sign_certificate() {
  local name=$1 subject=$2 extension=$3 days=$4
  new_key "$name"
  quiet_openssl req -new -key "$run/pki/$name.key" -subj "$subject" -out "$run/pki/$name.csr"
  printf '%s\n' basicConstraints=CA:FALSE extendedKeyUsage=serverAuth,clientAuth "$extension" > "$run/pki/$name.ext"
  quiet_openssl x509 -req -in "$run/pki/$name.csr" -days "$days" -extfile "$run/pki/$name.ext" \
    -CA "$run/pki/ca.crt" -CAkey "$run/pki/ca.key" -CAcreateserial -out "$run/pki/$name.crt"
  rm "$run/pki/$name.csr" "$run/pki/$name.ext"
}

new_key() { quiet_openssl ecparam -name prime256v1 -genkey -noout -out "$run/pki/$1.key"; }

# openssl tells of its progress on stderr: shown only when it fails.
quiet_openssl() {
  local output
  output=$(openssl "$@" 2>&1) || die "openssl $1: $output"
}

write_kubeconfig() {
  cat << END
apiVersion: v1
kind: Config
clusters:
- name: kubectl-werf-test
  cluster:
    server: https://127.0.0.1:$port
    certificate-authority-data: $(base64 --wrap 0 "$run/pki/ca.crt")
users:
- name: $1
  user:
    client-certificate-data: $(base64 --wrap 0 "$run/pki/$1.crt")
    client-key-data: $(base64 --wrap 0 "$run/pki/$1.key")
contexts:
- name: kubectl-werf-test
  context:
    cluster: kubectl-werf-test
    user: $1
current-context: kubectl-werf-test
END
}
