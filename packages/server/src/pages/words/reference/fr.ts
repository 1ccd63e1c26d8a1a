import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const fr: Words<typeof en> = {
  reference_title: 'Référence de l’API',
  reference_lead:
    'Tout ce à quoi ce serveur répond : ce qu’il accepte, ce qu’il renvoie, et un appel à copier.',
  reference_search: 'Chercher par chemin ou par mot',
  reference_groups: 'Groupes d’opérations',
  reference_schemas: 'Schémas',
  reference_parameters: 'Paramètres',
  reference_body: 'Corps',
  reference_answers: 'Réponses',
  reference_call: 'Appel',
  reference_example: 'Ce qui est renvoyé',
  reference_required: 'obligatoire',
  reference_needs_administrator: 'Demande un jeton d’accès avec {scope}.',
  reference_needs_client: 'Le client s’authentifie.',
  reference_needs_token: 'Demande un jeton d’accès.',
  reference_needs_registration: 'Demande un jeton d’enregistrement, là où l’enregistrement n’est pas ouvert.',
  reference_needs_metrics: 'Demande METRICS_TOKEN, s’il est défini.',
  reference_needs_nobody: 'Ouvert à tous.',
};
