import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const de: Words<typeof en> = {
  reference_title: 'API-Referenz',
  reference_lead:
    'Alles, was dieser Server beantwortet: was er annimmt, was zurückkommt und ein Aufruf zum Kopieren.',
  reference_search: 'Nach Pfad oder Wort suchen',
  reference_groups: 'Gruppen von Operationen',
  reference_schemas: 'Datenformen',
  reference_parameters: 'Parameter',
  reference_body: 'Inhalt',
  reference_answers: 'Antworten',
  reference_call: 'Aufruf',
  reference_example: 'Was zurückkommt',
  reference_required: 'erforderlich',
  reference_needs_administrator: 'Braucht ein Zugriffstoken mit {scope}.',
  reference_needs_client: 'Der Client weist sich aus.',
  reference_needs_token: 'Braucht ein Zugriffstoken.',
  reference_needs_registration: 'Braucht ein Registrierungstoken, wo die Registrierung nicht offen ist.',
  reference_needs_metrics: 'Braucht METRICS_TOKEN, wo es gesetzt ist.',
  reference_needs_nobody: 'Für alle offen.',
};
