import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const de = {
  error_status: 'Fehler {status}',
  error_code: 'Code',
  error_detail: 'Einzelheit',
  request_id: 'Anfrage-ID',
  bad_request_title: 'Diese Anfrage ist nicht möglich',
  bad_request:
    'Die Anwendung hat etwas gesendet, das nicht angenommen werden kann. Kehren Sie zu ihr zurück und versuchen Sie es erneut.',
  redirect_uri_refused_title: 'Die Rücksprungadresse der Anwendung ist nicht registriert',
  redirect_uri_refused:
    'Die Anwendung will ihre Antwort an einer Adresse, die mit diesem Server nicht vereinbart ist. Deshalb wurden Sie nicht dorthin geleitet.',
  redirect_uri_developer:
    'Wenn Sie die Anwendung entwickeln: Registrieren Sie die unten stehende Redirect-URI für diesen Client, oder senden Sie eine registrierte. Beide müssen Zeichen für Zeichen gleich sein, mit Schema, Port, Pfad und Schrägstrich am Ende. Das Log dieses Servers sagt, worin sie sich unterscheiden.',
  asked_client_id: 'Client-ID',
  asked_redirect_uri: 'Gesendete Redirect-URI',
  unknown_client_title: 'Diese Anwendung ist nicht verbunden',
  unknown_client:
    'Dieser Server kennt die Anwendung nicht, oder nicht mehr, weil sie lange nicht benutzt wurde. Entfernen Sie in der Anwendung die Verbindung zu diesem Server und fügen Sie sie neu hinzu.',
  document_refused_title: 'Diese Anwendung ließ sich nicht prüfen',
  document_blocked:
    'Die Anwendung beschreibt sich unter {host}, und dieser Server nimmt von dort keine Beschreibungen an. Fragen Sie Ihre Administration.',
  document_unreachable:
    'Die Anwendung beschreibt sich unter {host}; von dort kam keine brauchbare Antwort. Versuchen Sie es in einer Minute erneut.',
  document_forbidden:
    'Die Anwendung beschreibt sich unter {host}, einer Adresse, die dieser Server nicht abfragt. Fragen Sie Ihre Administration.',
  document_gone:
    'Die Anwendung beschrieb sich unter {host}, aber die Beschreibung ist dort nicht mehr zu finden. Fragen Sie den Hersteller der Anwendung.',
  document_broken:
    'Die Anwendung beschreibt sich unter {host}, aber die Beschreibung verletzt eine Regel. Fragen Sie den Hersteller der Anwendung.',
  flow_expired_title: 'Beginnen Sie noch einmal in der Anwendung',
  flow_expired: 'Diese Anmeldung ist abgelaufen, schon beendet oder begann in einem anderen Browser.',
  forbidden_title: 'Diese Seite ist nicht für Ihr Konto',
  forbidden: 'Sie sind angemeldet, aber Ihr Konto darf sie nicht öffnen.',
  sign_in_unavailable_title: 'Hier ist keine Anmeldung eingerichtet',
  sign_in_unavailable:
    'Diese Adresse nimmt Anfragen von Programmen mit einem Zugriffstoken an. Bitten Sie Ihre Administration, die Anmeldung für sie einzurichten.',
  form_expired_title: 'Dieses Formular ist veraltet',
  form_expired:
    'Es kam nicht aus Ihrer aktuellen Sitzung, deshalb wurde nichts geändert. Öffnen Sie die Seite erneut.',
  opened_elsewhere_title: 'Diese Seite hat eine andere Adresse',
  opened_elsewhere:
    'Ihre Adresse ist {host}. Was Sie unter einem anderen Namen eingegeben haben, kann nicht angenommen werden; es wurde nichts geändert.',
  cookies_blocked_title: 'Ihr Browser behält hier keine Cookies',
  cookies_blocked:
    'Die Anmeldung braucht ein Cookie dieser Website. Erlauben Sie es und versuchen Sie es erneut; es wurde nichts geändert.',
  not_found_title: 'Seite nicht gefunden',
  not_found: 'Unter dieser Adresse gibt es nichts.',
  method_not_allowed_title: 'Diese Adresse öffnet sich anders',
  method_not_allowed: 'Sie erwartet eine andere Art von Anfrage. Nichts wurde geändert.',
  too_many_requests_title: 'Etwas zu schnell',
  too_many_requests: 'Es waren zu viele Anfragen. Bitte warten Sie noch {wait}.',
  unavailable_title: 'Gleich wieder da',
  unavailable: 'Der Dienst ist gerade nicht verfügbar. Diese Seite lädt sich von selbst neu.',
  fault_title: 'Hier ist etwas schiefgegangen',
  fault: 'Versuchen Sie es erneut. Bleibt es so, nennen Sie Ihrer Administration die Anfrage-ID.',
  client_refused_title: 'Die Anfrage der Anwendung wurde nicht angenommen',
  client_refused:
    'Sie haben diese Anwendung nie erlaubt, deshalb wurden Sie nicht ungefragt zu {host} geschickt.',
  client_refused_device:
    'Sie haben diese Anwendung nie erlaubt, deshalb wurden Sie nicht ungefragt zu ihr zurückgeschickt.',
  return_to_application: 'Zurück zur Anwendung',
  return_with_error: 'Zurück zu {host}',
  go_to_start: 'Zur Startseite',
  try_again: 'Erneut versuchen',
} satisfies Words<typeof en>;
