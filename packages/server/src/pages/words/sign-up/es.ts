import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const es = {
  email_code_button: 'Enviarme un código por correo',
  email_code_title: 'Iniciar sesión con un código',
  email_code_lead: 'Introduzca la dirección de correo confirmada de su cuenta. Se enviará un código allí.',
  email_code_send: 'Enviar el código',
  email_code_sent:
    'Si alguna cuenta tiene la dirección {address}, el código está en camino. Funciona 10 minutos, en este navegador.',
  email_code_wrong: 'Ese código es incorrecto o ya no sirve. Compruébelo o pida otro.',
  email_code_another: 'Enviar otro código',
  sign_up_button: 'Crear una cuenta',
  sign_up_title: 'Cree su cuenta',
  sign_up_form_lead: 'Se crea en cuanto confirme su dirección de correo.',
  sign_up_name: 'Su nombre',
  sign_up_password: 'Contraseña',
  sign_up_send: 'Continuar',
  sign_up_empty: 'Deje esto vacío',
  sign_up_sent_title: 'Mire su correo',
  sign_up_sent:
    'Un mensaje va en camino a la dirección que introdujo. Su enlace funciona 24 horas; ábralo en este navegador.',
  sign_up_confirm_title: '¿Crear esta cuenta?',
  sign_up_confirm_lead: 'Una cuenta en {site} a nombre de {name}, con la dirección {address}.',
  sign_up_confirm_password:
    'Este no es el navegador en el que se registró. Introduzca la contraseña que eligió allí.',
  sign_up_wrong_password: 'Esa no es la contraseña que eligió.',
  sign_up_waits_title: 'Su dirección está confirmada',
  sign_up_waits: 'Un administrador revisará su solicitud. Recibirá un mensaje cuando se decida.',
  problem_sign_up_domain: 'Aquí solo hay cuentas para direcciones de otros dominios.',
  problem_no_name: 'Introduzca un nombre de 128 caracteres como máximo.',
  sign_ups: 'Personas que quieren una cuenta',
  sign_ups_lead: 'Confirmaron su dirección y esperan su decisión. Tras 30 días, la solicitud se olvida.',
  sign_ups_none: 'Nadie espera',
  sign_ups_empty: 'Quien se registra aparece aquí en cuanto confirma su dirección.',
  sign_ups_waiting: {
    one: '{count} cuenta espera una decisión.',
    other: '{count} cuentas esperan una decisión.',
  },
  sign_up_approve: 'Aprobar',
  sign_up_decline: 'Rechazar',
  done_sign_up_approved: 'La cuenta se creó.',
  done_sign_up_declined: 'La solicitud se rechazó y eliminó.',
  done_sign_up_settled: 'Otra persona decidió mientras tanto, o la dirección ya está en uso.',
  sign_up_who: 'Quién',
} satisfies Words<typeof en>;
