import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const de = {
  admin_overview: 'Übersicht',
  admin_lead: 'Was {site} tut und was Sie braucht.',
  admin_users: 'Benutzer',
  admin_users_more: 'In der Verwaltung: {administrators}, gesperrt: {disabled}',
  admin_clients: 'Clients',
  admin_clients_more: { one: '{count} wartet auf Freigabe', other: '{count} warten auf Freigabe' },
  no_data_yet: 'Noch keine Daten',
  as_table: 'Als Tabelle zeigen',
  day: 'Tag',
  admin_live: 'Lebende Zugriffe',
  admin_live_more: {
    one: 'Verbindungen von Anwendungen; {count} opakes Token',
    other: 'Verbindungen von Anwendungen; {count} opake Tokens',
  },
  chart_sign_ins: 'Anmeldungen am Tag',
  chart_succeeded: 'Gelungen',
  chart_failed: 'Fehlgeschlagen',
  chart_tokens: 'Tokens am Tag, nach Verfahren',
  grant_code: 'Autorisierungscode',
  grant_refresh: 'Erneuerung',
  grant_client: 'Client-Zugangsdaten',
  grant_device: 'Geräte und andere',
  chart_people: 'Aktive Personen am Tag',
  chart_clients: 'Clients mit den meisten Tokens',
  latest_events: 'Letzte Ereignisse',
  warning_http_issuer:
    'Der Issuer ist eine http-Adresse mit öffentlichem Namen: Unterwegs kann jeder Tokens lesen. Setzen Sie BASE_URL auf https.',
  warning_audit_dropped:
    'Protokolleinträge gingen verloren, weil die Datenbank zu langsam war. Siehe AUDIT_LOG_BUFFER_SIZE.',
  warning_notices_failed: 'Einige Abmeldehinweise konnten nicht zugestellt werden.',
  warning_forwarding_ignored:
    'Ein Proxy sendet Weiterleitungs-Header, aber TRUSTED_PROXIES nennt ihn nicht: Sie werden ignoriert, und alle scheinen von einer Adresse zu kommen.',
  warning_key_overdue: 'Ein Signaturschlüssel ist älter, als KEY_ROTATION_INTERVAL erlaubt.',
  warning_pkce_exempt:
    'Einige Clients sind von PKCE befreit: Ihre Codes können gestohlen und von anderen benutzt werden.',
  warning_remedy: '„{place}“ öffnen',
  warning_self_unguarded: 'Sie haben keinen zweiten Faktor: Ihr Passwort allein öffnet die Verwaltung.',
  warning_admin_unguarded:
    'Eine Person in der Verwaltung hat keinen zweiten Faktor: Ein Passwort allein öffnet die Verwaltung.',
  warning_provider_empty:
    'Ein Anbieter ist eingerichtet, der niemanden einlässt: Die Liste derer, die er einlassen darf, ist leer. Nennen Sie jemanden in seiner Einstellung.',
} satisfies Words<typeof en>;
