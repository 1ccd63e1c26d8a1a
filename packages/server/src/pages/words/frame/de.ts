import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const de = {
  page_title: '{page} · {site}',
  skip: 'Zum Inhalt springen',
  continue: 'Weiter',
  copy: 'Kopieren',
  copied: 'Kopiert',
  throttled: 'Zu viele Versuche. Bitte warten Sie noch {wait}.',
  about_client: 'Über {client}',
  client_site: 'Website',
  client_policy: 'Datenschutzerklärung',
  client_terms: 'Nutzungsbedingungen',
  unverified: 'Name nicht geprüft',
  this_device: 'Eine Anwendung auf diesem Gerät',
  another_device: 'Eine Anwendung auf einem anderen Gerät',
  form_post_title: 'Einen Moment',
  form_post_lead: 'Sie sind auf dem Weg zurück zu {host}.',
  switches: 'Sprache und Darstellung',
  theme: 'Darstellung',
  theme_system: 'Wie das Gerät',
  theme_light: 'Hell',
  theme_dark: 'Dunkel',
  switches_apply: 'Übernehmen',
} satisfies Words<typeof en>;
