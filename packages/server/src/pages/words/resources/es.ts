import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const es = {
  resources_title: 'Recursos',
  resources_lead: 'API y servidores MCP para los que valen los tokens, y qué se puede hacer en ellos.',
  resources_search: 'Comienzo del identificador o del nombre',
  resources_empty_title: 'Todavía no hay recursos',
  resources_empty: 'Registre una API para describir sus ámbitos y limitar lo que pueden hacer sus tokens.',
  resource_new: 'Nuevo recurso',
  resource_create: 'Crear recurso',
  resource_one: 'Recurso',
  resource_identifier: 'Identificador',
  resource_identifier_hint:
    'Su dirección, como https://api.example.com; los tokens la nombran como destinataria. No cambia.',
  resource_name: 'Nombre, como lo leen las personas',
  resource_scopes: 'Ámbitos del recurso',
  resource_scopes_hint:
    'Qué se puede hacer allí. Deje vacías las filas que no necesite; guarde para tener más.',
  resource_any_scope: 'Cualquier nombre de ámbito',
  resource_any_scope_hint: 'Acepta lo que se pida; la lista de abajo no cuenta.',
  resource_scope_row: 'Ámbito {number}',
  resource_scope_name: 'Nombre del ámbito',
  resource_scope_description: 'Lo que permite, en palabras',
  resource_scope_implies: 'Incluye estos ámbitos',
  resource_scope_default: 'Se da si no se pide ninguno',
  resource_scope_restricted: 'Solo para administradores',
  resource_as_client: 'Según el cliente',
  resource_lifetime: 'Duración de los tokens de acceso',
  resource_lifetime_hint: 'En segundos. Vacío: según el cliente.',
  resource_claims: 'Qué dicen sus tokens de la persona',
  resource_granted: 'Alguien tiene este ámbito. Revoque antes ese acceso.',
  delete_resource_title: '¿Eliminar el recurso {resource}?',
  delete_resource_consequence: 'No se dan más tokens para él y sus ámbitos pierden su descripción.',
  done_resource_saved: 'El recurso se ha guardado.',
  done_resource_deleted: 'El recurso se ha eliminado.',
  resource_scope_effect: 'Lo que hace, como máximo',
  resource_effect_none: 'Sin indicar',
  resource_effect_reads: 'Lee',
  resource_effect_writes: 'Crea y cambia',
  resource_scope_languages: 'En otros idiomas',
  resource_conflict:
    'Otra persona cambió este recurso mientras tanto. Abajo está lo guardado ahora junto a lo que usted escribió; nada suyo se ha guardado aún. Guarde otra vez para reemplazarlo.',
} satisfies Words<typeof en>;
