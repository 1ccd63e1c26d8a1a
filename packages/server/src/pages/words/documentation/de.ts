import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const de: Words<typeof en> = {
  docs_title: 'Dokumentation',
  docs_pages: 'Seiten der Dokumentation',
  docs_group_start: 'Einstieg',
  docs_group_flows: 'Wege zu Tokens',
  docs_group_tokens: 'Tokens und APIs',
  docs_group_server: 'Betrieb und Verwaltung',
  docs_contents: 'Auf dieser Seite',
  docs_neighbours: 'Vorige und nächste Seite',
  docs_previous: 'Zurück',
  docs_next: 'Weiter',
  docs_english: 'Diese Seite ist noch nicht übersetzt; Sie lesen sie auf Englisch.',
  docs_client: 'Client in den Beispielen',
  docs_client_apply: 'Anzeigen',
  docs_sign_in: 'Anmelden',
  docs_template: 'Vorlage: Wörter in Großbuchstaben ersetzen',
  docs_example: 'Beispiel: {language}',
  docs_plain: 'Reiner Text',
  docs_settings: 'Einstellungen',
  docs_table: 'Tabelle: {first}',
  docs_missing_title: 'Diese Seite gibt es nicht',
  docs_missing: 'Die Dokumentation hat diese Seiten:',
};
