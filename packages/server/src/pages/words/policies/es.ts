import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const es = {
  policies_title: 'Políticas',
  policies_lead:
    'Tipos de detalles de autorización: derechos que ningún alcance expresa, como un pago de un importe a alguien.',
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
} satisfies Words<typeof en>;
