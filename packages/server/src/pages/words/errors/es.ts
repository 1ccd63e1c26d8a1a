import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const es = {
  error_status: 'Error {status}',
  error_code: 'Código',
  error_detail: 'Detalle',
  request_id: 'Identificador de la solicitud',
  bad_request_title: 'Esta solicitud no se puede completar',
  bad_request: 'La aplicación envió algo que no se puede aceptar. Vuelva a ella e inténtelo de nuevo.',
  redirect_uri_refused_title: 'La dirección de retorno de la aplicación no está registrada',
  redirect_uri_refused:
    'La aplicación quiere su respuesta en una dirección que no se acordó con este servidor, así que no se le envió allí.',
  redirect_uri_developer:
    'Si desarrolla la aplicación: registre para este cliente la URI de redirección de abajo, o envíe una que esté registrada. Deben ser iguales carácter por carácter, con esquema, puerto, ruta y barra final. El registro de este servidor dice en qué se diferencian.',
  asked_client_id: 'ID de cliente',
  asked_redirect_uri: 'URI de redirección enviada',
  unknown_client_title: 'Esta aplicación no está conectada',
  unknown_client:
    'Este servidor no conoce la aplicación o la ha olvidado porque no se usó durante mucho tiempo. En la aplicación, quite la conexión con este servidor y añádala de nuevo.',
  document_refused_title: 'No se pudo verificar esta aplicación',
  document_blocked:
    'La aplicación se describe en {host} y este servidor no acepta descripciones de allí. Pregunte a su administrador.',
  document_unreachable:
    'La aplicación se describe en {host}, que no respondió como debía. Inténtelo de nuevo dentro de un minuto.',
  document_forbidden:
    'La aplicación se describe en {host}, una dirección que este servidor no consulta. Pregunte a su administrador.',
  document_gone:
    'La aplicación se describía en {host}, pero la descripción ya no está allí. Pregunte a quien hace la aplicación.',
  document_broken:
    'La aplicación se describe en {host}, pero la descripción incumple una regla. Pregunte a quien hace la aplicación.',
  flow_expired_title: 'Empiece de nuevo desde la aplicación',
  flow_expired: 'Este inicio de sesión ha caducado, ya terminó o comenzó en otro navegador.',
  forbidden_title: 'Esta página no es para su cuenta',
  forbidden: 'Ha iniciado sesión, pero su cuenta no puede abrirla.',
  sign_in_unavailable_title: 'Aquí no se puede iniciar sesión',
  sign_in_unavailable:
    'Esta dirección atiende a programas con un token de acceso. Pida a su administrador que permita iniciar sesión en ella.',
  form_expired_title: 'Este formulario ha caducado',
  form_expired: 'No se envió desde su sesión actual y no se ha cambiado nada. Abra la página otra vez.',
  opened_elsewhere_title: 'Esta página tiene otra dirección',
  opened_elsewhere:
    'Su dirección es {host}. Lo que introdujo con otro nombre no se puede aceptar; no se ha cambiado nada.',
  cookies_blocked_title: 'Su navegador no guarda cookies aquí',
  cookies_blocked:
    'Para iniciar sesión hace falta una cookie de este sitio. Permítala e inténtelo de nuevo; no se ha cambiado nada.',
  not_found_title: 'Página no encontrada',
  not_found: 'No hay nada en esta dirección.',
  method_not_allowed_title: 'Esta dirección se abre de otra forma',
  method_not_allowed: 'Espera otro tipo de solicitud. No se ha cambiado nada.',
  too_many_requests_title: 'Un poco demasiado rápido',
  too_many_requests: 'Hubo demasiadas solicitudes. Vuelva a intentarlo en {wait}.',
  unavailable_title: 'Volvemos en un momento',
  unavailable: 'El servicio no está disponible ahora. Esta página se recarga sola.',
  fault_title: 'Algo ha fallado aquí',
  fault: 'Inténtelo de nuevo. Si sigue igual, dé el identificador de la solicitud a su administrador.',
  client_refused_title: 'La solicitud de la aplicación no se aceptó',
  client_refused: 'Usted nunca ha permitido esta aplicación, por eso no se le envió a {host} sin preguntar.',
  client_refused_device:
    'Usted nunca ha permitido esta aplicación, por eso no se le devolvió a ella sin preguntar.',
  return_to_application: 'Volver a la aplicación',
  return_with_error: 'Volver a {host}',
  go_to_start: 'Ir a la página de inicio',
  try_again: 'Intentar de nuevo',
} satisfies Words<typeof en>;
