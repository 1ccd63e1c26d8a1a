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
} satisfies Words<typeof en>;
