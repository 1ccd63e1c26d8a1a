import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const fr = {
  requests_title: 'Demandes qui vous sont faites',
  requests_lead:
    'Les applications qui vous demandent quelque chose en ce moment. N’autorisez que ce que vous venez de commencer vous-même.',
  requests_empty_title: 'Rien ne vous attend',
  requests_empty:
    'Quand une application vous demande quelque chose, la demande apparaît ici pendant quelques minutes.',
  requests_open: 'Examiner et décider',
  requests_asked: 'Demandé',
  requests_ends: 'Se termine',
  requests_message: 'L’application doit vous montrer ce texte',
  requests_no_message: 'L’application n’a envoyé aucun texte à comparer.',
  request_title: 'Autoriser ce que demande {client} ?',
  request_warning:
    'N’autorisez que si vous venez de le commencer vous-même. Personne qui vous appelle ou vous écrit ne doit vous le demander.',
  request_factor:
    'Il faut une preuve de plus que c’est bien vous. Si vous autorisez, elle vous sera d’abord demandée.',
  done_request_approved: 'Autorisé. L’application continue d’elle-même.',
  done_request_denied: 'Refusé. L’application n’obtient rien.',
  requests_waiting: {
    one: '{count} application vous demande quelque chose en ce moment.',
    other: '{count} applications vous demandent quelque chose en ce moment.',
  },
} satisfies Words<typeof en>;
