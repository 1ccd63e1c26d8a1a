import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const es = {
  admin_overview: 'Panel',
  admin_lead: 'Qué hace {site} y qué requiere su atención.',
  admin_users: 'Usuarios',
  admin_users_more: 'Administradores: {administrators}, desactivados: {disabled}',
  admin_clients: 'Clientes',
  admin_clients_more: { one: '{count} pendiente de aprobación', other: '{count} pendientes de aprobación' },
  no_data_yet: 'Aún no hay datos',
  as_table: 'Ver como tabla',
  day: 'Día',
  admin_live: 'Accesos vivos',
  admin_live_more: {
    one: 'conexiones de aplicaciones; {count} token opaco',
    other: 'conexiones de aplicaciones; {count} tokens opacos',
  },
  chart_sign_ins: 'Inicios de sesión al día',
  chart_succeeded: 'Correctos',
  chart_failed: 'Fallidos',
  chart_tokens: 'Tokens al día, por concesión',
  grant_code: 'Código de autorización',
  grant_refresh: 'Renovación',
  grant_client: 'Credenciales de cliente',
  grant_device: 'Dispositivos y otros',
  chart_people: 'Personas activas al día',
  chart_clients: 'Clientes con más tokens',
  latest_events: 'Últimos eventos',
  warning_http_issuer:
    'El emisor es una dirección http con nombre público: cualquiera en el camino puede leer los tokens. Ponga BASE_URL en https.',
  warning_audit_dropped:
    'Se perdieron entradas del registro porque la base de datos era lenta. Vea AUDIT_LOG_BUFFER_SIZE.',
  warning_notices_failed: 'Algunos avisos de cierre de sesión no se entregaron.',
  warning_forwarding_ignored:
    'Un proxy envía cabeceras de reenvío, pero TRUSTED_PROXIES no lo nombra: se ignoran, y todos parecen venir de una sola dirección.',
  warning_key_overdue: 'Una clave de firma es más antigua de lo que permite KEY_ROTATION_INTERVAL.',
  warning_pkce_exempt:
    'Algunos clientes están exentos de PKCE: sus códigos pueden ser robados y usados por otros.',
  warning_remedy: 'Abrir «{place}»',
  warning_self_unguarded: 'No tiene segundo factor: basta su contraseña para abrir la administración.',
  warning_admin_unguarded:
    'Una persona administradora no tiene segundo factor: basta una contraseña para abrir la administración.',
  warning_provider_empty:
    'Hay un proveedor configurado que no admite a nadie: la lista de personas admitidas está vacía. Indique a alguien en su ajuste.',
} satisfies Words<typeof en>;
