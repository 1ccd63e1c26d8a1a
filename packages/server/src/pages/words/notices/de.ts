import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const de = {
  profile_mail: 'Nachrichten an Sie',
  profile_mail_to: 'Sie gehen an {address}.',
  profile_mail_nowhere: 'Sie haben keine bestätigte E-Mail-Adresse, darum wird Ihnen nichts gesendet.',
  profile_mail_fixed:
    'Immer gesendet, weil sie Ihr Konto schützen: Änderungen von Passwort, E-Mail-Adresse und zweiten Faktoren sowie Anzeichen, dass jemand Ihr Konto missbraucht.',
  notice_new_browser: 'Anmeldungen mit neuen Browsern',
  notice_connections: 'Konten, die verbunden oder getrennt werden',
  notice_apps: 'Entscheidungen über Ihre Anwendungen',
  notice_digest: 'Was dieser Server von der Verwaltung braucht, höchstens einmal am Tag',
  notices_save: 'Auswahl speichern',
  done_notices_saved: 'Ihre Auswahl wurde gespeichert.',
  confirm_address_title: 'Bestätigen Sie Ihre E-Mail-Adresse',
  confirm_address_lead:
    'An {address} wurde eine Nachricht gesendet. Folgen Sie dem Link darin oder geben Sie den Code ein, der darin steht.',
  confirm_address_unsent: '{address} ist nicht bestätigt.',
  confirm_address_code: 'Code aus 8 Ziffern',
  confirm_address_submit: 'Adresse bestätigen',
  confirm_address_send: 'Nachricht senden',
  confirm_address_send_again: 'Noch eine Nachricht senden',
  done_address_confirmed: 'Ihre E-Mail-Adresse ist bestätigt.',
  done_verification_asked:
    'Eine Nachricht ist unterwegs, sofern es in der letzten Stunde nicht zu viele waren.',
  problem_mail_code:
    'Dieser Code ist falsch oder gilt nicht mehr. Lassen Sie nach fünf falschen Codes eine neue Nachricht senden.',
} satisfies Words<typeof en>;
