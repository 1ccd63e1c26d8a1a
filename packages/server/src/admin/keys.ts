/** The server's signing keys (product.md §12.3 /admin/keys, protocol.md JW-2, security.md K-2). */

import { secondOf } from '@grantor/protocol';
import { retireKey, rotateKey } from '../administration/keys.ts';
import { actorOf } from '../console/actor.ts';
import { whenFreshForm } from '../console/fresh-sign-in.ts';
import { listView } from '../console/list-view.ts';
import { idOfKey, pathKey } from '../console/path-key.ts';
import { byTypedName } from '../console/typed-name.ts';
import {
  done,
  forAdministrator,
  forAdministratorForm,
  nothingHere,
  show,
  showAs,
  type Visit,
} from '../console/visit.ts';
import { queryParameter } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { settled } from '../http/status.ts';
import { useOf } from '../keys/key-algorithm.ts';
import type { KeySummary } from '../keys/key-ring.ts';
import {
  type KeyRefusal,
  type KeyRow,
  type KeysModel,
  keyQuestionPage,
  keysPage,
  type ListView,
} from '../pages/index.ts';

const section = '/admin/keys';

const listed = ({ site }: Visit): readonly KeySummary[] => site.keys.ring.list(secondOf(site.now()));

const pathOf = (kid: string): string => `${section}/${pathKey(kid)}`;

const order = {
  algorithm: ({ alg, kid }: KeyRow) => [alg, kid],
  created: ({ createdAt, kid }: KeyRow) => [createdAt, kid],
  from: ({ signsFrom, kid }: KeyRow) => [signsFrom, kid],
  until: ({ signsUntil, kid }: KeyRow) => [signsUntil ?? Number.POSITIVE_INFINITY, kid],
} as const;

function modelOf(visit: Visit, refused?: KeyRefusal): KeysModel {
  const keys = listed(visit);
  const view = listView(visit.exchange, { sorts: Object.keys(order) });
  const rows = sorted(
    [...keys].reverse().map((key) => rowOf(visit, key)),
    view.sort,
  );
  const first = (view.page - 1) * view.pageSize;
  const algorithms = [...new Set(keys.filter(({ standing }) => standing === 'active').map(({ alg }) => alg))];
  return {
    ...{ view, algorithms, rows: rows.slice(first, first + view.pageSize) },
    total: { count: rows.length, exact: true },
    ...(refused === undefined ? {} : { refused }),
  };
}

const rowOf = ({ site }: Visit, key: KeySummary): KeyRow => {
  const { kid, alg, standing, createdAt, activatesAt, retiresAt } = key;
  return {
    ...{ kid, alg, standing, createdAt, path: pathOf(kid), signsFrom: activatesAt },
    signs: useOf(alg) === 'enc' ? ['encrypted'] : site.system.signedBy(alg),
    ...(retiresAt === null ? {} : { signsUntil: retiresAt }),
  };
};

/** As they sign, unless it is sorted otherwise. */
function sorted(rows: readonly KeyRow[], sort: ListView['sort']): readonly KeyRow[] {
  const by = order[sort?.by as keyof typeof order];
  if (sort === null || by === undefined) return rows;
  const ascending = rows.toSorted((one, other) => compared(by(one), by(other)));
  return sort.direction === 'asc' ? ascending : ascending.reverse();
}

const compared = (one: readonly (string | number)[], other: readonly (string | number)[]): number => {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at < 0 ? 0 : (one[at] ?? 0) < (other[at] ?? 0) ? -1 : 1;
};

export const showKeys = forAdministrator(async (visit) =>
  show(visit, (frame) => keysPage(modelOf(visit), frame)),
);

const showRefused = (visit: Visit, refused: KeyRefusal): Outgoing =>
  showAs(visit, settled, (frame) => keysPage(modelOf(visit, refused), frame));

const algorithmOf = (visit: Visit, named: string | undefined): KeySummary['alg'] => {
  const found = listed(visit).find(({ alg, standing }) => alg === named && standing === 'active');
  if (found === undefined) throw nothingHere();
  return found.alg;
};

const rotation = async (visit: Visit): Promise<Outgoing> => {
  const alg = algorithmOf(visit, visit.stale?.get('alg') ?? queryParameter(visit.exchange, 'alg'));
  return show(visit, (frame) => keyQuestionPage({ kind: 'rotate', alg, use: useOf(alg) }, frame));
};

export const askRotation = forAdministrator(rotation);

export const postRotation = forAdministratorForm(
  whenFreshForm(async (visit, form) => {
    const alg = algorithmOf(visit, form.get('alg'));
    const { kind } = await rotateKey(visit.site.keys, actorOf(visit), alg);
    return kind === 'published' ? done(visit, section, 'key_rotated') : showRefused(visit, kind);
  }),
  rotation,
);

async function keyOf(visit: Visit): Promise<Pick<KeySummary, 'kid' | 'alg'>> {
  const keys = listed(visit).filter(({ standing }) => standing !== 'gone');
  const kid = await idOfKey(visit.id, async () => keys.map((key) => key.kid));
  return keys.find((key) => key.kid === kid) ?? Promise.reject(nothingHere());
}

const retirementOf = ({ kid, alg }: Pick<KeySummary, 'kid' | 'alg'>) =>
  ({ kind: 'retire', kid, use: useOf(alg), path: pathOf(kid) }) as const;

export const retirement = byTypedName({
  find: keyOf,
  nameOf: ({ kid }) => kid,
  read: (entered) => entered.trim(),
  page: (key, typed, frame) => keyQuestionPage({ ...retirementOf(key), typed }, frame),
  async end(visit, { kid }) {
    const outcome = await retireKey(visit.site.keys, actorOf(visit), kid);
    if (outcome === 'removed') return done(visit, section, 'key_retired');
    return showRefused(visit, outcome === 'last' ? 'last' : 'gone');
  },
});
