import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const es = {
  login_title: 'Iniciar sesión',
  login_to_client: 'para continuar a {client}',
  login_to_site: 'con su cuenta de {site}',
  reauthenticate_title: 'Confirme que es usted',
  reauthenticate_lead: 'Escriba su contraseña de nuevo para continuar.',
  confirm: 'Confirmar',
  confirm_lead: 'Lo que sigue cambia algo importante. Introduzca su contraseña para continuar.',
  username: 'Nombre de usuario o correo electrónico',
  password: 'Contraseña',
  show: 'Mostrar',
  hide: 'Ocultar',
  show_password: 'Mostrar la contraseña',
  hide_password: 'Ocultar la contraseña',
  remember_me: 'Mantener la sesión en este navegador',
  remember_me_hint: 'Déjelo vacío en un ordenador compartido.',
  forgotten: '¿Olvidó su contraseña? Su administrador puede restablecerla.',
  login_failed: 'El nombre de usuario y la contraseña no coinciden. Revise ambos e inténtelo de nuevo.',
  login_disabled: 'Esta cuenta está desactivada. Su administrador puede activarla de nuevo.',
  other_account: 'La aplicación pide otra cuenta que no es {name}. Inicie sesión con ella.',
  session_timeout: 'Se cerró su sesión tras un tiempo sin actividad.',
  session_invalid: 'Su sesión ha terminado. Inicie sesión de nuevo para continuar.',
  login_unavailable: 'Ahora no es posible iniciar sesión. Inténtelo de nuevo en un momento.',
  login_directory_unavailable:
    'Ahora no se puede contactar con el directorio que comprueba su contraseña. Esto no dice nada de su contraseña: inténtelo de nuevo en un momento.',
  select_title: 'Elegir una cuenta',
  continue_as: 'Continuar como {name}',
  logout_title: '¿Cerrar sesión?',
  logout_lead: 'Esto termina su sesión de {site} en este navegador.',
  logout_client: '{client} pide cerrar su sesión.',
  logout_unregistered:
    '{client} quiere que después vuelva a {address}. No ha registrado esa dirección, por eso permanecerá aquí.',
  logout_unproven:
    'Una aplicación quiere que después vuelva a {address}. No ha demostrado quién es, por eso permanecerá aquí.',
  sign_out: 'Cerrar sesión',
  stay: 'Seguir conectado',
  signed_out_title: 'Ha cerrado la sesión',
  signed_out: 'Su sesión de {site} ha terminado.',
  signed_out_others: 'Se está avisando a sus otras aplicaciones.',
  signed_out_untold:
    'Usa más aplicaciones de las que se pueden avisar a la vez: cierre las demás o cierre sesión en ellas.',
  signed_out_frame: 'Cierre de sesión de una aplicación',
  sign_in_again: 'Iniciar sesión de nuevo',
  continue_to: 'Continuar a {host}',
} satisfies Words<typeof en>;
