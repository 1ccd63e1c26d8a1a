import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const es = {
  areas: 'Áreas',
  account_area: 'Mi cuenta',
  admin_area: 'Administración',
  admin_pages: 'Páginas de administración',
  search: 'Buscar',
  filter_all: 'Todos',
  nothing_found_title: 'Sin resultados',
  nothing_found: 'Ninguna entrada coincide con «{search}».',
  nothing_filtered: 'Ninguna entrada coincide con estos filtros.',
  clear_search: 'Mostrar todo',
  actions: 'Acciones',
  sort_up: 'ordenar de forma ascendente',
  sort_down: 'ordenar de forma descendente',
  shown_of: '{first}–{last} de {count}',
  more_than: 'más de {count}',
  newest_only: 'Solo se han mirado las entradas más recientes; puede haber otras más antiguas.',
  page_before: 'Anterior',
  page_after: 'Siguiente',
  page_size: 'Por página',
  type_object: 'Escriba {name} para confirmar',
  type_object_wrong: 'Ese no es su nombre. No ha terminado nada.',
  pending_decisions: { one: 'espera una decisión', other: 'esperan una decisión' },
} satisfies Words<typeof en>;
