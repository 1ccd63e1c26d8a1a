import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const es: Words<typeof en> = {
  docs_title: 'Documentación',
  docs_pages: 'Páginas de la documentación',
  docs_group_start: 'Primeros pasos',
  docs_group_flows: 'Cómo obtener tokens',
  docs_group_tokens: 'Tokens y API',
  docs_group_server: 'Operar y administrar',
  docs_contents: 'En esta página',
  docs_neighbours: 'Página anterior y siguiente',
  docs_previous: 'Anterior',
  docs_next: 'Siguiente',
  docs_english: 'Esta página aún no está traducida; la lee en inglés.',
  docs_client: 'Cliente en los ejemplos',
  docs_client_apply: 'Mostrar',
  docs_sign_in: 'Iniciar sesión',
  docs_template: 'Plantilla: sustituya las palabras en mayúsculas',
  docs_example: 'Ejemplo: {language}',
  docs_plain: 'Texto sin formato',
  docs_settings: 'Ajustes',
  docs_table: 'Tabla: {first}',
  docs_missing_title: 'Esta página no existe',
  docs_missing: 'La documentación tiene estas páginas:',
};
