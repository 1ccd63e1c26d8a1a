import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const es = {
  mail_factor_added_subject: 'Se añadió un segundo factor en {site}',
  mail_factor_added_lead: 'La cuenta {name} tiene un nuevo segundo factor: {what}.',
  mail_factor_removed_subject: 'Se eliminó un segundo factor en {site}',
  mail_factor_removed_lead: 'La cuenta {name} perdió un segundo factor: {what}.',
  mail_factor_totp: 'una aplicación de autenticación',
  mail_factor_passkey: 'una llave de acceso o de seguridad',
  mail_recovery_codes_made_subject: 'Se crearon nuevos códigos de recuperación en {site}',
  mail_recovery_codes_made_lead:
    'La cuenta {name} tiene nuevos códigos de recuperación. Los anteriores ya no sirven.',
  mail_factors_reset_subject: 'Se eliminaron sus segundos factores en {site}',
  mail_factors_reset_lead:
    'Un administrador eliminó todos los segundos factores de la cuenta {name}. Su sesión se ha cerrado en todas partes.',
  mail_connection_added_subject: 'Otra forma de iniciar sesión en {site}',
  mail_connection_added_lead: 'Ahora se puede iniciar sesión en la cuenta {name} mediante {provider}.',
  mail_connection_removed_subject: 'Se eliminó una forma de iniciar sesión en {site}',
  mail_connection_removed_lead: 'Ya no se puede iniciar sesión en la cuenta {name} mediante {provider}.',
  mail_refresh_reused_subject: 'Se cerró la sesión de {client} en {site} por seguridad',
  mail_refresh_reused_lead:
    'Una clave con la que {client} usa la cuenta {name} se presentó por segunda vez, como lo haría una copia. La aplicación perdió el acceso y le pedirá que inicie sesión de nuevo.',
  mail_code_replayed_subject: 'Se anuló un inicio de sesión en {client} mediante {site}',
  mail_code_replayed_lead:
    'El código de un inicio de sesión de la cuenta {name} en {client} se presentó por segunda vez, como lo haría quien lo interceptara. La aplicación perdió lo que recibió y le pedirá que inicie sesión de nuevo.',
  mail_misuse_not_you:
    'También puede ser un fallo de la aplicación. Si se repite, consulte a quien la hace y revise qué puede usar su cuenta.',
  mail_account_locked_subject: 'Demasiadas contraseñas incorrectas en {site}',
  mail_account_locked_lead:
    'Alguien probó contraseñas o códigos incorrectos en la cuenta {name}, por lo que el inicio de sesión se ha pausado en los navegadores que la cuenta no conoce.',
  mail_account_locked_not_you:
    'Si fue usted, espere 15 minutos. Si no, nadie ha entrado: una contraseña larga y un segundo factor lo evitan.',
  mail_app_approved_subject: '{client} fue aprobada en {site}',
  mail_app_approved_lead:
    'Un administrador aprobó su aplicación {client}. Ya se puede iniciar sesión con ella.',
  mail_app_declined_subject: '{client} fue rechazada en {site}',
  mail_app_declined_lead:
    'Un administrador rechazó su aplicación {client}. Nadie puede iniciar sesión con ella.',
  mail_change_accepted_subject: 'Su cambio de {client} en {site} fue aceptado',
  mail_change_accepted_lead: 'Un administrador aceptó lo que cambió de {client}. Ya está en vigor.',
  mail_change_declined_subject: 'Su cambio de {client} en {site} fue rechazado',
  mail_change_declined_lead: 'Un administrador rechazó lo que cambió de {client}. Sigue como estaba.',
  mail_app_not_you: 'Si no es su aplicación, avise a su administrador.',
  mail_digest_subject: '{site} necesita un administrador',
  mail_digest_lead: 'Esto requiere a alguien que administre {site}:',
  mail_digest_not_you:
    'Se envía como mucho una vez al día mientras siga así. Puede desactivarlo en su perfil.',
  mail_digest_provider:
    '{provider} está activado para iniciar sesión, pero su lista de permitidos está vacía: nadie entra.',
  mail_digest_keys: 'La rotación de las claves de firma está atrasada.',
  mail_digest_audit: 'Se perdieron eventos de auditoría porque no se pudieron escribir.',
  mail_digest_cleanup: 'La eliminación de datos caducados falla desde hace un día.',
  mail_sign_in_code_subject: 'Su código para iniciar sesión en {site}',
  mail_sign_in_code_lead:
    'Alguien pidió un código para iniciar sesión en la cuenta {name}. Introdúzcalo en el navegador que lo pidió.',
  mail_sign_in_code_not_you:
    'Si no fue usted, ignore este mensaje y no dé el código a nadie. Quien lo pida no es de los nuestros.',
  mail_code: 'Código: {code}',
  mail_code_until: 'El código funciona una vez, hasta {until}.',
  mail_code_elsewhere:
    'Si el enlace se abre en otro dispositivo, introduzca este código en su página de perfil: {code}',
  mail_sign_up_subject: 'Confirme su dirección para {site}',
  mail_sign_up_lead: 'Alguien pidió una cuenta en {site} con esta dirección. Se crea en cuanto lo confirme.',
  mail_sign_up_action: 'Confirmar y crear la cuenta',
  mail_sign_up_not_you: 'Si no fue usted, ignore este mensaje: no se creará ninguna cuenta.',
  mail_sign_up_known_subject: 'Ya tiene una cuenta en {site}',
  mail_sign_up_known_lead:
    'Alguien pidió una cuenta en {site} con esta dirección. La cuenta {name} ya la tiene, así que no se creó nada.',
  mail_sign_up_known_action: 'Iniciar sesión',
  mail_sign_up_known_not_you:
    'Si olvidó su contraseña, elija otra en la página de inicio de sesión. Si no fue usted, ignore este mensaje.',
  mail_sign_up_approved_subject: 'Su cuenta en {site} está lista',
  mail_sign_up_approved_lead:
    'Un administrador aprobó su cuenta. Su nombre de usuario es {name}; la contraseña es la que eligió.',
  mail_sign_up_declined_subject: 'No se creó ninguna cuenta en {site}',
  mail_sign_up_declined_lead:
    'Un administrador rechazó la cuenta pedida a nombre de {name}. Lo que introdujo se eliminó.',
  mail_why_address:
    'Este mensaje se envió automáticamente a {address} porque alguien introdujo esta dirección en {site}.',
  mail_see_factors: 'Ver sus segundos factores',
  mail_see_connections: 'Ver sus conexiones',
  mail_see_authorizations: 'Ver qué puede usar su cuenta',
  mail_see_activity: 'Ver la actividad de su cuenta',
  mail_see_app: 'Ver la aplicación',
  mail_see_administration: 'Abrir la administración',
  mail_not_expected: 'Si no lo esperaba, pregunte a su administrador.',
  mail_security_not_you:
    'Si fue usted, no hay nada que hacer. Si no, cambie su contraseña de inmediato y elimine lo que no conozca.',
} satisfies Words<typeof en>;
