import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const es = {
  own_apps: 'Mis aplicaciones',
  apps_lead: 'Aplicaciones que usted ha creado y que inician sesiones aquí.',
  apps_empty_title: 'Todavía no hay aplicaciones',
  apps_empty:
    'Registre una aplicación suya. Un administrador la revisa antes de que se pueda iniciar sesión con ella.',
  apps_limit: 'Diez de sus aplicaciones esperan aprobación. Elimine una o espere la decisión.',
  app: 'Aplicación',
  app_new: 'Nueva aplicación',
  app_create: 'Enviar para aprobación',
  app_submit_change: 'Enviar el cambio',
  app_pending_notice: 'Un administrador debe aprobarla antes de que se pueda iniciar sesión.',
  app_inactive_notice:
    'Esta aplicación está inactiva: nadie puede iniciar sesión con ella. Solo un administrador puede activarla.',
  app_change_title: 'Su cambio espera aprobación',
  app_change_lead: 'Hasta entonces sigue como se aprobó. Enviado:',
  app_change_notice:
    'Esta aplicación está aprobada: un cambio vale cuando un administrador lo acepta. La descripción y los contactos cambian al momento.',
  app_deactivate_consequence:
    'Nadie puede iniciar sesión con ella y sus tokens dejan de funcionar. Solo un administrador puede reactivarla.',
  done_change_submitted: 'El cambio se ha enviado para aprobación.',
} satisfies Words<typeof en>;
