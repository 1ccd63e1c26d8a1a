import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const es = {
  profile_mail: 'Mensajes para usted',
  profile_mail_to: 'Se envían a {address}.',
  profile_mail_nowhere: 'No tiene ninguna dirección de correo confirmada, así que no se le envía nada.',
  profile_mail_fixed:
    'Siempre se envían, porque protegen su cuenta: cambios de contraseña, de dirección de correo y de segundos factores, y señales de que alguien abusa de su cuenta.',
  notice_new_browser: 'Inicios de sesión desde navegadores nuevos',
  notice_connections: 'Cuentas que se conectan o desconectan',
  notice_apps: 'Decisiones sobre sus aplicaciones',
  notice_digest: 'Lo que este servidor necesita de los administradores, como mucho una vez al día',
  notices_save: 'Guardar selección',
  done_notices_saved: 'Su selección se guardó.',
  confirm_address_title: 'Confirme su dirección de correo',
  confirm_address_lead:
    'Se envió un mensaje a {address}. Siga el enlace o introduzca el código que contiene.',
  confirm_address_unsent: '{address} no está confirmada.',
  confirm_address_code: 'Código de 8 dígitos',
  confirm_address_submit: 'Confirmar la dirección',
  confirm_address_send: 'Enviar un mensaje',
  confirm_address_send_again: 'Enviar otro mensaje',
  done_address_confirmed: 'Su dirección de correo está confirmada.',
  done_verification_asked: 'Un mensaje está en camino, salvo que haya habido demasiados en la última hora.',
  problem_mail_code:
    'Ese código es incorrecto o ya no sirve. Tras cinco códigos incorrectos, pida otro mensaje.',
} satisfies Words<typeof en>;
