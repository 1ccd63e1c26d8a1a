import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const fr = {
  page_title: '{page} · {site}',
  skip: 'Aller au contenu',
  continue: 'Continuer',
  copy: 'Copier',
  copied: 'Copié',
  throttled: 'Trop d’essais. Réessayez dans {wait}.',
  about_client: 'À propos de {client}',
  client_site: 'Site web',
  client_policy: 'Politique de confidentialité',
  client_terms: 'Conditions d’utilisation',
  unverified: 'Nom non vérifié',
  this_device: 'Une application sur cet appareil',
  another_device: 'Une application sur un autre appareil',
  form_post_title: 'Un instant',
  form_post_lead: 'Vous retournez vers {host}.',
  switches: 'Langue et thème',
  theme: 'Thème',
  theme_system: 'Comme l’appareil',
  theme_light: 'Clair',
  theme_dark: 'Sombre',
  switches_apply: 'Appliquer',
} satisfies Words<typeof en>;
