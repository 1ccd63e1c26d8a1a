import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const es = {
  documents_title: 'Documentos publicados',
  documents_lead:
    'Clientes cuyo ID es la dirección de un documento que los describe, y aquellos cuyos documentos no se leen.',
  documents_search: 'Comienzo de la dirección',
  documents_empty_title: 'Todavía no hay documentos',
  documents_empty:
    'Cuando un cliente así pida por primera vez un inicio de sesión, su documento aparecerá aquí.',
  documents_link: 'Documentos publicados y dominios bloqueados',
  document_one: 'Documento',
  document_text: 'Lo que dice',
  document_live: 'Obtenido',
  document_shipped: 'Copia incluida',
  document_withdrawn: 'Retirado',
  document_inactive: 'Bloqueado',
  document_fetched: 'Última obtención',
  document_failed: 'Último fallo',
  document_failure_unreachable: 'No se pudo obtener',
  document_failure_forbidden: 'En una dirección a la que no se llama',
  document_failure_gone: 'Su origen dice que ya no existe',
  document_failure_broken: 'Incumple una regla',
  document_refetch: 'Obtener de nuevo',
  document_remove: 'Quitar',
  domains_title: 'Dominios bloqueados',
  domains_lead:
    'No se lee ningún documento de estos servidores, y lo que las personas permitieron a sus clientes ha terminado.',
  domain_of_settings: 'Por los ajustes',
  domain_one: 'Dominio',
  domain_hint:
    'Un servidor, o *. delante para todos los que dependen de él. Lo permitido allí termina de inmediato.',
  domain_block: 'Bloquear el dominio',
  domain_unblock: 'Desbloquear',
  domain_invalid: 'Esto no es un dominio.',
  domain_settled: 'Este dominio ya está bloqueado.',
  done_document_refetched: 'Se obtendrá de nuevo cuando se vuelva a usar.',
  done_domain_blocked: 'El dominio está bloqueado.',
  done_domain_unblocked: 'El dominio vuelve a estar admitido.',
} satisfies Words<typeof en>;
