/** Owns how it is shown what one person allowed one client. */
import { type Html, html, safeHref } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { type Text, textIn } from '../text/catalogue.ts';
import { allowedList, briefAccess, type RequestedAccess } from './access.ts';
import { type BrowserName, browserWords } from './browser.ts';
import { portrait } from './client.ts';
import { distanceIn, moment, type Reader } from './moment.ts';

/** What one person allowed one client. product T-1 */
export type AuthorizationCard = {
  /** Names it in the path that revokes it. */
  readonly id: string;
  readonly client: {
    readonly name: string;
    readonly uri?: string;
    /** Of a self-registered client: where it led when it was allowed. */
    readonly host?: string;
    readonly selfRegistered: boolean;
  };
  readonly access: RequestedAccess;
  /** Epoch seconds. */
  readonly since: number;
  readonly lastUsedAt?: number;
  readonly clientId: string;
  /** Where it is connected now, the newest first: of very many the first of them. */
  readonly places: readonly ConnectedPlace[];
  /** How many there are in all. */
  readonly connected: number;
  /** What its client manages one by one, where there are several (advanced.md GMT-11). */
  readonly grants: readonly GrantApart[];
};

/** One of several approvals, each with tokens of its own. */
export type GrantApart = {
  /** Names it in the path that ends it. */
  readonly id: string;
  /** Epoch seconds. */
  readonly since: number;
  readonly access: RequestedAccess;
};

/** A browser or a device in which the application has access. */
export type ConnectedPlace = {
  /** Epoch seconds. */
  readonly since: number;
  readonly lastUsedAt?: number;
} & ({ readonly kind: 'browser'; readonly name: BrowserName } | { readonly kind: 'device' }) &
  (
    | { readonly status: 'active' | 'paused' /** Names it in the path that ends it. */; readonly id: string }
    /** Allowed, and not fetched yet. */
    | { readonly status: 'waiting' }
  );

type Shown = {
  readonly frame: Reader;
  /** The path that revokes it. */
  readonly revokePath: (card: AuthorizationCard) => string;
  /** Where the owner ends one of its places, and sees all of them; absent: who looks is somebody else. */
  readonly sessionsPath?: string;
  /** Where the owner ends one of its grants; absent: who looks is somebody else. */
  readonly grantsPath?: string;
};

/** How many places stand in a card; the rest is a click away. */
const shownPlaces = 5;

export function authorizationCards(cards: readonly AuthorizationCard[], shown: Shown): Html {
  const text = textIn(shown.frame.locale);
  return html`<ul class="cards">${cards.map((card, index) => cardOf(card, { ...shown, index, text }))}</ul>`;
}

type Place = Shown & { readonly index: number; readonly text: Text };

function cardOf(card: AuthorizationCard, place: Place): Html {
  const { index, frame, text, revokePath } = place;
  const name = `application-${index}`;
  return html`<li class="panel grant"><article aria-labelledby="${name}">
<div class="grant-head">${portrait(card.client)}
<div class="band-words"><h2 class="band-name" id="${name}">${card.client.name}</h2>${address(card)}</div>
${card.client.selfRegistered && html`<p class="badge">${text('unverified')}</p>`}
<a class="button small revoke" href="${revokePath(card)}">${text('revoke_access')}<span class="visually-hidden"> · ${card.client.name}</span></a></div>
<dl class="facts">
<div><dt>${text('allowed_on')}</dt><dd>${moment(card.since, frame)}</dd></div>
<div><dt>${text('last_used')}</dt><dd>${card.lastUsedAt === undefined ? text('unknown') : moment(card.lastUsedAt, frame)}</dd></div>
</dl>
${allowedList(card.access, { text, locale: frame.locale }, `access-${index}`)}
${card.grants.length > 0 && grantsApart(card, place)}
${card.places.length > 0 && places(card, place)}
</article></li>`;
}

function grantsApart(card: AuthorizationCard, { frame, text, grantsPath, index }: Place): Html {
  const language = { text, locale: frame.locale };
  const row = ({ id, since, access }: GrantApart, place: number): Html => {
    const when = distanceIn(frame.locale, since - frame.now);
    return html`<li class="row"><div class="place-words">${briefAccess(access, language, `grant-${index}-${place}`)}<span class="quiet">${text('allowed_on')}: ${when}</span></div>
${grantsPath !== undefined && html`<a class="button small revoke" href="${grantsPath}/${id}/revoke">${text('end_this_one')}<span class="visually-hidden"> · ${card.client.name} · ${text('allowed_on')}: ${when}</span></a>`}</li>`;
  };
  return html`<div class="access"><h3>${text('grants_apart')}</h3>
<ul class="rows places">${card.grants.map(row)}</ul></div>`;
}

function places(card: AuthorizationCard, { frame, text, sessionsPath }: Place): Html {
  const isMore = card.places.length > shownPlaces && sessionsPath !== undefined;
  const shown = isMore ? card.places.slice(0, shownPlaces) : card.places;
  const all = `${sessionsPath}?${new URLSearchParams({ client: card.clientId })}`;
  return html`<div class="access"><h3>${text('connected_places')}</h3>
<ul class="rows places">${shown.map((one) => placeRow(one, card, { frame, text, sessionsPath }))}</ul>
${isMore && html`<p><a href="${all}">${text('connected_all', { count: card.connected })}</a></p>`}</div>`;
}

type Row = Pick<Place, 'frame' | 'text'> & { readonly sessionsPath: string | undefined };

function placeRow(place: ConnectedPlace, card: AuthorizationCard, { frame, text, sessionsPath }: Row): Html {
  const name = place.kind === 'device' ? text('a_device') : browserWords(place.name, text);
  const used = place.lastUsedAt ?? place.since;
  const isLast = place.status !== 'waiting';
  return html`<li class="row">${icons[place.kind]}<span class="place-words"><span>${name}${place.status !== 'active' && html` <span class="state paused">${text(place.status === 'paused' ? 'state_paused' : 'state_waiting')}</span>`}</span> <span class="quiet">${text(isLast ? 'last_used' : 'allowed_on')}: ${distanceIn(frame.locale, used - frame.now)}</span></span>
${sessionsPath !== undefined && place.status !== 'waiting' && html`<a class="button small revoke" href="${sessionsPath}/${place.id}/revoke">${text('end_this_one')}<span class="visually-hidden"> · ${card.client.name} · ${name}</span></a>`}</li>`;
}

function address({ client }: AuthorizationCard): Html | false {
  const href = safeHref(client.uri);
  if (href !== undefined)
    return html`<p class="quiet"><a href="${href}" rel="noreferrer noopener" target="_blank">${new URL(href).host}</a></p>`;
  return client.host !== undefined && html`<p class="quiet">${client.host}</p>`;
}
