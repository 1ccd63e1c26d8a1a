import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Fragment, type Html, html, safeHref } from '../markup/html.ts';
import { type Icon, icons } from '../markup/icons.ts';
import { copyable } from '../parts/copyable.ts';
import { protectedFields } from '../parts/form.ts';
import { moment } from '../parts/moment.ts';
import { announcement, notice } from '../parts/notice.ts';
import { type ClaimField, claimFields } from '../parts/person-fields.ts';
import { seeAlso } from '../parts/see-also.ts';
import { type PlainKey, type Text, textIn } from '../text/catalogue.ts';
import { numberFormat } from '../text/formats.ts';
import { auditPath } from './audit.ts';
import { emailCell, factorsText, type PersonRow, peoplePath, sourceName, statusMark } from './people.ts';
import { tokensPath } from './tokens.ts';

/** Why something was not done. */
export type PersonRefusalWords = 'yourself' | 'last_administrator' | 'external';

export type PersonModel = {
  readonly person: PersonRow;
  readonly createdAt: number;
  /** What else is known, by name. */
  readonly claims: Readonly<Partial<Record<ClaimField, string>>>;
  readonly mustChangePassword: boolean;
  /** How many second factors they have; recovery codes are none. */
  readonly factors: number;
  /** It is who looks at the page. */
  readonly isSelf: boolean;
  readonly counts: {
    readonly sessions: number;
    readonly authorizations: number;
    readonly connections: number;
    readonly tokens: number;
  };
  readonly refused?: PersonRefusalWords;
};

/** One person, and what an administrator can do about them. product §12.3 */
export function personPage(model: PersonModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { person, refused } = model;
  const content = html`${refused !== undefined && announcement('danger', 'failure', text(`refused_${refused}`))}
<section class="panel who"><dl class="facts">${facts(model, frame, text).map(
    ([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`,
  )}</dl></section>
${tiles(model, frame, text)}
${model.isSelf ? notice('info', text('user_is_you')) : actions(model, frame, text)}`;
  return consoleLayout(
    {
      title: person.name ?? person.username,
      section: peoplePath,
      parent: { path: peoplePath, label: text('admin_users') },
      lead: person.name === undefined ? undefined : person.username,
      action: html`<a class="button primary" href="${person.path}/edit">${text('user_edit')}</a>`,
      content,
    },
    frame,
  );
}

function facts(
  { person, createdAt, claims, mustChangePassword, factors }: PersonModel,
  frame: ConsoleFrame,
  text: Text,
): readonly (readonly [string, Fragment])[] {
  const known = claimFields.flatMap((field) => {
    const value = claims[field];
    return field === 'name' || value === undefined ? [] : [[field, value] as const];
  });
  return [
    [text('user_status'), statusMark(person, text)],
    [text('user_role'), text(`role_${person.role}`)],
    [text('field_email'), emailCell(person, text)],
    [text('user_source'), sourceName(person.source, text)],
    [
      text('last_sign_in'),
      person.lastSignInAt === undefined ? text('user_never') : moment(person.lastSignInAt, frame),
    ],
    [text('user_factors'), factorsText(factors, frame)],
    [text('user_created'), moment(createdAt, frame)],
    [text('user_id'), copyable('person-id', person.id, text)],
    [text('see_also'), seeAlso(auditPath, { search: person.username }, text('audit_title'))],
    ...(person.externalId === undefined
      ? []
      : [[text('user_external_id'), copyable('person-external-id', person.externalId, text)] as const]),
    ...(mustChangePassword ? [[text('password'), text('must_change')] as const] : []),
    ...known.map(([field, value]) => [text(`field_${field}`), claimValue(value)] as const),
  ];
}

function claimValue(value: string): Fragment {
  const href = safeHref(value);
  if (href === undefined) return html`<span class="lines">${value}</span>`;
  return html`<a href="${href}" rel="noreferrer noopener" target="_blank">${value}</a>`;
}

function tiles({ person, counts }: PersonModel, frame: ConsoleFrame, text: Text): Html {
  const number = numberFormat(frame.locale);
  const head = (icon: Icon, title: PlainKey) => html`${icons[icon]}<strong>${text(title)}</strong>`;
  const tokens = `${tokensPath}?${new URLSearchParams({ search: person.username }).toString()}`;
  const door = (path: string, count: number, shown: { icon: Icon; title: PlainKey; more: PlainKey }) =>
    html`<li><a class="panel door" href="${path}"><span class="door-head">${head(shown.icon, shown.title)}${icons.onward}</span>
<span class="figure">${number.format(count)}</span><span class="quiet">${text(shown.more)}</span></a></li>`;
  return html`<ul class="tiles">
${door(`${person.path}/authorizations`, counts.authorizations, { icon: 'key', title: 'authorizations_tile', more: 'tile_authorizations' })}
${door(`${person.path}/sessions`, counts.sessions, { icon: 'browser', title: 'browsers_title', more: 'tile_sessions' })}
${door(`${person.path}/connections`, counts.connections, { icon: 'globe', title: 'every_connection_title', more: 'tile_connections' })}
${door(tokens, counts.tokens, { icon: 'apps', title: 'sessions_title', more: 'tile_tokens' })}
</ul>`;
}

function actions({ person, factors }: PersonModel, frame: ConsoleFrame, text: Text): Html {
  const link = (name: string, label: string) =>
    html`<a class="button revoke" href="${person.path}/${name}">${label}</a>`;
  const enable = html`<form method="post" action="${person.path}/enable">${protectedFields(frame)}<button class="button" type="submit">${text('user_enable')}</button></form>`;
  return html`<div class="ask-actions">
${person.source === 'local' && html`<a class="button" href="${person.path}/reset-password">${text('reset_password')}</a>`}
${factors > 0 && link('reset-factors', text('reset_factors'))}
${person.status === 'active' ? link('disable', text('user_disable')) : enable}
${link('delete', text('user_delete'))}
</div>`;
}
