import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const de = {
  own_apps: 'Meine Apps',
  apps_lead: 'Anwendungen, die Sie gemacht haben und die hier Menschen anmelden.',
  apps_empty_title: 'Noch keine App',
  apps_empty:
    'Melden Sie eine eigene Anwendung an. Die Verwaltung prüft sie, bevor man sich damit anmelden kann.',
  apps_limit: 'Zehn Ihrer Apps warten auf Freigabe. Löschen Sie eine oder warten Sie die Entscheidung ab.',
  app: 'App-Name',
  app_new: 'Neue App',
  app_create: 'Zur Freigabe einreichen',
  app_submit_change: 'Änderung einreichen',
  app_pending_notice: 'Die Verwaltung muss sie freigeben, bevor man sich anmelden kann.',
  app_inactive_notice:
    'Diese App ist inaktiv: Niemand kann sich damit anmelden. Nur die Verwaltung kann sie aktivieren.',
  app_change_title: 'Ihre Änderung wartet auf Freigabe',
  app_change_lead: 'Bis dahin läuft die App wie freigegeben. Eingereicht:',
  app_change_notice:
    'Diese App ist freigegeben: Eine Änderung gilt, sobald die Verwaltung sie annimmt. Beschreibung und Kontakte ändern sich sofort.',
  app_deactivate_consequence:
    'Niemand kann sich damit anmelden, und ihre Tokens gelten sofort nicht mehr. Nur die Verwaltung kann sie wieder aktivieren.',
  done_change_submitted: 'Die Änderung wurde zur Freigabe eingereicht.',
} satisfies Words<typeof en>;
