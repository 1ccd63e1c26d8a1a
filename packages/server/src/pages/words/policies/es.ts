import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const es = {
  policies_title: 'Políticas',
  policies_lead:
    'Qué pueden pedir las aplicaciones más allá de los alcances, en quién se confía además de las propias personas y quién puede cambiar un token por otro.',
  policies_details: 'Tipos de detalles de autorización',
  policies_details_lead: 'Derechos que ningún alcance expresa, como un pago de un importe a alguien.',
  details_search: 'Comienzo del tipo',
  details_empty_title: 'Todavía no hay tipos',
  details_empty: 'Registre un tipo para que las aplicaciones puedan pedirlo, objeto por objeto.',
  details_new: 'Nuevo tipo',
  details_create: 'Crear tipo',
  details_one: 'Tipo',
  details_type: 'Tipo',
  details_type_hint: 'Como lo nombran las solicitudes, por ejemplo {short} o {long}. No cambia.',
  details_title: 'Lo que permite, en palabras',
  details_schema: 'JSON Schema de sus objetos',
  details_schema_hint:
    'De tipo {object} y cerrado: {additional} es {no} en todas partes. Los miembros {type} y {locations} se comprueban de todos modos.',
  details_labels: 'Nombres de los valores',
  details_labels_hint: 'Uno por línea: ruta = nombre. La ruta se compone de nombres unidos por puntos.',
  details_locations: 'Ubicaciones',
  details_locations_hint:
    'Las únicas que sus objetos pueden nombrar. Vacío: cualquier recurso que el cliente pueda pedir.',
  details_languages: 'En otros idiomas',
  details_conflict:
    'Otra persona cambió este tipo mientras tanto. Abajo está lo que hay guardado ahora junto a lo que usted introdujo; nada de lo suyo está guardado aún. Guarde de nuevo para sustituirlo.',
  details_try: 'Probar',
  details_object: 'Objeto',
  details_try_hint: 'Un objeto como lo enviaría una solicitud. No tiene ningún efecto.',
  details_try_right: 'Una solicitud con este objeto se aceptaría.',
  details_try_wrong: 'Una solicitud con este objeto se rechazaría.',
  details_try_shown: 'Así se muestra:',
  delete_details_title: '¿Eliminar {type}?',
  delete_details_consequence:
    'Nadie podrá pedirlo ya, y lo que se permitió de él desaparece con el próximo token.',
  done_details_saved: 'El tipo se guardó.',
  done_details_deleted: 'El tipo se eliminó.',
  policies_trusted_issuer: 'Emisores de confianza',
  policies_trusted_issuer_lead:
    'Otros sistemas de acceso y plataformas cuyas declaraciones firmadas obtienen tokens aquí sin que se pregunte a nadie.',
  policies_exchange_rule: 'Reglas de intercambio',
  policies_exchange_rule_lead:
    'Aplicaciones que pueden cambiar el token de una persona por uno para otro recurso. Lo que ninguna regla permite se rechaza.',
  policies_trusted_issuer_none: 'Todavía no hay emisores de confianza',
  policies_exchange_rule_none: 'Todavía no hay reglas de intercambio',
  policies_none: 'Hasta entonces no se acepta nada de este tipo.',
  policy_new_trusted_issuer: 'Nuevo emisor de confianza',
  policy_new_exchange_rule: 'Nueva regla de intercambio',
  policy_one: 'Registro',
  policy_who_trusted_issuer: 'Emisor',
  policy_who_exchange_rule: 'Aplicación',
  policy_about_assertion: 'Personas, para una aplicación',
  policy_about_id_jag: 'Personas de una empresa (ID-JAG)',
  policy_about_workload: 'Un servicio de una plataforma',
  policy_about_impersonation: 'Actúa como la persona',
  policy_about_delegation: 'Actúa en nombre de la persona, y consta quién es',
  policy_about_elsewhere: 'Hace que se avale a la persona ante otro servidor (ID-JAG)',
  policy_declaration: 'Declaración',
  policy_declaration_hint: 'JSON, con los miembros del archivo de arranque.',
  policy_warning_trusted_issuer:
    'Quien tenga las claves de este emisor obtiene tokens de sus personas, hasta donde esta declaración lo permita.',
  policy_warning_exchange_rule:
    'La aplicación obtiene tokens de personas a las que no se preguntó por este recurso, hasta donde esta regla lo permita.',
  policy_taken: 'Ya hay un registro con este identificador.',
  policy_conflict:
    'Alguien ha cambiado este registro mientras tanto. Ambas versiones están abajo; guarde de nuevo para sustituir la guardada.',
  delete_policy_title: '¿Eliminar {policy}?',
  delete_policy_consequence:
    'A partir de ahora no se acepta nada nuevo por este medio. Los tokens que surgieron de él viven hasta que caduquen o alguien los termine.',
  done_policy_saved: 'El registro se ha guardado y cuenta desde ahora.',
  done_policy_deleted: 'El registro se ha eliminado.',
} satisfies Words<typeof en>;
