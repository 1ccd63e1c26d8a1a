import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const de = {
  resources_title: 'Ressourcen',
  resources_lead: 'APIs und MCP-Server, für die Tokens gelten können, und was dort getan werden darf.',
  resources_search: 'Anfang der Kennung oder des Namens',
  resources_empty_title: 'Noch keine Ressource',
  resources_empty:
    'Tragen Sie eine API ein, um ihre Scopes in Worten zu beschreiben und zu begrenzen, was Tokens dort dürfen.',
  resource_new: 'Neue Ressource',
  resource_create: 'Ressource anlegen',
  resource_one: 'Ressource (API)',
  resource_identifier: 'Kennung',
  resource_identifier_hint:
    'Ihre Adresse, etwa https://api.example.com; Tokens nennen sie als Empfänger. Sie bleibt, wie sie ist.',
  resource_name: 'Name, wie man ihn liest',
  resource_scopes: 'Scopes der Ressource',
  resource_scopes_hint:
    'Was dort getan werden darf. Lassen Sie leer, was Sie nicht brauchen; nach dem Speichern gibt es weitere Zeilen.',
  resource_any_scope: 'Jeder Scope-Name',
  resource_any_scope_hint: 'Sie nimmt, was verlangt wird; die Liste unten gilt dann nicht.',
  resource_scope_row: 'Scope Nr. {number}',
  resource_scope_name: 'Scope-Name',
  resource_scope_description: 'Was er erlaubt, in Worten',
  resource_scope_implies: 'Schließt diese Scopes ein',
  resource_scope_default: 'Gilt, wenn keiner verlangt wird',
  resource_scope_restricted: 'Nur für die Verwaltung',
  resource_as_client: 'Wie beim Client eingestellt',
  resource_lifetime: 'Lebensdauer der Access-Tokens',
  resource_lifetime_hint: 'In Sekunden. Leer: wie beim Client eingestellt.',
  resource_claims: 'Was ihre Tokens über die Person sagen',
  resource_granted: 'Jemand hat diesen Scope. Entziehen Sie zuerst den Zugriff.',
  delete_resource_title: 'Ressource {resource} löschen?',
  delete_resource_consequence: 'Es gibt keine weiteren Tokens dafür, und ihre Scopes verlieren ihre Worte.',
  done_resource_saved: 'Die Ressource wurde gespeichert.',
  done_resource_deleted: 'Die Ressource wurde gelöscht.',
  resource_scope_effect: 'Was er höchstens tut',
  resource_effect_none: 'Nicht gesagt',
  resource_effect_reads: 'Liest',
  resource_effect_writes: 'Legt an und ändert',
  resource_scope_languages: 'In anderen Sprachen',
  resource_conflict:
    'Jemand anderes hat diese Ressource inzwischen geändert. Unten steht, was jetzt gespeichert ist, neben Ihren Eingaben; von Ihnen ist noch nichts gespeichert. Speichern Sie noch einmal, um es zu ersetzen.',
  scopes_title: 'Scopes ohne Ressource',
  scopes_lead:
    'Rechte, die zu keiner bestimmten API gehören. Clients verlangen sie, ohne eine Ressource zu nennen.',
  scopes_empty_title: 'Noch kein solcher Scope',
  scopes_empty: 'Tragen Sie einen ein, um ihn in den Sprachen der Menschen zu beschreiben.',
  scope_new: 'Neuer Scope',
  scope_create: 'Scope anlegen',
  scope_one: 'Scope-Name und Satz',
  scope_rules: 'Regeln',
  scope_default: 'Als Vorgabe',
  scope_restricted: 'Beschränkt',
  scope_name_hint: 'So, wie Clients ihn verlangen, etwa {example}. Er bleibt, wie er ist.',
  scope_description_hint:
    'Ein kurzer Satz ohne „darf“: Ihre Berichte lesen. Ihn liest, für wessen Sprache unten kein eigener Satz steht.',
  scope_effect_hint: 'Was teilt oder löscht, fällt dort auf, wo Menschen entscheiden.',
  scope_implies_hint:
    'Namen anderer Scopes ohne Ressource, durch Leerzeichen getrennt. Wer weniger erlaubt hat, wird erneut gefragt.',
  scope_default_hint: 'Für Clients, die weder Scope noch Ressource nennen und keine eigene Liste haben.',
  scope_restricted_hint:
    'Nur für Clients, denen Sie ihn namentlich gegeben haben. Alle anderen Tokens verlieren ihn sofort.',
  scope_languages_hint: 'Gelesen wird der Satz der eigenen Sprache, wenn es ihn gibt.',
  scope_held_granted: 'Jemand hat einer Anwendung diesen Scope erlaubt. Entziehen Sie zuerst den Zugriff.',
  scope_held_listed:
    '{client} darf diesen Scope verlangen. Nehmen Sie ihn zuerst aus den Scopes dieses Clients.',
  scope_held_included: '{scope} schließt diesen Scope ein. Ändern Sie zuerst jenen.',
  delete_scope_title: 'Scope {scope} löschen?',
  delete_scope_consequence:
    'Niemand kann ihn mehr verlangen, und Tokens, die ihn noch haben, verlieren ihn sofort.',
  done_scope_saved: 'Der Scope wurde gespeichert.',
  done_scope_deleted: 'Der Scope wurde gelöscht.',
  scope_conflict:
    'Jemand anderes hat diesen Scope inzwischen geändert. Unten steht, was jetzt gespeichert ist, neben Ihren Eingaben; von Ihnen ist noch nichts gespeichert. Speichern Sie noch einmal, um es zu ersetzen.',
} satisfies Words<typeof en>;
