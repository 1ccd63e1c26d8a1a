import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const fr = {
  own_apps: 'Mes applications',
  apps_lead: 'Les applications que vous avez créées et qui connectent des personnes ici.',
  apps_empty_title: 'Aucune application',
  apps_empty:
    'Enregistrez une de vos applications. L’administration l’examine avant que l’on puisse s’y connecter.',
  apps_limit: 'Dix de vos applications attendent une approbation. Supprimez-en une ou attendez une décision.',
  app: 'Votre application',
  app_new: 'Nouvelle application',
  app_create: 'Soumettre pour approbation',
  app_submit_change: 'Soumettre la modification',
  app_pending_notice: 'L’administration doit l’approuver avant que l’on puisse s’y connecter.',
  app_inactive_notice:
    'Cette application est inactive : personne ne peut s’y connecter. Seule l’administration peut l’activer.',
  app_change_title: 'Votre modification attend une approbation',
  app_change_lead: 'D’ici là, l’application reste telle qu’approuvée. Soumise :',
  app_change_notice:
    'Cette application est approuvée : une modification s’applique dès que l’administration l’accepte. Description et contacts changent aussitôt.',
  app_deactivate_consequence:
    'Plus personne ne peut s’y connecter et ses jetons cessent de fonctionner. Seule l’administration peut la réactiver.',
  done_change_submitted: 'La modification a été soumise pour approbation.',
} satisfies Words<typeof en>;
