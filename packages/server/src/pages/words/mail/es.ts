import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const es = {
  mail_forgot_password_subject: 'Establezca una contraseña nueva para {site}',
  mail_forgot_password_lead: 'Alguien ha pedido establecer una contraseña nueva para la cuenta {name}.',
  mail_forgot_password_action: 'Establecer una contraseña nueva',
  mail_forgot_password_not_you:
    'Si no ha sido usted, ignore este mensaje: su contraseña sigue siendo la misma.',
  mail_invitation_subject: 'Su cuenta en {site}',
  mail_invitation_lead: 'Un administrador ha creado la cuenta {name} para usted.',
  mail_invitation_action: 'Elegir su contraseña',
  mail_invitation_not_you: 'Si no lo esperaba, ignore este mensaje.',
  mail_password_reset_subject: 'Su contraseña de {site} se ha restablecido',
  mail_password_reset_lead:
    'Un administrador ha restablecido la contraseña de la cuenta {name}. Su sesión se ha cerrado en todas partes.',
  mail_password_reset_action: 'Elegir una contraseña nueva',
  mail_password_reset_not_you: 'Si no lo esperaba, pregunte a su administrador.',
  mail_verify_address_subject: 'Confirme su dirección para {site}',
  mail_verify_address_lead: 'La cuenta {name} tiene ahora esta dirección. Confirme que es suya.',
  mail_verify_address_action: 'Confirmar esta dirección',
  mail_verify_address_not_you: 'Si no conoce esta cuenta, ignore este mensaje: no se confirmará nada.',
  mail_address_changed_subject: 'Su dirección de {site} ha cambiado',
  mail_address_changed_lead: 'La cuenta {name} tiene ahora otra dirección: {other}.',
  mail_address_changed_removed: 'La cuenta {name} ya no tiene ninguna dirección.',
  mail_address_changed_action: 'Deshacer el cambio',
  mail_address_changed_not_you: 'Si no ha sido usted, deshaga el cambio y establezca una contraseña nueva.',
  mail_password_changed_subject: 'Su contraseña de {site} ha cambiado',
  mail_password_changed_lead: 'La contraseña de la cuenta {name} ha cambiado.',
  mail_password_changed_action: 'No he sido yo: establecer una contraseña nueva',
  mail_password_changed_not_you:
    'Si ha sido usted, no tiene que hacer nada. Si no, establezca enseguida una contraseña nueva.',
  mail_new_browser_subject: 'Nuevo inicio de sesión en {site}',
  mail_new_browser_lead:
    'Alguien ha iniciado sesión en la cuenta {name} con un navegador que no se había usado antes para ella.',
  mail_new_browser_action: 'Ver dónde ha iniciado sesión',
  mail_new_browser_not_you:
    'Si ha sido usted, no tiene que hacer nada. Si no, cierre esa sesión y cambie su contraseña.',
  mail_until: 'El enlace funciona una sola vez, hasta {until}.',
  mail_copy: 'O copie esta dirección en su navegador:',
  mail_when: 'Hora: {when}',
  mail_from: 'Dirección de red: {address}',
  mail_by: 'Navegador: {browser}',
  mail_why: 'Este mensaje se ha enviado automáticamente a {address} por la cuenta {name} de {site}.',
  forgot_link: '¿Ha olvidado su contraseña?',
  forgot_title: 'Establecer una contraseña nueva',
  forgot_lead:
    'Escriba su dirección de correo. Si una cuenta la tiene, se envía allí un enlace para establecer una contraseña nueva.',
  forgot_submit: 'Enviar el enlace',
  forgot_sent_title: 'Mire su correo',
  forgot_sent:
    'Si una cuenta tiene aquí la dirección que ha escrito, un enlace va en camino. Funciona durante 30 minutos.',
  forgot_nothing:
    '¿No ha llegado nada? Mire en el correo no deseado. Si su cuenta no tiene una dirección confirmada, su administrador puede ayudarle.',
  send_by_mail: 'Enviar el enlace por correo',
  send_by_mail_hint: 'A la dirección de correo de arriba. En ese caso usted no ve el enlace.',
  reset_mail: 'Enviar un enlace por correo a {address}',
  done_mail_waits: 'El enlace va en camino por correo.',
  mail_limited:
    'No se ha enviado nada: esta persona ha recibido demasiado correo en la última hora. Entregue el enlace usted mismo.',
  problem_mail_needs_email: 'La invitación necesita una dirección de correo a la que enviarse.',
  verify_title: '¿Confirmar su dirección?',
  verify_lead: '{address} será entonces la dirección confirmada de la cuenta {name}.',
  verify_submit: 'Confirmar',
  verify_done_title: 'Su dirección está confirmada',
  verify_done: 'Los mensajes de {site} le llegarán allí.',
  take_back_title: '¿Deshacer el cambio?',
  take_back_lead: 'La cuenta {name} vuelve a tener la dirección {address}. Todas sus sesiones terminan.',
  take_back_submit: 'Deshacerlo',
  take_back_done_title: 'El cambio se ha deshecho',
  take_back_done:
    'La cuenta vuelve a tener su dirección anterior y se ha cerrado la sesión de todos. Establezca ahora una contraseña nueva.',
  mail_link_unusable_title: 'Este enlace no funciona',
  mail_link_unusable: 'Ya se ha usado o ha caducado.',
} satisfies Words<typeof en>;
