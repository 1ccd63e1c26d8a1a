import { type ClientFormModel, clientForm } from '../clients/form.ts';
import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import type { Html } from '../markup/html.ts';
import { textIn } from '../text/catalogue.ts';

export type ClientEditModel = ClientFormModel & {
  /** Absent: it is a new one. */
  readonly client?: { readonly path: string; readonly name: string };
};

const section = '/admin/clients';

export function clientEditPage(model: ClientEditModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { client } = model;
  const place = {
    audience: 'administrators',
    ...(client === undefined
      ? { action: section, back: section, verb: text('client_create') }
      : { action: `${client.path}/edit`, back: client.path, verb: text('client_save') }),
  } as const;
  const parent =
    client === undefined
      ? { path: section, label: text('admin_clients') }
      : { path: client.path, label: client.name };
  const title = client === undefined ? text('client_new') : text('client_edit', { client: client.name });
  return consoleLayout({ title, section, parent, content: clientForm(model, place, frame) }, frame);
}
