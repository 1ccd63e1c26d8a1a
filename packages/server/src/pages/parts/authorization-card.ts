/** Owns how it is shown what one person allowed one client. */
import { type Html, html, safeHref } from '../markup/html.ts';
import { type Locale, type Text, textIn } from '../text/catalogue.ts';
import { allowedList, type RequestedAccess } from './access.ts';
import { portrait } from './client.ts';
import { moment } from './moment.ts';

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
  readonly connections: number;
  /** How many of them are devices, those included that have not fetched their tokens yet. */
  readonly devices: number;
};

type Shown = {
  readonly frame: { readonly locale: Locale; readonly now: number };
  /** The path that revokes it. */
  readonly revokePath: (card: AuthorizationCard) => string;
};

export function authorizationCards(cards: readonly AuthorizationCard[], shown: Shown): Html {
  const text = textIn(shown.frame.locale);
  return html`<ul class="cards">${cards.map((card, index) => cardOf(card, { ...shown, index, text }))}</ul>`;
}

type Place = Shown & { readonly index: number; readonly text: Text };

function cardOf(card: AuthorizationCard, { index, frame, text, revokePath }: Place): Html {
  const number = new Intl.NumberFormat(frame.locale);
  const name = `application-${index}`;
  return html`<li class="panel grant"><article aria-labelledby="${name}">
<div class="grant-head">${portrait(card.client)}
<div class="band-words"><h2 class="band-name" id="${name}">${card.client.name}</h2>${address(card)}</div>
${card.client.selfRegistered && html`<p class="badge">${text('unverified')}</p>`}
<a class="button small revoke" href="${revokePath(card)}">${text('revoke_access')}<span class="visually-hidden"> · ${card.client.name}</span></a></div>
<dl class="facts">
<div><dt>${text('allowed_on')}</dt><dd>${moment(card.since, frame)}</dd></div>
<div><dt>${text('last_used')}</dt><dd>${card.lastUsedAt === undefined ? text('unknown') : moment(card.lastUsedAt, frame)}</dd></div>
<div><dt>${text('connections')}</dt><dd>${number.format(card.connections)}</dd></div>
<div><dt>${text('devices')}</dt><dd>${number.format(card.devices)}</dd></div>
</dl>
${allowedList(card.access, { text, locale: frame.locale }, `access-${index}`)}
</article></li>`;
}

function address({ client }: AuthorizationCard): Html | false {
  const href = safeHref(client.uri);
  if (href !== undefined)
    return html`<p class="quiet"><a href="${href}" rel="noreferrer noopener" target="_blank">${new URL(href).host}</a></p>`;
  return client.host !== undefined && html`<p class="quiet">${client.host}</p>`;
}
