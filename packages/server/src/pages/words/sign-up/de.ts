import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const de = {
  email_code_button: 'Code per Mail senden',
  email_code_title: 'Mit einem Code anmelden',
  email_code_lead:
    'Geben Sie die bestätigte E-Mail-Adresse Ihres Kontos ein. Dorthin wird ein Code gesendet.',
  email_code_send: 'Code senden',
  email_code_sent:
    'Wenn ein Konto die Adresse {address} hat, ist ein Code unterwegs. Er gilt 10 Minuten, in diesem Browser.',
  email_code_wrong:
    'Dieser Code ist falsch oder gilt nicht mehr. Prüfen Sie ihn oder lassen Sie einen neuen senden.',
  email_code_another: 'Einen anderen Code senden',
  sign_up_button: 'Konto anlegen',
  sign_up_title: 'Ihr Konto anlegen',
  sign_up_form_lead: 'Es entsteht, sobald Sie Ihre E-Mail-Adresse bestätigt haben.',
  sign_up_name: 'Ihr Name',
  sign_up_password: 'Passwort',
  sign_up_send: 'Weiter',
  sign_up_empty: 'Dieses Feld leer lassen',
  sign_up_sent_title: 'Sehen Sie in Ihre Mail',
  sign_up_sent:
    'An die Adresse, die Sie eingegeben haben, ist eine Nachricht unterwegs. Ihr Link gilt 24 Stunden; öffnen Sie ihn in diesem Browser.',
  sign_up_confirm_title: 'Dieses Konto anlegen?',
  sign_up_confirm_lead: 'Ein Konto bei {site} unter dem Namen {name}, mit der Adresse {address}.',
  sign_up_confirm_password:
    'Das ist ein anderer Browser als der, in dem Sie sich registriert haben. Geben Sie das Passwort ein, das Sie dort gewählt haben.',
  sign_up_wrong_password: 'Das ist nicht das Passwort, das Sie gewählt haben.',
  sign_up_waits_title: 'Ihre Adresse ist bestätigt',
  sign_up_waits:
    'Jemand aus der Verwaltung sieht sich Ihren Wunsch an. Sie bekommen eine Nachricht, sobald entschieden ist.',
  problem_sign_up_domain: 'Konten gibt es hier nur für Adressen anderer Domains.',
  problem_no_name: 'Geben Sie einen Namen von höchstens 128 Zeichen ein.',
  sign_ups: 'Menschen, die ein Konto möchten',
  sign_ups_lead:
    'Sie haben ihre Adresse bestätigt und warten auf Ihre Entscheidung. Nach 30 Tagen wird ein Wunsch vergessen.',
  sign_ups_none: 'Niemand wartet',
  sign_ups_empty: 'Wer sich registriert, steht hier, sobald die Adresse bestätigt ist.',
  sign_ups_waiting: {
    one: '{count} Konto wartet auf eine Entscheidung.',
    other: '{count} Konten warten auf eine Entscheidung.',
  },
  sign_up_approve: 'Genehmigen',
  sign_up_decline: 'Ablehnen',
  done_sign_up_approved: 'Das Konto wurde angelegt.',
  done_sign_up_declined: 'Der Wunsch wurde abgelehnt und gelöscht.',
  done_sign_up_settled:
    'Jemand anderes hat inzwischen entschieden, oder die Adresse ist inzwischen vergeben.',
  sign_up_who: 'Wer',
} satisfies Words<typeof en>;
