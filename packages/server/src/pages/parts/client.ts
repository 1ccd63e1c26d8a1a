/**
 * Owns how a client application is shown to people.
 * Never decides whether it may be trusted.
 */
import { assertNever, redirectTarget } from '@grantor/protocol';
import { type Html, html, ownPath, safeHref } from '../markup/html.ts';
import type { Text } from '../text/catalogue.ts';

/** Where the browser goes after the decision. */
export type Destination =
  | { readonly kind: 'web'; readonly host: string }
  /** A loopback or private-scheme redirect URI: anyone on the machine can answer it. `address`: its host, or its scheme. */
  | { readonly kind: 'this_device'; readonly address: string }
  /** The device flow: nothing comes back to this browser. */
  | { readonly kind: 'another_device' };

/** Who receives a registered redirect URI, as the page's reader knows them. */
export function destinationOf(redirectUri: string): Destination {
  const target = redirectTarget(redirectUri);
  if (target.kind === 'web') return target;
  return { kind: 'this_device', address: target.kind === 'loopback' ? target.host : appAddress(redirectUri) };
}

/** Scheme and authority of a private-use URI: what tells one application from another (RFC 8252 §7.1). */
const appAddress = (uri: string): string => /^[^:/?]+:(?:\/\/[^/?]*)?/.exec(uri)?.[0] ?? '';

/** The redirect host in full, or what answers at it on this device. */
export function returnName(destination: Destination, text: Text): Html {
  if (destination.kind === 'web') return html`<strong>${destination.host}</strong>`;
  const address = html`<strong>${destination.kind === 'this_device' ? destination.address : ''}</strong>`;
  return text.rich('an_application_on_this_device', { address });
}

export type ClientIdentity = {
  readonly name: string;
  /** Path of the re-served logo on this server (security.md B-9); without it the monogram stands. */
  readonly logoPath?: string;
  readonly uri?: string;
  readonly policyUri?: string;
  readonly termsUri?: string;
  readonly destination: Destination;
  /** Nobody here vouches for the name. */
  readonly selfRegistered: boolean;
  /** Where the client describes itself, if its id is the address of a document. clients.md §10 */
  readonly documentHost?: string;
  /** Who vouches for it elsewhere: the host of the trust anchor, and whose it is. */
  readonly federation?: { readonly anchor: string; readonly organization?: string };
};

const tones = ['accent', 'info', 'success'] as const;

/** The band at the head of a card: who is asking. */
export function clientBand(client: ClientIdentity, text: Text): Html {
  return html`<div class="band">
${portrait(client)}
<div class="band-words">
<p class="band-name">${client.name}</p>
<p class="quiet">${destinationName(client.destination, text)}</p>
</div>
${client.selfRegistered && html`<p class="badge">${text('unverified')}</p>`}
</div>`;
}

/** What is said of a client by links of its own. */
export type LinkedClient = { readonly name: string } & {
  readonly [Member in 'uri' | 'policyUri' | 'termsUri']?: string | undefined;
};

/** Links to the client's own pages, or nothing. */
export function clientLinks(client: LinkedClient, text: Text): Html | false {
  const links = [
    { href: safeHref(client.uri), label: text('client_site') },
    { href: safeHref(client.policyUri), label: text('client_policy') },
    { href: safeHref(client.termsUri), label: text('client_terms') },
  ].filter((link) => link.href !== undefined);
  if (links.length === 0) return false;
  return html`<nav class="links" aria-label="${text('about_client', { client: client.name })}"><ul>
${links.map((link) => html`<li><a href="${link.href}" rel="noreferrer noopener" target="_blank">${link.label}</a></li>`)}
</ul></nav>`;
}

function destinationName(destination: Destination, text: Text): string {
  switch (destination.kind) {
    case 'web':
      return destination.host;
    case 'this_device':
      return text('this_device');
    case 'another_device':
      return text('another_device');
    default:
      return assertNever(destination);
  }
}

/** The client's logo from our own origin, else its initials. */
export function portrait(client: Pick<ClientIdentity, 'name' | 'logoPath'>): Html {
  const logo = ownPath(client.logoPath);
  if (logo !== undefined) return html`<img class="tile" src="${logo}" alt="" width="44" height="44">`;
  const tone =
    tones[[...client.name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % tones.length];
  return html`<span class="tile tile-${tone}" aria-hidden="true">${monogram(client.name)}</span>`;
}

/** Up to two initials of a name, whole characters only. */
export function monogram(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  const initials = words.slice(0, 2).map((word) => [...word][0] ?? '');
  return initials.join('').toUpperCase();
}
