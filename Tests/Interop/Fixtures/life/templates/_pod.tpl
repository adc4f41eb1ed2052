{{- define "life.pod" }}
      restartPolicy: Never
      terminationGracePeriodSeconds: 0
      containers:
        - name: main
          image: localhost/busybox:1
          command: ["sh", "-c", "echo {{ .Values.step }}"]
{{- end }}
