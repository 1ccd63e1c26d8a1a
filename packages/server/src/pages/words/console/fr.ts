import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const fr = {
  areas: 'Espaces',
  account_area: 'Mon compte',
  admin_area: 'Administration',
  admin_pages: 'Pages d’administration',
  search: 'Rechercher',
  filter_all: 'Tous',
  nothing_found_title: 'Aucun résultat',
  nothing_found: 'Aucune entrée ne correspond à « {search} ».',
  nothing_filtered: 'Aucune entrée ne correspond à ces filtres.',
  clear_search: 'Tout afficher',
  actions: 'Actions',
  sort_up: 'trier par ordre croissant',
  sort_down: 'trier par ordre décroissant',
  shown_of: '{first}–{last} sur {count}',
  more_than: 'plus de {count}',
  newest_only:
    'Seules les entrées les plus récentes ont été examinées ; il peut en exister de plus anciennes.',
  page_before: 'Précédent',
  page_after: 'Suivant',
  page_size: 'Par page',
  type_object: 'Saisissez {name} pour confirmer',
  type_object_wrong: 'Ce n’est pas son nom. Rien n’a pris fin.',
  pending_decisions: { other: 'en attente d’une décision' },
} satisfies Words<typeof en>;
