/**
 * Owns how requested access is put into words: scopes, claims, and the resources they are for.
 * Never decides what is granted.
 */
import { type Fragment, type Html, html } from '../markup/html.ts';
import { type Icon, icons } from '../markup/icons.ts';
import type { Locale, PlainKey, Text } from '../text/catalogue.ts';
import { claimWords, inWords } from './claims.ts';
import { detailGroups, type RequestedDetail } from './details.ts';

export type AccessStatus = 'new' | 'granted';

export type DescribedScope = {
  readonly name: string;
  /** The administrator's sentence; built-in scopes need none. */
  readonly description?: string;
  /** The same in other languages, by tag. product T-5 */
  readonly descriptions?: Readonly<Record<string, string>>;
};

export type RequestedScope = DescribedScope & {
  /** All that comes with it; absent: nothing. */
  readonly includes?: readonly DescribedScope[];
  /** What it lets somebody do at most, where an administrator said it. */
  readonly effect?: 'reads' | 'writes' | 'shares' | 'deletes';
  readonly status: AccessStatus;
};

/** Something about the person that is told. */
export type RequestedClaim = { readonly name: string; readonly status: AccessStatus };

export type RequestedResource = {
  readonly identifier: string;
  readonly name?: string;
  /** What may be done there. */
  readonly scopes: readonly RequestedScope[];
  /** What tokens for it say about the person. */
  readonly learns: readonly RequestedClaim[];
};

/** A language: its messages, and how it puts a list into words. */
export type Language = { readonly text: Text; readonly locale: Locale };

export type RequestedAccess = {
  /** Those that belong to no resource of the request. */
  readonly scopes: readonly RequestedScope[];
  /** Asked for by name, beyond what the scopes hold. */
  readonly claims: readonly RequestedClaim[];
  readonly resources: readonly RequestedResource[];
  /** What no scope says, object by object. */
  readonly details: readonly RequestedDetail[];
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
  ['grant_management_query', { key: 'scope_query_grants', icon: 'read' }],
  ['grant_management_revoke', { key: 'scope_revoke_grants', icon: 'warning' }],
  ['grantor:admin', { key: 'scope_administer', icon: 'warning' }],
]);

/** What becomes of access that was given before (advanced.md GMT-5). */
export type ShownChange = {
  readonly action: 'merge' | 'replace';
  readonly removed: RequestedAccess;
};

type ChangePart = 'added' | 'kept' | 'removed';

/** What is added, what stays and what ends, each below its heading, also where there is but one of them. */
export function changedAccess(
  access: RequestedAccess,
  { action, removed }: ShownChange,
  language: Language,
): Html {
  const { text } = language;
  const part = (shown: RequestedAccess, id: ChangePart, heading: PlainKey) =>
    !isEmpty(shown) &&
    html`<div class="access part ${id}"><h3>${text(heading)}</h3>
${groups(shown, { language, id, level: 'below' })}</div>`;
  return html`<section class="access" aria-labelledby="scopes"><h2 id="scopes">${text('scopes')}</h2>
<p>${text(`change_${action}`)}</p>
${part(partOf(access, 'new'), 'added', 'scopes_new')}
${part(partOf(access, 'granted'), 'kept', 'scopes_kept')}
${part(removed, 'removed', 'scopes_removed')}
</section>`;
}

/** Everything in words, what is new apart from what was allowed before, each thing with the resource it is for. */
export function accessList(access: RequestedAccess, language: Language): Html {
  const { text } = language;
  const fresh = partOf(access, 'new');
  const kept = partOf(access, 'granted');
  const isMixed = !isEmpty(fresh) && !isEmpty(kept);
  const parts = isMixed
    ? html`<div class="access part"><h3>${text('scopes_new')}</h3>
${groups(fresh, { language, id: 'new', level: 'below' })}</div>
<div class="access part kept"><h3>${text('scopes_granted')}</h3>
${groups(kept, { language, id: 'kept', level: 'below' })}</div>`
    : groups(access, { language, id: 'asked', level: 'top' });
  return html`<section class="access" aria-labelledby="scopes"><h2 id="scopes">${text('scopes')}</h2>
${isEmpty(access) ? html`<p>${text('scopes_none')}</p>` : parts}
</section>`;
}

/** What was allowed, below a heading of its own; `id` sets it apart from others on the page. */
export function allowedList(access: RequestedAccess, language: Language, id: string): Html {
  const { text } = language;
  return html`<div class="access"><h3>${text('scopes')}</h3>
${isEmpty(access) ? html`<p class="quiet">${text('scopes_none')}</p>` : groups(access, { language, id, level: 'below' })}
</div>`;
}

/** A resource stands where something of it does; one that nothing is said of stands with what is new. */
function partOf(access: RequestedAccess, status: AccessStatus): RequestedAccess {
  const ofStatus = <Item extends { readonly status: AccessStatus }>(items: readonly Item[]) =>
    items.filter((item) => item.status === status);
  const resources = access.resources.map((resource) => ({
    ...resource,
    scopes: ofStatus(resource.scopes),
    learns: ofStatus(resource.learns),
    isBare: resource.scopes.length === 0 && resource.learns.length === 0,
  }));
  return {
    scopes: ofStatus(access.scopes),
    claims: ofStatus(access.claims),
    details: ofStatus(access.details),
    resources: resources.filter(
      ({ scopes, learns, isBare }) => scopes.length + learns.length > 0 || (isBare && status === 'new'),
    ),
  };
}

const isEmpty = ({ scopes, claims, resources, details }: RequestedAccess): boolean =>
  scopes.length + claims.length + resources.length + details.length === 0;

type Place = {
  readonly language: Language;
  readonly id: string;
  /** Whether headings of parts stand above those of the groups. */
  readonly level: 'top' | 'below';
};

