import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const fr: Words<typeof en> = {
  docs_title: 'Documentation',
  docs_pages: 'Pages de la documentation',
  docs_group_start: 'Premiers pas',
  docs_group_flows: 'Obtenir des jetons',
  docs_group_tokens: 'Jetons et API',
  docs_group_server: 'Exploiter et gérer',
  docs_contents: 'Sur cette page',
  docs_neighbours: 'Page précédente et page suivante',
  docs_previous: 'Précédent',
  docs_next: 'Suivant',
  docs_english: 'Cette page n’est pas encore traduite ; vous la lisez en anglais.',
  docs_client: 'Client dans les exemples',
  docs_client_apply: 'Afficher',
  docs_sign_in: 'Se connecter',
  docs_template: 'Modèle : remplacez les mots en majuscules',
  docs_example: 'Exemple : {language}',
  docs_plain: 'Texte brut',
  docs_settings: 'Réglages',
  docs_table: 'Tableau : {first}',
  docs_missing_title: 'Cette page n’existe pas',
  docs_missing: 'La documentation comprend ces pages :',
};
