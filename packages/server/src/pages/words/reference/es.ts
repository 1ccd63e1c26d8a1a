import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const es: Words<typeof en> = {
  reference_title: 'Referencia de la API',
  reference_lead: 'Todo lo que responde este servidor: qué acepta, qué devuelve y una llamada para copiar.',
  reference_search: 'Buscar por ruta o palabra',
  reference_groups: 'Grupos de operaciones',
  reference_schemas: 'Esquemas',
  reference_parameters: 'Parámetros',
  reference_body: 'Cuerpo',
  reference_answers: 'Respuestas',
  reference_call: 'Llamada',
  reference_example: 'Lo que devuelve',
  reference_required: 'obligatorio',
  reference_needs_administrator: 'Necesita un token de acceso con {scope}.',
  reference_needs_client: 'El cliente se autentica.',
  reference_needs_token: 'Necesita un token de acceso.',
  reference_needs_registration: 'Necesita un token de registro, donde el registro no está abierto.',
  reference_needs_metrics: 'Necesita METRICS_TOKEN, si está definido.',
  reference_needs_nobody: 'Abierto a todos.',
};
