import type { Params } from '@grantor/protocol';
import type { Exchange } from './exchange.ts';
import type { Outgoing } from './message.ts';
import { unusableForm } from './refuse.ts';
import { seeOther } from './send.ts';

/** Longest address we send a browser to; what does not fit has to be sent by GET in the first place. */
const addressLimit = 24_576;

/** What another site posted comes back by GET, when the browser shows its cookies. Throws `invalid_request`. */
export function returnByGet({ path }: Exchange, form: Params, cookies: readonly string[] = []): Outgoing {
  const query = new URLSearchParams([...form.entries()].map(([name, value]) => [name, value])).toString();
  const address = `${path}?${query}`;
  if (address.length > addressLimit) throw unusableForm('The request is too long.');
  return seeOther(address, cookies);
}
