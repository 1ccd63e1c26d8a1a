import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const de = {
  areas: 'Bereiche',
  account_area: 'Mein Konto',
  admin_area: 'Verwaltung',
  admin_pages: 'Seiten der Verwaltung',
  search: 'Suchen',
  filter_all: 'Alle',
  nothing_found_title: 'Nichts gefunden',
  nothing_found: 'Kein Eintrag passt zu „{search}“.',
  nothing_filtered: 'Kein Eintrag passt zu diesen Filtern.',
  clear_search: 'Alles zeigen',
  actions: 'Aktionen',
  sort_up: 'aufsteigend sortieren',
  sort_down: 'absteigend sortieren',
  shown_of: '{first}–{last} von {count}',
  more_than: 'mehr als {count}',
  newest_only: 'Nur die neuesten Einträge wurden durchgesehen; es kann ältere geben.',
  page_before: 'Zurück',
  page_after: 'Weiter',
  page_size: 'Je Seite',
  type_object: 'Geben Sie zur Bestätigung {name} ein',
  type_object_wrong: 'Das ist nicht der Name. Es wurde nichts beendet.',
  pending_decisions: { one: 'wartet auf eine Entscheidung', other: 'warten auf eine Entscheidung' },
} satisfies Words<typeof en>;