function groups({ scopes, claims, resources, details }: RequestedAccess, place: Place): Html {
  const { text } = place.language;
  const told = {
    id: `${place.id}-claims`,
    icon: icons.profile,
    name: text('claims'),
    rows: claimRows(claims, text),
  };
  return html`${scopes.length > 0 && rowList(scopes.map((scope) => scopeRow(scope, place.language)))}
${claims.length > 0 && group(told, place)}
${resources.map((resource, index) => resourceGroup(resource, { ...place, id: `${place.id}-${index}` }))}
${detailGroups(details, { ...place.language, id: place.id, level: place.level })}`;
}

type Group = {
  readonly id: string;
  readonly icon: Html;
  readonly name: Fragment;
  readonly address?: Html;
  readonly rows: readonly Html[];
  readonly note?: Html;
};

/** A group is no landmark: there may be many of one name. */
function group({ id, icon, name, address, rows, note }: Group, { level }: Place): Html {
  const heading = level === 'top' ? html`<h3 id="${id}">${name}</h3>` : html`<h4 id="${id}">${name}</h4>`;
  return html`<div class="group" role="group" aria-labelledby="${id}"><div class="group-head">${icon}${heading}
${address}</div>
${rows.length > 0 && rowList(rows)}${note}</div>`;
}

function resourceGroup({ name, identifier, scopes, learns }: RequestedResource, place: Place): Html {
  const address = html`<code>${identifier}</code>`;
  const note = learnt(learns, place.language);
  return group(
    {
      id: place.id,
      icon: icons.place,
      ...(name === undefined ? { name: address } : { name, address }),
      rows: scopes.map((scope) => scopeRow(scope, place.language)),
      ...(note === null ? {} : { note }),
    },
    place,
  );
}

const rowList = (rows: readonly Html[]): Html => html`<ul class="rows">${rows}</ul>`;

/** What may be done, in one cell of a list; the name of each scope stands small beside its sentence. product L-8 */
export const scopeSentences = (scopes: readonly RequestedScope[], language: Language): Html =>
  html`<ul class="sentences">${scopes.map((scope) => html`<li>${scopeSentence(scope, language)} ${markOf(scope, language.text)} <code>${scope.name}</code></li>`)}</ul>`;

/** What was allowed, in as few lines as it takes; `id` sets it apart from others on the page. */
export function briefAccess(
  { scopes, resources, details }: RequestedAccess,
  language: Language,
  id: string,
): Html {
  const all = [...scopes, ...resources.flatMap((resource) => resource.scopes)];
  const once = [...new Map(all.map((scope) => [scope.name, scope])).values()];
  return html`${once.length > 0 && scopeSentences(once, language)}${detailGroups(details, { ...language, id, level: 'below' })}`;
}

/** In the language of the page where an administrator gave it, else as it was given without one, else in English. */
const ownSentence = (
  { description, descriptions = {} }: DescribedScope,
  locale: Locale,
): string | undefined => descriptions[locale] ?? description ?? descriptions['en'];

/** The sentence of the scope; where nobody gave one, that nobody did. */
export const scopeSentence = (scope: DescribedScope, { text, locale }: Language): string =>
  ownSentence(scope, locale) ?? text(builtIn.get(scope.name)?.key ?? 'scope_undescribed');

/** What is hard to take back stands out. */
const markOf = ({ effect }: RequestedScope, text: Text): Html | false =>
  (effect === 'deletes' || effect === 'shares') && effectMark(effect, text);

export const effectMark = (effect: 'deletes' | 'shares', text: Text): Html =>
  html`<span class="state ${effect === 'deletes' ? 'danger' : 'paused'}">${text(`effect_${effect}`)}</span>`;

const effectIcons = { reads: 'read', writes: 'write', shares: 'people', deletes: 'warning' } as const;

function scopeRow(scope: RequestedScope, language: Language): Html {
  const { text, locale } = language;
  const known = builtIn.get(scope.name);
  const isDescribed = ownSentence(scope, locale) !== undefined || known !== undefined;
  const icon = known?.icon ?? (scope.effect === undefined ? 'key' : effectIcons[scope.effect]);
  return html`<li class="row ${scope.status}">${icons[icon]}
<span class="${isDescribed ? 'row-words' : 'row-words undescribed'}">${scopeSentence(scope, language)} ${markOf(scope, text)}</span>
<code>${scope.name}</code>${inclusions(scope, language)}</li>`;
}

/** What is allowed with it, one by one (protocol.md IN-6). */
const inclusions = ({ includes = [] }: RequestedScope, language: Language): Html | false =>
  includes.length > 0 &&
  html`<div class="row-includes"><span>${language.text('scope_includes')}</span>
<ul>${includes.map((scope) => html`<li>${scopeSentence(scope, language)} <code>${scope.name}</code></li>`)}</ul></div>`;

/** Claims of one thing, such as an address and whether it is verified, are one row. */
function claimRows(claims: readonly RequestedClaim[], text: Text): readonly Html[] {
  const words = new Map<string, RequestedClaim[]>();
  for (const claim of claims) {
    const word = claimWords(claim.name, text);
    words.set(word, [...(words.get(word) ?? []), claim]);
  }
  return [...words].map(
    ([word, named]) => html`<li class="row ${named[0]?.status}">
<span class="row-words initial">${word}</span>
<code>${named.map(({ name }) => name).join(' ')}</code></li>`,
  );
}

function learnt(claims: readonly RequestedClaim[], { text, locale }: Language): Html | null {
  if (claims.length === 0) return null;
  const list = inWords(
    claims.map(({ name }) => name),
    { text, locale },
  );
  return html`<p class="group-note">${text('resource_learns', { claims: list })}</p>`;
}
