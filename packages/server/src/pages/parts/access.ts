/**
 * Owns how requested access is put into words: scopes and resources.
 * Never decides what is granted.
 */
import { type Html, html } from '../markup/html.ts';
import { type Icon, icons } from '../markup/icons.ts';
import type { Locale, PlainKey, Text } from '../text/catalogue.ts';

export type RequestedScope = {
  readonly name: string;
  /** The administrator's sentence in the language of the frame; built-in scopes need none. */
  readonly description?: string;
  readonly status: 'new' | 'granted';
};

export type RequestedResource = {
  readonly identifier: string;
  readonly name?: string;
  /** What tokens for it say about the person. */
  readonly learns?: readonly LearntClaim[];
};

export type LearntClaim = keyof typeof learntWords;

/** Words of the claims a token may carry; that an address is verified goes without saying. */
const learntWords = {
  email: 'claim_email',
  email_verified: 'claim_email',
  name: 'claim_name',
  preferred_username: 'claim_preferred_username',
  groups: 'claim_groups',
} as const satisfies Record<string, PlainKey>;

/** A language: its messages, and how it puts a list into words. */
export type Language = { readonly text: Text; readonly locale: Locale };

export type RequestedAccess = {
  readonly scopes: readonly RequestedScope[];
  readonly resources: readonly RequestedResource[];
};

const builtIn: ReadonlyMap<string, { readonly key: PlainKey; readonly icon: Icon }> = new Map([
  ['openid', { key: 'scope_openid', icon: 'person' }],
  ['profile', { key: 'scope_profile', icon: 'profile' }],
  ['email', { key: 'scope_email', icon: 'mail' }],
  ['address', { key: 'scope_address', icon: 'home' }],
  ['phone', { key: 'scope_phone', icon: 'phone' }],
  ['groups', { key: 'scope_groups', icon: 'people' }],
  ['offline_access', { key: 'scope_offline_access', icon: 'clock' }],
  ['read', { key: 'scope_read', icon: 'read' }],
  ['write', { key: 'scope_write', icon: 'write' }],
]);

/** Every scope in words, new ones apart from those allowed before, then the resources they are for. */
export function accessList(access: RequestedAccess, language: Language): readonly (Html | false)[] {
  const { text } = language;
  const fresh = access.scopes.filter((scope) => scope.status === 'new');
  const kept = access.scopes.filter((scope) => scope.status === 'granted');
  const mixed = fresh.length > 0 && kept.length > 0;
  return [
    html`<section class="access" aria-labelledby="scopes"><h2 id="scopes">${text('scopes')}</h2>
${access.scopes.length === 0 && html`<p>${text('scopes_none')}</p>`}
${mixed && html`<h3>${text('scopes_new')}</h3>`}
${scopeList(fresh, text)}
${kept.length > 0 && html`<h3>${text('scopes_granted')}</h3>`}
${scopeList(kept, text)}
</section>`,
    access.resources.length > 0 && resourceSection(access.resources, language),
  ];
}

export function scopeList(scopes: readonly RequestedScope[], text: Text): Html | false {
  return scopes.length > 0 && html`<ul class="rows">${scopes.map((scope) => scopeRow(scope, text))}</ul>`;
}

function scopeRow(scope: RequestedScope, text: Text): Html {
  const known = builtIn.get(scope.name);
  const sentence = scope.description ?? text(known?.key ?? 'scope_undescribed');
  const isDescribed = scope.description !== undefined || known !== undefined;
  return html`<li class="row ${scope.status}">${icons[known?.icon ?? 'key']}
<span class="${isDescribed ? 'row-words' : 'row-words undescribed'}">${sentence}</span>
<code>${scope.name}</code></li>`;
}

function resourceSection(resources: readonly RequestedResource[], language: Language): Html {
  return html`<section class="access" aria-labelledby="resources"><h2 id="resources">${language.text('resources')}</h2>
${resourceList(resources, language)}</section>`;
}

export function resourceList(resources: readonly RequestedResource[], language: Language): Html {
  return html`<ul class="rows">${resources.map(
    (resource) => html`<li class="row">${icons.place}
${resource.name !== undefined && html`<span class="row-words">${resource.name}</span>`}
<code>${resource.identifier}</code>
${learnt(resource.learns ?? [], language)}</li>`,
  )}</ul>`;
}

function learnt(claims: readonly LearntClaim[], { text, locale }: Language): Html | false {
  const words = [...new Set(claims.map((claim) => text(learntWords[claim])))];
  if (words.length === 0) return false;
  const list = new Intl.ListFormat(locale, { type: 'conjunction' }).format(words);
  return html`<span class="row-note">${text('resource_learns', { claims: list })}</span>`;
}
