import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const de = {
  login_title: 'Anmelden',
  login_to_client: 'weiter zu {client}',
  login_to_site: 'mit Ihrem Konto bei {site}',
  reauthenticate_title: 'Bestätigen Sie, dass Sie es sind',
  reauthenticate_lead: 'Geben Sie Ihr Passwort noch einmal ein, um fortzufahren.',
  confirm: 'Bestätigen',
  confirm_lead: 'Was jetzt kommt, ändert etwas Wichtiges. Geben Sie Ihr Passwort ein, um fortzufahren.',
  username: 'Benutzername oder E-Mail-Adresse',
  password: 'Passwort',
  show: 'Anzeigen',
  hide: 'Verbergen',
  show_password: 'Passwort anzeigen',
  hide_password: 'Passwort verbergen',
  remember_me: 'In diesem Browser angemeldet bleiben',
  remember_me_hint: 'Auf einem gemeinsam genutzten Computer bitte frei lassen.',
  forgotten: 'Passwort vergessen? Ihre Administration kann es zurücksetzen.',
  login_failed:
    'Benutzername und Passwort passen nicht zusammen. Prüfen Sie beides und versuchen Sie es erneut.',
  login_disabled: 'Dieses Konto ist deaktiviert. Ihre Administration kann es wieder aktivieren.',
  other_account: 'Die Anwendung verlangt ein anderes Konto als {name}. Melden Sie sich mit jenem an.',
  session_timeout: 'Sie wurden abgemeldet, weil eine Weile nichts geschehen ist.',
  session_invalid: 'Ihre Sitzung ist beendet. Melden Sie sich erneut an, um fortzufahren.',
  login_unavailable: 'Die Anmeldung ist gerade nicht verfügbar. Versuchen Sie es gleich noch einmal.',
  login_directory_unavailable:
    'Das Verzeichnis, das Ihr Passwort prüft, ist gerade nicht erreichbar. Über Ihr Passwort sagt das nichts: Versuchen Sie es gleich noch einmal.',
  select_title: 'Konto wählen',
  continue_as: 'Weiter als {name}',
  logout_title: 'Abmelden?',
  logout_lead: 'Damit endet Ihre Sitzung bei {site} in diesem Browser.',
  logout_client: '{client} möchte Sie abmelden.',
  logout_unregistered:
    '{client} möchte, dass Sie danach zu {address} zurückkehren. Diese Adresse ist nicht registriert, deshalb bleiben Sie hier.',
  logout_unproven:
    'Eine Anwendung möchte, dass Sie danach zu {address} zurückkehren. Sie hat nicht nachgewiesen, wer sie ist, deshalb bleiben Sie hier.',
  sign_out: 'Abmelden',
  stay: 'Angemeldet bleiben',
  signed_out_title: 'Sie sind abgemeldet',
  signed_out: 'Ihre Sitzung bei {site} ist beendet.',
  signed_out_others: 'Ihre anderen Anwendungen werden benachrichtigt.',
  signed_out_untold:
    'Sie benutzen mehr Anwendungen, als auf einmal benachrichtigt werden können: Schließen Sie die übrigen oder melden Sie sich dort ab.',
  signed_out_frame: 'Abmeldung von einer Anwendung',
  sign_in_again: 'Erneut anmelden',
  continue_to: 'Weiter zu {host}',
} satisfies Words<typeof en>;
