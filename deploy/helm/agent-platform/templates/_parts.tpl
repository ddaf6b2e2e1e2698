{{- define "platform.labels" -}}
app.kubernetes.io/name: agent-platform
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end }}

{{- define "platform.chart" -}}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "platform.name" -}}
{{ printf "%s-%s" .root.Release.Name .part | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "platform.image" -}}
image: {{ printf "%s/%s:%s" .root.Values.image.registry .image .root.Values.image.tag | quote }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
{{- end }}

{{/* Of every pod: an ordinary user, who may talk to nobody at Kubernetes' own door. */}}
{{- define "platform.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: {{ .user }}
  fsGroup: {{ .user }}
  seccompProfile: { type: RuntimeDefault }
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector: { matchLabels: { {{- include "platform.labels" . | fromYaml | toJson | trimPrefix "{" | trimSuffix "}" -}} } }
{{- end }}

{{- define "platform.hardened" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end }}

{{- define "platform.resources" -}}
resources:
  requests: { cpu: {{ .cpu }}, memory: {{ .memory }} }
  limits: { memory: {{ .memory }} }
{{- end }}

{{/* The environment of a service or worker: shared settings, addresses, its own, and the secrets it may read. */}}
{{- define "platform.environment" -}}
{{- $root := .root -}}
{{- $service := .service -}}
envFrom:
  - configMapRef: { name: {{ $root.Release.Name }}-settings }
env:
  {{- range $name, $value := .env }}
  - { name: {{ $name }}, value: {{ $value | quote }} }
  {{- end }}
  - name: DATABASE_URL
    valueFrom: { secretKeyRef: { name: {{ $root.Values.secrets.existing }}, key: {{ upper $service }}_DATABASE_URL } }
  - name: SERVICE_SECRET
    valueFrom: { secretKeyRef: { name: {{ $root.Values.secrets.existing }}, key: {{ upper $service }}_SERVICE_SECRET } }
  {{- range concat (list "ENCRYPTION_KEYS" "REDIS_URL") .secrets }}
  - name: {{ . }}
    valueFrom: { secretKeyRef: { name: {{ $root.Values.secrets.existing }}, key: {{ . }} } }
  {{- end }}
{{- end }}
