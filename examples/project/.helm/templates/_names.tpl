{{- define "labels" -}}
app: {{ .Chart.Name }}
{{- end }}

{{- /* A value by environment: the one named after it, or else the default. */}}
{{- define "perEnvironment" -}}
{{- $values := index . 0 -}}
{{- $env := index . 1 -}}
{{ pluck $env $values | first | default $values.default }}
{{- end }}
