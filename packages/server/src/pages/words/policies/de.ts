import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const de = {
  policies_title: 'Richtlinien',
  policies_lead:
    'Worum Apps über Scopes hinaus bitten dürfen, wessen Wort neben dem der Personen selbst gilt und wer ein Token gegen ein anderes tauschen darf.',
  policies_details: 'Typen von Berechtigungsdetails',
  policies_details_lead: 'Rechte, die kein Scope ausdrückt, etwa eine Zahlung eines Betrags an jemanden.',
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
  policies_trusted_issuer: 'Vertraute Aussteller',
  policies_trusted_issuer_lead:
    'Andere Anmeldesysteme und Plattformen, deren signierte Aussagen hier Token erhalten, ohne dass jemand gefragt wird.',
  policies_exchange_rule: 'Tauschregeln',
  policies_exchange_rule_lead:
    'Apps, die das Token einer Person gegen eines für eine andere Ressource tauschen dürfen. Was keine Regel erlaubt, wird abgelehnt.',
  policies_trusted_issuer_none: 'Noch kein vertrauter Aussteller',
  policies_exchange_rule_none: 'Noch keine Tauschregel',
  policies_none: 'Bis dahin wird nichts dergleichen angenommen.',
  policy_new_trusted_issuer: 'Neuer vertrauter Aussteller',
  policy_new_exchange_rule: 'Neue Tauschregel',
  policy_one: 'Eintrag',
  policy_who_trusted_issuer: 'Aussteller',
  policy_who_exchange_rule: 'Anwendung',
  policy_about_assertion: 'Personen, für eine App',
  policy_about_id_jag: 'Personen eines Unternehmens (ID-JAG)',
  policy_about_workload: 'Ein Dienst einer Plattform',
  policy_about_impersonation: 'Handelt als die Person',
  policy_about_delegation: 'Handelt für die Person und wird genannt',
  policy_about_elsewhere: 'Lässt für die Person bei einem anderen Server bürgen (ID-JAG)',
  policy_declaration: 'Erklärung',
  policy_declaration_hint: 'JSON mit den Angaben der Bootstrap-Datei.',
  policy_warning_trusted_issuer:
    'Wer die Schlüssel dieses Ausstellers hat, erhält Token Ihrer Personen, soweit diese Erklärung es erlaubt.',
  policy_warning_exchange_rule:
    'Die App erhält Token von Personen, die zu dieser Ressource nicht gefragt wurden, soweit diese Regel es erlaubt.',
  policy_taken: 'Ein Eintrag hat diese Kennung bereits.',
  policy_conflict:
    'Jemand hat diesen Eintrag inzwischen geändert. Beide Fassungen stehen unten; speichern Sie erneut, um die gespeicherte zu ersetzen.',
  delete_policy_title: '{policy} löschen?',
  delete_policy_consequence:
    'Von jetzt an wird dadurch nichts Neues angenommen. Token, die daraus entstanden sind, leben, bis sie ablaufen oder jemand sie beendet.',
  done_policy_saved: 'Der Eintrag wurde gespeichert und gilt ab jetzt.',
  done_policy_deleted: 'Der Eintrag wurde gelöscht.',
} satisfies Words<typeof en>;
