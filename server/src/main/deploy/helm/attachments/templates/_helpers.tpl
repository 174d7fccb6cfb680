{{- /* Of one of the two parts: .part is its name. */ -}}
{{- define "attachments.labels" -}}
app.kubernetes.io/name: attachments-{{ .part }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{- define "attachments.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
# The drain delay, the grace period and some seconds to end.
terminationGracePeriodSeconds: 90
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "attachments.labels" . | nindent 8 }}
{{- end }}

{{- define "attachments.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}
