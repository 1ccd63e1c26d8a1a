import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const de = {
  policies_title: 'Richtlinien',
  policies_lead:
    'Typen von Berechtigungsdetails: Rechte, die kein Scope ausdrückt, etwa eine Zahlung eines Betrags an jemanden.',
  details_search: 'Anfang des Typs',
  details_empty_title: 'Noch kein Typ',
  details_empty: 'Legen Sie einen Typ an, damit Anwendungen darum bitten können, Objekt für Objekt.',
  details_new: 'Neuer Typ',
  details_create: 'Typ anlegen',
  details_one: 'Typ',
  details_type: 'Typ',
  details_type_hint: 'Wie Anfragen ihn nennen, etwa {short} oder {long}. Er bleibt, wie er ist.',
  details_title: 'Was er erlaubt, in Worten',
  details_schema: 'JSON Schema seiner Objekte',
  details_schema_hint:
    'Vom Typ {object} und geschlossen: {additional} ist überall {no}. Die Angaben {type} und {locations} werden ohnehin geprüft.',
  details_labels: 'Namen der Werte',
  details_labels_hint: 'Einer je Zeile: Pfad = Name. Der Pfad besteht aus Namen, verbunden durch Punkte.',
  details_locations: 'Orte',
  details_locations_hint:
    'Die einzigen, die seine Objekte nennen dürfen. Leer: jede Ressource, um die der Client bitten darf.',
  details_languages: 'In anderen Sprachen',
  details_conflict:
    'Jemand anderes hat diesen Typ inzwischen geändert. Unten steht, was jetzt gespeichert ist, neben Ihren Eingaben; von diesen ist noch nichts gespeichert. Speichern Sie erneut, um es zu ersetzen.',
  details_try: 'Ausprobieren',
  details_object: 'Ein Objekt',
  details_try_hint: 'Ein Objekt, wie eine Anfrage es senden würde. Es hat keine Folgen.',
  details_try_right: 'Eine Anfrage mit diesem Objekt würde angenommen.',
  details_try_wrong: 'Eine Anfrage mit diesem Objekt würde abgelehnt.',
  details_try_shown: 'So wird es gezeigt:',
  delete_details_title: '{type} löschen?',
  delete_details_consequence:
    'Niemand kann mehr darum bitten, und was davon erlaubt war, fehlt ab dem nächsten Token.',
  done_details_saved: 'Der Typ wurde gespeichert.',
  done_details_deleted: 'Der Typ wurde gelöscht.',
} satisfies Words<typeof en>;
