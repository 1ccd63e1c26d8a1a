import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const de = {
  requests_title: 'Anfragen an Sie',
  requests_lead:
    'Anwendungen, die Sie gerade um etwas bitten. Erlauben Sie nur, was Sie eben selbst begonnen haben.',
  requests_empty_title: 'Nichts wartet auf Sie',
  requests_empty: 'Wenn eine Anwendung Sie um etwas bittet, erscheint es hier für einige Minuten.',
  requests_open: 'Ansehen und entscheiden',
  requests_asked: 'Gefragt',
  requests_ends: 'Endet',
  requests_message: 'Die Anwendung muss Ihnen diesen Text zeigen',
  requests_no_message: 'Die Anwendung hat keinen Text zum Vergleichen gesandt.',
  request_title: 'Erlauben, worum {client} bittet?',
  request_warning:
    'Erlauben Sie es nur, wenn Sie dies eben selbst begonnen haben. Niemand, der anruft oder schreibt, darf Sie darum bitten.',
  request_factor:
    'Dies braucht einen weiteren Nachweis, dass Sie es sind. Wenn Sie es erlauben, werden Sie zuerst danach gefragt.',
  done_request_approved: 'Erlaubt. Die Anwendung macht von selbst weiter.',
  done_request_denied: 'Abgelehnt. Die Anwendung erhält nichts.',
  requests_waiting: {
    one: '{count} Anwendung bittet Sie gerade um etwas.',
    other: '{count} Anwendungen bitten Sie gerade um etwas.',
  },
} satisfies Words<typeof en>;
