import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const de = {
  mail_forgot_password_subject: 'Neues Passwort für {site} festlegen',
  mail_forgot_password_lead: 'Jemand möchte ein neues Passwort für das Konto {name} festlegen.',
  mail_forgot_password_action: 'Neues Passwort festlegen',
  mail_forgot_password_not_you:
    'Wenn Sie das nicht waren, ignorieren Sie diese Nachricht: Ihr Passwort bleibt, wie es ist.',
  mail_invitation_subject: 'Ihr Konto bei {site}',
  mail_invitation_lead: 'Jemand aus der Verwaltung hat das Konto {name} für Sie angelegt.',
  mail_invitation_action: 'Passwort wählen',
  mail_invitation_not_you: 'Wenn Sie das nicht erwartet haben, ignorieren Sie diese Nachricht.',
  mail_password_reset_subject: 'Ihr Passwort für {site} wurde zurückgesetzt',
  mail_password_reset_lead:
    'Jemand aus der Verwaltung hat das Passwort des Kontos {name} zurückgesetzt. Sie sind überall abgemeldet.',
  mail_password_reset_action: 'Neues Passwort wählen',
  mail_password_reset_not_you: 'Wenn Sie das nicht erwartet haben, fragen Sie bei der Verwaltung nach.',
  mail_verify_address_subject: 'Bestätigen Sie Ihre Adresse für {site}',
  mail_verify_address_lead: 'Das Konto {name} hat jetzt diese Adresse. Bestätigen Sie, dass es Ihre ist.',
  mail_verify_address_action: 'Diese Adresse bestätigen',
  mail_verify_address_not_you:
    'Wenn Sie dieses Konto nicht kennen, ignorieren Sie diese Nachricht: Dann wird nichts bestätigt.',
  mail_address_changed_subject: 'Ihre Adresse für {site} wurde geändert',
  mail_address_changed_lead: 'Das Konto {name} hat jetzt eine andere Adresse: {other}.',
  mail_address_changed_removed: 'Das Konto {name} hat keine Adresse mehr.',
  mail_address_changed_action: 'Änderung zurücknehmen',
  mail_address_changed_not_you:
    'Wenn Sie das nicht waren, nehmen Sie die Änderung zurück und legen Sie ein neues Passwort fest.',
  mail_password_changed_subject: 'Ihr Passwort für {site} wurde geändert',
  mail_password_changed_lead: 'Das Passwort des Kontos {name} wurde geändert.',
  mail_password_changed_action: 'Das war ich nicht: neues Passwort festlegen',
  mail_password_changed_not_you:
    'Wenn Sie das waren, ist nichts zu tun. Wenn nicht, legen Sie sofort ein neues Passwort fest.',
  mail_new_browser_subject: 'Neue Anmeldung bei {site}',
  mail_new_browser_lead:
    'Jemand hat sich beim Konto {name} mit einem Browser angemeldet, der dafür noch nicht benutzt wurde.',
  mail_new_browser_action: 'Ansehen, wo Sie angemeldet sind',
  mail_new_browser_not_you:
    'Wenn Sie das waren, ist nichts zu tun. Wenn nicht, beenden Sie diese Sitzung und ändern Sie Ihr Passwort.',
  mail_until: 'Der Link funktioniert einmal, bis {until}.',
  mail_copy: 'Oder kopieren Sie diese Adresse in Ihren Browser:',
  mail_when: 'Zeit: {when}',
  mail_from: 'Netzwerkadresse: {address}',
  mail_by: 'Mit dem Browser: {browser}',
  mail_why: 'Diese Nachricht wurde automatisch an {address} gesendet, wegen des Kontos {name} bei {site}.',
  forgot_link: 'Passwort vergessen?',
  forgot_title: 'Neues Passwort festlegen',
  forgot_lead:
    'Geben Sie Ihre E-Mail-Adresse ein. Wenn ein Konto sie hat, wird dorthin ein Link für ein neues Passwort gesendet.',
  forgot_submit: 'Link senden',
  forgot_sent_title: 'Sehen Sie in Ihre E-Mails',
  forgot_sent:
    'Wenn ein Konto hier die eingegebene Adresse hat, ist ein Link dorthin unterwegs. Er funktioniert 30 Minuten lang.',
  forgot_nothing:
    'Nichts angekommen? Sehen Sie im Spam-Ordner nach. Wenn Ihr Konto keine bestätigte Adresse hat, hilft Ihnen die Verwaltung.',
  send_by_mail: 'Den Link per E-Mail senden',
  send_by_mail_hint: 'An die E-Mail-Adresse oben. Sie sehen den Link dann nicht.',
  reset_mail: 'Einen Link per E-Mail an {address} senden',
  done_mail_waits: 'Der Link ist per E-Mail unterwegs.',
  mail_limited:
    'Es wurde nichts gesendet: Diese Person hat in der letzten Stunde zu viele E-Mails bekommen. Geben Sie den Link selbst weiter.',
  problem_mail_needs_email: 'Die Einladung braucht eine E-Mail-Adresse, an die sie gesendet wird.',
  verify_title: 'Adresse bestätigen?',
  verify_lead: '{address} ist dann die bestätigte Adresse des Kontos {name}.',
  verify_submit: 'Bestätigen',
  verify_done_title: 'Ihre Adresse ist bestätigt',
  verify_done: 'Nachrichten von {site} erreichen Sie dort.',
  take_back_title: 'Änderung zurücknehmen?',
  take_back_lead: 'Das Konto {name} bekommt wieder die Adresse {address}. Alle seine Sitzungen enden.',
  take_back_submit: 'Zurücknehmen',
  take_back_done_title: 'Die Änderung ist zurückgenommen',
  take_back_done:
    'Das Konto hat wieder seine frühere Adresse, und alle sind davon abgemeldet. Legen Sie als Nächstes ein neues Passwort fest.',
  mail_link_unusable_title: 'Dieser Link funktioniert nicht',
  mail_link_unusable: 'Er wurde schon benutzt oder ist abgelaufen.',
} satisfies Words<typeof en>;
