{{- define "grantor.name" -}}
{{ .Release.Name }}-grantor
{{- end -}}
{{- define "grantor.image" -}}
{{ required "image.repository is required" .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- define "grantor.labels" -}}
{"app.kubernetes.io/name": "grantor", "app.kubernetes.io/instance": {{ quote .Release.Name }}}
{{- end -}}
{{- define "grantor.locked" -}}
{"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "runAsNonRoot": true, "capabilities": {"drop": ["ALL"]}}
{{- end -}}
{{- define "grantor.environment" }}
- {name: ENVIRONMENT, value: production}
- {name: BASE_URL, value: {{ quote (required "baseUrl is required" .Values.baseUrl) }}}
- {name: SERVER_ADDR, value: "0.0.0.0:8080"}
- {name: DATA_DIR, value: /data}
- {name: WORKERS, value: {{ quote .Values.workers }}}
- {name: DATABASE_DRIVER, value: postgres}
- {name: DATABASE_DSN_FILE, value: /run/secrets/grantor/database-dsn}
- {name: JWT_SECRET_FILE, value: /run/secrets/grantor/jwt-secret}
- {name: SESSION_SECRET_FILE, value: /run/secrets/grantor/session-secret}
- {name: ENCRYPTION_SECRET_FILE, value: /run/secrets/grantor/encryption-secret}
- {name: DB_MAX_OPEN_CONNS, value: {{ quote .Values.databaseConnections }}}
- {name: SHUTDOWN_DRAIN_DELAY, value: {{ quote .Values.drainDelay }}}
{{- if .Values.trustedProxies }}
- {name: TRUSTED_PROXIES, value: {{ quote .Values.trustedProxies }}}
{{- end }}
{{- if .Values.redis.enabled }}
{{- if .Values.redis.urlKey }}
- {name: REDIS_URL_FILE, value: {{ quote (printf "/run/secrets/grantor/%s" .Values.redis.urlKey) }}}
{{- else }}
- {name: REDIS_URL, value: {{ quote (printf "redis://%s-redis:6379" (include "grantor.name" .)) }}}
{{- end }}
- {name: RATE_LIMIT_STORE, value: redis}
- {name: CLIENT_CACHE_TYPE, value: redis-aside}
- {name: METRICS_CACHE_TYPE, value: redis}
{{- end }}
{{- if .Values.metrics.enabled }}
- {name: METRICS_ENABLED, value: "true"}
- {name: METRICS_TOKEN_FILE, value: {{ quote (printf "/run/secrets/grantor/%s" (required "metrics.tokenKey is required with metrics.enabled" .Values.metrics.tokenKey)) }}}
{{- end }}
{{- range $name, $value := .Values.settings }}
- {name: {{ $name }}, value: {{ quote $value }}}
{{- end }}
{{- range $name, $key := .Values.secretSettings }}
- {name: {{ $name }}_FILE, value: {{ quote (printf "/run/secrets/grantor/%s" $key) }}}
{{- end }}
{{- end }}
{{- define "grantor.volumes" }}
- name: secrets
  secret:
    secretName: {{ required "existingSecret is required" .Values.existingSecret }}
    defaultMode: 0440
- {name: data, emptyDir: {}}
- {name: tmp, emptyDir: {}}
{{- end }}
{{- define "grantor.mounts" }}
- {name: secrets, mountPath: /run/secrets/grantor, readOnly: true}
- {name: data, mountPath: /data}
- {name: tmp, mountPath: /tmp}
{{- end }}
