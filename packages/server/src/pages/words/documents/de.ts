import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const de = {
  documents_title: 'Veröffentlichte Dokumente',
  documents_lead:
    'Clients, deren ID die Adresse eines Dokuments ist, das sie beschreibt, und wessen Dokumente nicht gelesen werden.',
  documents_search: 'Anfang der Adresse',
  documents_empty_title: 'Noch kein Dokument',
  documents_empty: 'Sobald ein solcher Client erstmals jemanden anmelden will, erscheint sein Dokument hier.',
  documents_link: 'Veröffentlichte Dokumente und gesperrte Domains',
  document_one: 'Dokument',
  document_text: 'Was darin steht',
  document_live: 'Geholt',
  document_shipped: 'Mitgelieferte Kopie',
  document_withdrawn: 'Zurückgezogen',
  document_inactive: 'Gesperrt',
  document_fetched: 'Zuletzt geholt',
  document_failed: 'Letzter Fehler',
  document_failure_unreachable: 'Nicht abrufbar',
  document_failure_forbidden: 'An einer Adresse, die nicht aufgerufen wird',
  document_failure_gone: 'Laut der Quelle ist es fort',
  document_failure_broken: 'Verstößt gegen eine Regel',
  document_refetch: 'Neu holen',
  document_remove: 'Entfernen',
  domains_title: 'Gesperrte Domains',
  domains_lead:
    'Von diesen Hosts wird kein Dokument gelesen, und was Personen deren Clients erlaubt hatten, ist beendet.',
  domain_of_settings: 'Durch die Einstellungen',
  domain_one: 'Name der Domain',
  domain_hint: 'Ein Host, oder *. davor für jeden Host darunter. Was dort erlaubt war, endet sofort.',
  domain_block: 'Domain sperren',
  domain_unblock: 'Entsperren',
  domain_invalid: 'Das ist keine Domain.',
  domain_settled: 'Diese Domain ist schon gesperrt.',
  done_document_refetched: 'Es wird bei der nächsten Nutzung neu geholt.',
  done_domain_blocked: 'Die Domain ist gesperrt.',
  done_domain_unblocked: 'Die Domain ist wieder zugelassen.',
} satisfies Words<typeof en>;
