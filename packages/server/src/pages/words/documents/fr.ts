import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const fr = {
  documents_title: 'Documents publiés',
  documents_lead:
    'Clients dont l’identifiant est l’adresse d’un document qui les décrit, et ceux dont les documents ne sont pas lus.',
  documents_search: 'Début de l’adresse',
  documents_empty_title: 'Aucun document pour l’instant',
  documents_empty: 'Dès qu’un tel client demande une première connexion, son document apparaît ici.',
  documents_link: 'Documents publiés et domaines bloqués',
  document_one: 'Document publié',
  document_text: 'Ce qu’il dit',
  document_live: 'Récupéré',
  document_shipped: 'Copie fournie',
  document_withdrawn: 'Retiré',
  document_inactive: 'Bloqué',
  document_fetched: 'Dernière récupération',
  document_failed: 'Dernière erreur',
  document_failure_unreachable: 'N’a pas pu être récupéré',
  document_failure_forbidden: 'À une adresse qui n’est pas appelée',
  document_failure_gone: 'Sa source dit qu’il n’existe plus',
  document_failure_broken: 'Enfreint une règle',
  document_refetch: 'Récupérer de nouveau',
  document_remove: 'Supprimer',
  domains_title: 'Domaines bloqués',
  domains_lead:
    'Aucun document de ces hôtes n’est lu, et ce que les personnes avaient accordé à leurs clients a pris fin.',
  domain_of_settings: 'Par les réglages',
  domain_one: 'Domaine',
  domain_hint:
    'Un hôte, ou *. devant pour tous ceux qui en dépendent. Ce qui y était autorisé prend fin aussitôt.',
  domain_block: 'Bloquer le domaine',
  domain_unblock: 'Débloquer',
  domain_invalid: 'Ce n’est pas un domaine.',
  domain_settled: 'Ce domaine est déjà bloqué.',
  done_document_refetched: 'Il sera récupéré de nouveau à la prochaine utilisation.',
  done_domain_blocked: 'Le domaine est bloqué.',
  done_domain_unblocked: 'Le domaine est de nouveau admis.',
} satisfies Words<typeof en>;
