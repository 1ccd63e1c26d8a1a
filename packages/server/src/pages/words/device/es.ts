import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const es = {
  device_title: 'Conectar un dispositivo',
  device_lead: 'Escriba el código que muestra su dispositivo.',
  device_code: 'Código',
  device_code_hint: 'Mayúsculas o minúsculas, con o sin guion.',
  device_invalid: 'Este código ya no es válido. Revíselo o empiece de nuevo en su dispositivo.',
  device_confirm_title: '¿Conectar {client} en su dispositivo?',
  device_confirm_code: 'Su dispositivo debe mostrar este código',
  device_warning: 'Continúe solo si empezó esto en su propio dispositivo.',
  device_approved_title: 'Su dispositivo está conectado',
  device_approved: 'Puede cerrar esta página y volver a su dispositivo.',
  device_denied_title: 'No se ha compartido nada',
  device_denied: 'El dispositivo no obtiene acceso. Puede cerrar esta página.',
  device_decided_title: 'Ya respondido',
  device_decided:
    'Esta solicitud ya se respondió, quizá en otra ventana, o esperó demasiado. Ahora no ha cambiado nada.',
} satisfies Words<typeof en>;
