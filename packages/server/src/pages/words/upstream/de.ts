import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const de: Words<typeof en> = {
  without_password: 'oder ohne Passwort',
  login_through: 'Weiter mit {provider}',
  provider_asked: 'Wonach {provider} gefragt wird',
  provider_asked_note: '{site} fragt danach, um zu erfahren, wer Sie sind. {client} bekommt davon nichts.',
  provider_next: 'Wenn Sie es erlauben, melden Sie sich als Nächstes mit {provider} an.',
  provider_other_way: 'Auf anderem Weg anmelden',
  through_failed: 'Die Anmeldung mit {provider} hat nicht geklappt',
  through_denied: '{provider} meldet, dass die Anmeldung abgebrochen wurde. Es wurde nichts weitergegeben.',
  through_not_listed:
    'Ihr Konto bei {provider} darf sich hier nicht anmelden. Bitten Sie Ihre Administration, es zuzulassen.',
  through_unreachable: '{provider} hat nicht wie erwartet geantwortet. Versuchen Sie es gleich noch einmal.',
  through_unknown_state:
    'Diese Anmeldung hat zu lange gedauert, war schon beendet oder begann in einem anderen Browser. Fangen Sie neu an.',
  through_email_taken:
    'Ihre E-Mail-Adresse wird hier schon verwendet. Wenn Sie das sind, melden Sie sich mit Ihrem Passwort an und verbinden Sie {provider} unter Konto › Anmeldearten.',
  through_closed:
    'Mit diesem Konto bei {provider} ist hier niemand verbunden, und neue Konten werden nicht eröffnet. Wenden Sie sich an Ihre Administration.',
  through_disabled: 'Dieses Konto ist deaktiviert. Ihre Administration kann es wieder aktivieren.',
  through_other_account:
    'Sie kamen von {provider} als jemand anderes zurück. Melden Sie sich dort mit dem Konto an, das Sie hier verwenden.',
  through_identity_in_use: 'Dieses Konto bei {provider} ist hier mit jemand anderem verbunden.',
  through_already_linked:
    'Sie sind schon mit einem anderen Konto bei {provider} verbunden. Trennen Sie es zuerst.',
  through_back: 'Zurück zur Anmeldung',
  through_back_connections: 'Zurück zu den Anmeldearten',
  connections_title: 'Anmeldearten',
  connections_lead: 'Konten anderswo, mit denen Sie sich bei {site} anmelden.',
  connections_none: 'Keine andere Art der Anmeldung',
  connections_none_why: 'Ihre Administration hat keinen Anbieter eingerichtet, den Sie verbinden könnten.',
  connections_more: 'Weiteres Konto verbinden',
  connections_more_why: 'Sie melden sich dort einmal an und können es von da an hier verwenden.',
  connect_with: '{provider} verbinden',
  connection_provider: 'Anbieter',
  connection_account: 'Konto dort',
  connected_since: 'Verbunden',
  disconnect: 'Trennen',
  disconnect_title: '{provider} trennen?',
  disconnect_consequence:
    'Sie können sich nicht mehr mit {provider} anmelden. Sitzungen und Anwendungen, die darüber angemeldet wurden, verlieren sofort ihren Zugriff.',
  disconnect_only_way:
    '{provider} ist Ihr einziger Zugang. Legen Sie zuerst ein Passwort fest oder verbinden Sie ein weiteres Konto.',
  vouched_title: 'Anderswo verbürgt',
  vouched_why:
    'Auf das Wort dieser Server hin erhalten Anwendungen in Ihrem Namen Zugriff, ohne Sie zu fragen.',
  vouched_end_consequence:
    'Anwendungen erhalten auf das Wort von {provider} keinen Zugriff mehr in Ihrem Namen. Was sie so erhielten, endet sofort, und nur die Administration kann es wieder verbinden.',
  user_vouched_end_consequence:
    'Anwendungen erhalten auf das Wort von {provider} keinen Zugriff mehr im Namen von {name}. Was sie so erhielten, endet sofort, und nur die Administration kann es wieder verbinden.',
  done_connection_linked: 'Das Konto ist verbunden. Sie können sich ab jetzt damit anmelden.',
  done_connection_ended: 'Das Konto ist nicht mehr verbunden.',
  every_connection_title: 'Verknüpfte Konten',
  every_connection_lead: 'Konten bei anderen Anbietern, mit denen sich Personen hier anmelden.',
  every_connection_empty_title: 'Keine verknüpften Konten',
  every_connection_empty: 'Meldet sich jemand über einen anderen Anbieter an, erscheint das Konto dort hier.',
  user_connections_title: 'Verknüpfte Konten von {name}',
  tile_connections: 'Konten bei anderen Anbietern, die anmelden',
  user_disconnect_title: '{provider} von {name} trennen?',
  user_disconnect_consequence:
    '{name} kann sich nicht mehr mit {provider} anmelden. Sitzungen und Anwendungen, die so angemeldet wurden, verlieren sofort ihren Zugriff.',
  user_disconnect_account:
    '{name} kann sich nicht mehr mit {provider} als {account} anmelden. Sitzungen und Anwendungen, die so angemeldet wurden, verlieren sofort ihren Zugriff.',
  user_disconnect_only_way:
    'Es ist der einzige Zugang von {name}. Setzen Sie auch das Passwort zurück, sonst kommt niemand mehr hinein.',
};
