import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const es = {
  page_title: '{page} · {site}',
  skip: 'Ir al contenido',
  continue: 'Continuar',
  copy: 'Copiar',
  copied: 'Copiado',
  throttled: 'Demasiados intentos. Vuelva a intentarlo en {wait}.',
  about_client: 'Acerca de {client}',
  client_site: 'Sitio web',
  client_policy: 'Política de privacidad',
  client_terms: 'Condiciones de uso',
  unverified: 'Nombre sin verificar',
  this_device: 'Una aplicación de este dispositivo',
  another_device: 'Una aplicación de otro dispositivo',
  form_post_title: 'Un momento',
  form_post_lead: 'Está volviendo a {host}.',
  switches: 'Idioma y tema',
  theme: 'Tema',
  theme_system: 'Como el dispositivo',
  theme_light: 'Claro',
  theme_dark: 'Oscuro',
  switches_apply: 'Aplicar',
} satisfies Words<typeof en>;
