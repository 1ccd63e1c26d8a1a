import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const es = {
  requests_title: 'Solicitudes dirigidas a usted',
  requests_lead:
    'Aplicaciones que le piden algo en este momento. Permita solo lo que acaba de empezar usted.',
  requests_empty_title: 'Nada espera su respuesta',
  requests_empty: 'Cuando una aplicación le pide algo, aparece aquí durante unos minutos.',
  requests_open: 'Ver y decidir',
  requests_asked: 'Pedido',
  requests_ends: 'Termina',
  requests_message: 'La aplicación debe mostrarle este texto',
  requests_no_message: 'La aplicación no envió ningún texto para comparar.',
  request_title: '¿Permitir lo que pide {client}?',
  request_warning:
    'Permítalo solo si acaba de empezarlo usted. Nadie que le llame o le escriba debe pedírselo.',
  request_factor: 'Hace falta una prueba más de que es usted. Si lo permite, primero se le pedirá.',
  done_request_approved: 'Permitido. La aplicación sigue por sí sola.',
  done_request_denied: 'Denegado. La aplicación no obtiene nada.',
  requests_waiting: {
    one: '{count} aplicación le pide algo en este momento.',
    other: '{count} aplicaciones le piden algo en este momento.',
  },
} satisfies Words<typeof en>;
