import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const de = {
  mail_factor_added_subject: 'Ein zweiter Faktor wurde bei {site} hinzugefügt',
  mail_factor_added_lead: 'Das Konto {name} hat einen neuen zweiten Faktor: {what}.',
  mail_factor_removed_subject: 'Ein zweiter Faktor wurde bei {site} entfernt',
  mail_factor_removed_lead: 'Beim Konto {name} wurde ein zweiter Faktor entfernt: {what}.',
  mail_factor_totp: 'eine Authenticator-App',
  mail_factor_passkey: 'ein Passkey oder Sicherheitsschlüssel',
  mail_recovery_codes_made_subject: 'Neue Wiederherstellungscodes bei {site}',
  mail_recovery_codes_made_lead:
    'Das Konto {name} hat neue Wiederherstellungscodes. Frühere gelten nicht mehr.',
  mail_factors_reset_subject: 'Ihre zweiten Faktoren bei {site} wurden entfernt',
  mail_factors_reset_lead:
    'Jemand aus der Verwaltung hat alle zweiten Faktoren des Kontos {name} entfernt. Sie sind überall abgemeldet.',
  mail_connection_added_subject: 'Ein weiterer Weg, sich bei {site} anzumelden',
  mail_connection_added_lead: 'Beim Konto {name} kann man sich jetzt über {provider} anmelden.',
  mail_connection_removed_subject: 'Ein Weg, sich bei {site} anzumelden, wurde entfernt',
  mail_connection_removed_lead: 'Beim Konto {name} kann man sich nicht mehr über {provider} anmelden.',
  mail_refresh_reused_subject: '{client} wurde zur Sicherheit von {site} abgemeldet',
  mail_refresh_reused_lead:
    'Ein Schlüssel, mit dem {client} das Konto {name} nutzt, wurde ein zweites Mal vorgezeigt, wie es eine Kopie täte. Die Anwendung hat keinen Zugriff mehr und bittet Sie, sich neu anzumelden.',
  mail_code_replayed_subject: 'Eine Anmeldung bei {client} über {site} wurde aufgehoben',
  mail_code_replayed_lead:
    'Der Code einer Anmeldung des Kontos {name} bei {client} wurde ein zweites Mal vorgezeigt, wie es jemand täte, der ihn abgefangen hat. Die Anwendung hat verloren, was sie bekam, und bittet Sie, sich neu anzumelden.',
  mail_misuse_not_you:
    'Das kann auch ein Fehler der Anwendung sein. Kommt es wieder vor, fragen Sie deren Hersteller und sehen Sie nach, was Ihr Konto nutzen darf.',
  mail_account_locked_subject: 'Zu viele falsche Passwörter bei {site}',
  mail_account_locked_lead:
    'Jemand hat beim Konto {name} falsche Passwörter oder Codes versucht. Für Browser, die das Konto nicht kennt, ist die Anmeldung darum ausgesetzt.',
  mail_account_locked_not_you:
    'Wenn Sie das waren, warten Sie 15 Minuten. Wenn nicht, kam niemand hinein: Ein langes Passwort und ein zweiter Faktor sorgen dafür.',
  mail_app_approved_subject: '{client} wurde bei {site} genehmigt',
  mail_app_approved_lead:
    'Jemand aus der Verwaltung hat Ihre Anwendung {client} genehmigt. Man kann sich jetzt damit anmelden.',
  mail_app_declined_subject: '{client} wurde bei {site} abgelehnt',
  mail_app_declined_lead:
    'Jemand aus der Verwaltung hat Ihre Anwendung {client} abgelehnt. Niemand kann sich damit anmelden.',
  mail_change_accepted_subject: 'Ihre Änderung an {client} bei {site} wurde angenommen',
  mail_change_accepted_lead:
    'Jemand aus der Verwaltung hat angenommen, was Sie an {client} geändert haben. Es gilt jetzt.',
  mail_change_declined_subject: 'Ihre Änderung an {client} bei {site} wurde abgelehnt',
  mail_change_declined_lead:
    'Jemand aus der Verwaltung hat abgelehnt, was Sie an {client} geändert haben. Es bleibt, wie es war.',
  mail_app_not_you: 'Wenn es nicht Ihre Anwendung ist, sagen Sie es der Verwaltung.',
  mail_digest_subject: '{site} braucht jemanden aus der Verwaltung',
  mail_digest_lead: 'Das braucht jemanden, der {site} verwaltet:',
  mail_digest_not_you:
    'Diese Nachricht kommt höchstens einmal am Tag, solange es so ist. Sie können sie in Ihrem Profil abschalten.',
  mail_digest_provider:
    '{provider} ist als Weg zur Anmeldung eingeschaltet, aber die Liste, wer das darf, ist leer: Niemand kommt hinein.',
  mail_digest_keys: 'Der Wechsel der Signaturschlüssel ist überfällig.',
  mail_digest_audit: 'Ereignisse des Audit-Logs gingen verloren, weil sie nicht geschrieben werden konnten.',
  mail_digest_cleanup: 'Das Löschen abgelaufener Daten schlägt seit einem Tag fehl.',
  mail_sign_in_code_subject: 'Ihr Code für die Anmeldung bei {site}',
  mail_sign_in_code_lead:
    'Jemand hat einen Code für die Anmeldung beim Konto {name} verlangt. Geben Sie ihn in dem Browser ein, der ihn verlangt hat.',
  mail_sign_in_code_not_you:
    'Wenn Sie das nicht waren, ignorieren Sie diese Nachricht und geben Sie den Code niemandem. Wer danach fragt, gehört nicht zu uns.',
  mail_code: 'Ihr Code: {code}',
  mail_code_until: 'Der Code funktioniert einmal, bis {until}.',
  mail_code_elsewhere:
    'Wenn der Link auf einem anderen Gerät aufgeht, geben Sie stattdessen diesen Code auf Ihrer Profilseite ein: {code}',
  mail_sign_up_subject: 'Bestätigen Sie Ihre Adresse für {site}',
  mail_sign_up_lead:
    'Jemand möchte bei {site} ein Konto mit dieser Adresse. Es entsteht, sobald Sie bestätigen.',
  mail_sign_up_action: 'Bestätigen und Konto anlegen',
  mail_sign_up_not_you: 'Wenn Sie das nicht waren, ignorieren Sie diese Nachricht: Dann entsteht kein Konto.',
  mail_sign_up_known_subject: 'Sie haben schon ein Konto bei {site}',
  mail_sign_up_known_lead:
    'Jemand möchte bei {site} ein Konto mit dieser Adresse. Das Konto {name} hat sie schon, darum ist nichts entstanden.',
  mail_sign_up_known_action: 'Anmelden',
  mail_sign_up_known_not_you:
    'Wenn Sie Ihr Passwort vergessen haben, legen Sie auf der Anmeldeseite ein neues fest. Wenn Sie das nicht waren, ignorieren Sie diese Nachricht.',
  mail_sign_up_approved_subject: 'Ihr Konto bei {site} ist bereit',
  mail_sign_up_approved_lead:
    'Jemand aus der Verwaltung hat Ihr Konto genehmigt. Ihr Benutzername ist {name}; das Passwort ist das, das Sie gewählt haben.',
  mail_sign_up_declined_subject: 'Bei {site} wurde kein Konto angelegt',
  mail_sign_up_declined_lead:
    'Jemand aus der Verwaltung hat das Konto abgelehnt, das unter dem Namen {name} gewünscht wurde. Was Sie eingegeben haben, wurde gelöscht.',
  mail_why_address:
    'Diese Nachricht wurde automatisch an {address} gesendet, weil jemand diese Adresse bei {site} eingegeben hat.',
  mail_see_factors: 'Ihre zweiten Faktoren ansehen',
  mail_see_connections: 'Ihre Verbindungen ansehen',
  mail_see_authorizations: 'Ansehen, was Ihr Konto nutzen darf',
  mail_see_activity: 'Ansehen, was mit Ihrem Konto geschah',
  mail_see_app: 'Die Anwendung ansehen',
  mail_see_administration: 'Verwaltung öffnen',
  mail_not_expected: 'Wenn Sie das nicht erwartet haben, fragen Sie bei der Verwaltung nach.',
  mail_security_not_you:
    'Wenn Sie das waren, ist nichts zu tun. Wenn nicht, ändern Sie sofort Ihr Passwort und entfernen Sie, was Sie nicht kennen.',
} satisfies Words<typeof en>;
