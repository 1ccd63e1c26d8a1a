/** Reads which path and which host a request names. Never decides whether that host is ours (protocol.md G-4). */

import type { Exchange } from './exchange.ts';
import type { Incoming } from './message.ts';
import { unusableRequest } from './refuse.ts';

const absoluteForm = /^https?:\/\/([^/?]*)/i;

/** The target in origin-form; the authority of an absolute one takes the place of the Host header (RFC 9112 §3.2.2). */
export function inOriginForm(incoming: Incoming): Pick<Incoming, 'target' | 'header'> {
  const { target, header } = incoming;
  const [whole = '', authority = ''] = absoluteForm.exec(target) ?? [];
  if (whole === '') return { target, header };
  const rest = target.slice(whole.length);
  return {
    target: rest.startsWith('/') ? rest : `/${rest}`,
    // A Host that names several stays, and is refused
    header: (name) => (name === 'host' && namesOneHost(header(name)) ? authority : header(name)),
  };
}

// A host and a port, or nothing (RFC 9110 §7.2); of the characters of a name those that names are made of
const oneHost = /^(?:[A-Za-z0-9._~-]*|\[[0-9A-Fa-f:.]+\])(?::\d{0,5})?$/;

const namesOneHost = (host: string | undefined): boolean => host === undefined || oneHost.test(host);

/** Throws `invalid_request` unless the request names one host: several are told apart differently (RFC 9112 §3.2). */
export function checkHost({ header }: Exchange): void {
  if (!namesOneHost(header('host'))) throw unusableRequest('The Host header does not name one host.');
}
