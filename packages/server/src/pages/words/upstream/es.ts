import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const es: Words<typeof en> = {
  without_password: 'o sin contraseña',
  login_through: 'Continuar con {provider}',
  provider_asked: 'Lo que se pide a {provider}',
  provider_asked_note: '{site} lo pide para saber quién es usted. {client} no recibe nada de ello.',
  provider_next: 'Si lo permite, a continuación inicia sesión con {provider}.',
  provider_other_way: 'Iniciar sesión de otra forma',
  through_failed: 'No se pudo iniciar sesión con {provider}',
  through_denied: '{provider} indica que se canceló el inicio de sesión. No se compartió nada.',
  through_not_listed:
    'Su cuenta de {provider} no puede iniciar sesión aquí. Pida a su administrador que la admita.',
  through_unreachable: '{provider} no respondió como debía. Inténtelo de nuevo en un momento.',
  through_unknown_state:
    'Este inicio de sesión tardó demasiado, ya había terminado o empezó en otro navegador. Empiece de nuevo.',
  through_email_taken:
    'Su correo electrónico ya se usa aquí. Si es usted, inicie sesión con su contraseña y conecte {provider} en Cuenta › Formas de iniciar sesión.',
  through_closed:
    'Nadie aquí está conectado con esta cuenta de {provider} y no se abren cuentas nuevas. Consulte a su administrador.',
  through_disabled: 'Esta cuenta está desactivada. Su administrador puede volver a activarla.',
  through_other_account:
    'Volvió de {provider} como otra persona. Inicie sesión allí con la cuenta que usa aquí.',
  through_identity_in_use: 'Esta cuenta de {provider} está conectada aquí con otra persona.',
  through_already_linked: 'Ya está conectado con otra cuenta de {provider}. Desconéctela primero.',
  through_back: 'Volver al inicio de sesión',
  through_back_connections: 'Volver a las formas de iniciar sesión',
  connections_title: 'Formas de iniciar sesión',
  connections_lead: 'Cuentas de otros sitios con las que inicia sesión en {site}.',
  connections_none: 'No hay otra forma de iniciar sesión',
  connections_none_why: 'Su administrador no ha configurado ningún proveedor que pueda conectar.',
  connections_more: 'Conectar otra cuenta',
  connections_more_why: 'Inicia sesión allí una vez y desde entonces puede usarla aquí.',
  connect_with: 'Conectar {provider}',
  connection_provider: 'Proveedor',
  connection_account: 'Cuenta allí',
  connected_since: 'Conectada',
  disconnect: 'Desconectar',
  disconnect_title: '¿Desconectar {provider}?',
  disconnect_consequence:
    'Ya no podrá iniciar sesión con {provider}. Las sesiones y aplicaciones iniciadas así pierden el acceso de inmediato.',
  disconnect_only_way:
    '{provider} es su única forma de entrar. Establezca antes una contraseña o conecte otra cuenta.',
  vouched_title: 'Avalado en otro sitio',
  vouched_why:
    'Las aplicaciones obtienen acceso en su nombre por la palabra de estos servidores, sin preguntarle.',
  vouched_end_consequence:
    'Las aplicaciones ya no podrán obtener acceso en su nombre por la palabra de {provider}. Lo que obtuvieron así termina de inmediato, y solo un administrador puede volver a conectarlo.',
  user_vouched_end_consequence:
    'Las aplicaciones ya no podrán obtener acceso en nombre de {name} por la palabra de {provider}. Lo que obtuvieron así termina de inmediato, y solo un administrador puede volver a conectarlo.',
  done_connection_linked: 'La cuenta está conectada. Desde ahora puede iniciar sesión con ella.',
  done_connection_ended: 'La cuenta ya no está conectada.',
  every_connection_title: 'Cuentas vinculadas',
  every_connection_lead: 'Cuentas de otros proveedores con las que se inicia sesión aquí.',
  every_connection_empty_title: 'No hay cuentas vinculadas',
  every_connection_empty: 'Cuando alguien inicie sesión con otro proveedor, su cuenta aparecerá aquí.',
  user_connections_title: 'Cuentas vinculadas de {name}',
  tile_connections: 'Cuentas de otros proveedores con las que inicia sesión',
  user_disconnect_title: '¿Desconectar {provider} de {name}?',
  user_disconnect_consequence:
    '{name} ya no podrá iniciar sesión con {provider}. Las sesiones y aplicaciones iniciadas así pierden el acceso de inmediato.',
  user_disconnect_account:
    '{name} ya no podrá iniciar sesión con {provider} como {account}. Las sesiones y aplicaciones iniciadas así pierden el acceso de inmediato.',
  user_disconnect_only_way:
    'Es la única forma de entrar que tiene {name}. Restablezca también la contraseña, o nadie podrá entrar.',
};
