"""The charts that are measured, written to a folder."""

import os


def write(folder, files):
    for path, text in files.items():
        path = os.path.join(folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)
    return folder


def ten(folder):
    """Ten resources of ten kinds, as a small service has them."""
    name = "{{ .Release.Name }}"
    labels = f"labels:\n    app: {name}"
    pod = (
        f"  template:\n    metadata:\n      labels:\n        app: {name}\n"
        "    spec:\n      containers:\n        - name: main\n          image: localhost/busybox:1\n"
        '          imagePullPolicy: Never\n          env:\n            - name: LEVEL\n              value: "{{ .Values.level }}"\n'
    )
    meta = f"metadata:\n  name: {name}\n  {labels}\n"
    selector = f"  selector:\n    matchLabels:\n      app: {name}\n"
    group = "rbac.authorization.k8s.io"
    documents = {
        "serviceaccount": f"apiVersion: v1\nkind: ServiceAccount\n{meta}",
        "secret": f"apiVersion: v1\nkind: Secret\n{meta}data:\n  password: {{{{ b64enc .Values.level }}}}\n",
        "configmap": f"apiVersion: v1\nkind: ConfigMap\n{meta}data:\n  level: \"{{{{ .Values.level }}}}\"\n",
        "configmap2": f"apiVersion: v1\nkind: ConfigMap\n{meta.replace(name, name + '-2', 1)}data:\n  fixed: text\n",
        "role": f"apiVersion: {group}/v1\nkind: Role\n{meta}rules:\n  - apiGroups: [\"\"]\n    resources: [pods]\n    verbs: [get]\n",
        "rolebinding": f"apiVersion: {group}/v1\nkind: RoleBinding\n{meta}roleRef:\n  apiGroup: {group}\n  kind: Role\n"
        f"  name: {name}\nsubjects:\n  - kind: ServiceAccount\n    name: {name}\n",
        "service": f"apiVersion: v1\nkind: Service\n{meta}spec:\n  selector:\n    app: {name}\n"
        "  ports:\n    - name: http\n      port: 80\n      protocol: TCP\n",
        "deployment": f"apiVersion: apps/v1\nkind: Deployment\n{meta}spec:\n  replicas: 1\n{selector}{pod}",
        "statefulset": f"apiVersion: apps/v1\nkind: StatefulSet\n{meta}spec:\n  serviceName: {name}\n{selector}{pod}",
        "ingress": f"apiVersion: networking.k8s.io/v1\nkind: Ingress\n{meta}spec:\n  rules:\n    - host: {name}.example\n"
        f"      http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend:\n"
        f"              service:\n                name: {name}\n                port:\n                  number: 80\n",
    }
    files = {f"templates/{key}.yaml": text for key, text in documents.items()}
    files["Chart.yaml"] = "apiVersion: v2\nname: ten\nversion: 1.0.0\n"
    files["values.yaml"] = "level: info\n"
    return write(folder, files)


def mixed(folder):
    """200 objects of four kinds that become ready without a node; `step` changes five of them."""
    name = "{{ $.Release.Name }}-{{ . }}"
    template = (
        "{{- range until 100 }}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: %s\n"
        "data:\n  step: {{ ternary $.Values.step 0 (lt . 4) | quote }}\n{{- end }}\n"
        "{{- range until 30 }}\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: %s\n"
        "data:\n  number: {{ . | toString | b64enc }}\n{{- end }}\n"
        "{{- range until 50 }}\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: %s\n"
        "spec:\n  selector:\n    app: a{{ . }}\n  ports:\n    - port: 80\n      protocol: TCP\n{{- end }}\n"
        "{{- range until 20 }}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: %s\nspec:\n"
        "  replicas: 0\n  selector:\n    matchLabels:\n      app: a{{ . }}\n  template:\n    metadata:\n"
        "      labels:\n        app: a{{ . }}\n    spec:\n      containers:\n        - name: main\n"
        "          image: localhost/busybox:1\n          env:\n            - name: STEP\n"
        "              value: {{ ternary $.Values.step 0 (lt . 1) | quote }}\n{{- end }}\n"
    ) % (name, name, name, name)
    return write(
        folder,
        {
            "Chart.yaml": "apiVersion: v2\nname: mixed\nversion: 1.0.0\n",
            "values.yaml": "step: 0\n",
            "templates/all.yaml": template,
        },
    )


def many(folder, count=250):
    """`count` ConfigMaps and as many Services."""
    template = (
        "{{- range until %d }}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ $.Release.Name }}-{{ . }}\n"
        "data:\n  number: {{ . | quote }}\n  text: {{ repeat 20 \"some text \" | quote }}\n"
        "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: {{ $.Release.Name }}-{{ . }}\n"
        "spec:\n  selector:\n    app: a{{ . }}\n  ports:\n    - port: 80\n      protocol: TCP\n{{- end }}\n" % count
    )
    return write(
        folder,
        {
            "Chart.yaml": "apiVersion: v2\nname: many\nversion: 1.0.0\n",
            "values.yaml": "{}\n",
            "templates/all.yaml": template,
        },
    )
