/** Types of authorization details, registered by administrators (product.md §12.3 /admin/policies). */

import {
  type AuthorizationDetail,
  type DetailsType,
  describeDetail,
  locationsOf,
  parseDetails,
} from '@grantor/engine';
import { matchResource, OAuthError } from '@grantor/protocol';
import {
  createDetailsType,
  deleteDetailsType,
  detailsTypeVersion,
  editDetailsType,
} from '../administration/details-types.ts';
import { actorOf } from '../console/actor.ts';
import { idOfKey, pathKey } from '../console/path-key.ts';
import { byTypedName } from '../console/typed-name.ts';
import {
  done,
  forAdministrator,
  forAdministratorForm,
  nothingHere,
  show,
  showAgain,
  showAs,
  type Visit,
} from '../console/visit.ts';
import { queryParameter } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { editConflict } from '../http/status.ts';
import {
  type DetailsTypeModel,
  type DetailsTypeValues,
  detailsTypePage,
  detailsTypeQuestionPage,
} from '../pages/index.ts';
import { compileDetailsType, listDetailsTypeIds, readDetailsType } from '../store/details-types.ts';
import { detailsTypeLines, inRows, readForm, valuesIn, valuesOf } from './details-type-form.ts';

const section = '/admin/policies';
export const detailsTypePath = (id: string): string => `${section}/details-types/${pathKey(id)}`;

/** Of the type that the path names, whatever stands behind it. */
async function named({ site, id: path }: Visit): Promise<DetailsType> {
  const id = await idOfKey(path, () => listDetailsTypeIds(site.database));
  const found = id === null ? null : await readDetailsType(site.database.kysely, id);
  if (found === null) throw nothingHere();
  return found;
}

const formOf = (values: DetailsTypeValues, more: Partial<DetailsTypeModel> = {}): DetailsTypeModel => ({
  ...{ values, errors: {}, state: 'fresh' },
  ...more,
});

const placeOf = ({ id, title }: DetailsType) => ({ path: detailsTypePath(id), name: title.text, id });

const isAsJson = ({ exchange }: Visit): boolean => queryParameter(exchange, 'as') === 'json';

const newForm = async (visit: Visit): Promise<Outgoing> => {
  const fresh = isAsJson(visit) ? {} : { as: 'fields' };
  const model = formOf(visit.stale === null ? fresh : valuesIn(visit.stale), { fits: 'fields' });
  return show(visit, (frame) => detailsTypePage(model, frame));
};

export const showNewDetailsType = forAdministrator(newForm);

const refusal = 'the type cannot be taken as it is described';

export const postDetailsType = forAdministratorForm(
  async (visit, form) => {
    const values = valuesIn(form);
    const { type, errors } = readForm(values, null);
    const again = (wrong: DetailsTypeModel['errors']): Outgoing =>
      showAgain(visit, refusal, (frame) =>
        detailsTypePage(formOf(values, { errors: wrong, state: 'refused' }), frame),
      );
    if (type === null) return again(errors);
    const { kind } = await createDetailsType(visit.site.clients, actorOf(visit), type);
    if (kind === 'taken') return again({ type: { code: 'taken' } });
    return done(visit, section, 'details_saved');
  },
  newForm,
  detailsTypeLines,
);

/** In fields, unless the schema is asked for or is all that can say it. */
function storedForm(visit: Visit, stored: DetailsType, more: Partial<DetailsTypeModel>): DetailsTypeModel {
  const rows = inRows(stored);
  return formOf((isAsJson(visit) ? null : rows) ?? valuesOf(stored), {
    ...(rows === null ? {} : { fits: 'fields' }),
    ...{ type: placeOf(stored), version: detailsTypeVersion(stored) },
    ...more,
  });
}

const editForm = async (visit: Visit): Promise<Outgoing> => {
  const stored = await named(visit);
  const again = visit.stale && { values: valuesIn(visit.stale), version: visit.stale.get('version') ?? '' };
  const model = storedForm(visit, stored, again ?? {});
  return show(visit, (frame) => detailsTypePage(model, frame));
};

export const showDetailsType = forAdministrator(editForm);

export const postDetailsTypeEdit = forAdministratorForm(
  async (visit, form) => {
    const stored = await named(visit);
    const values = valuesIn(form);
    const seen = form.get('version') ?? '';
    const { type, errors } = readForm(values, stored);
    const model = { type: placeOf(stored), version: seen };
    if (type === null)
      return showAgain(visit, refusal, (frame) =>
        detailsTypePage(formOf(values, { ...model, errors, state: 'refused' }), frame),
      );
    const { kind } = await editDetailsType(visit.site.clients, actorOf(visit), { type, seen });
    if (kind === 'gone') throw nothingHere();
    return kind === 'stale' ? showConflict(visit, values, type) : done(visit, section, 'details_saved');
  },
  editForm,
  detailsTypeLines,
);

/** Both versions; the form is now of the newer record (product.md A-8). */
async function showConflict(
  visit: Visit,
  values: DetailsTypeValues,
  entered: DetailsType,
): Promise<Outgoing> {
  const now = await named(visit);
  const [ours, theirs] = [inRows(now), inRows(entered)];
  const inFields = ours !== null && theirs !== null;
  const model = storedForm(visit, now, {
    ...{ values, state: 'conflict' },
    compared: inFields
      ? { stored: ours, entered: theirs }
      : { stored: valuesOf(now), entered: valuesOf(entered) },
  });
  return showAs(visit, editConflict, (frame) => detailsTypePage(model, frame));
}

/** What a request with the object would come to, as far as the type says; nothing comes of it. */
export const tryDetailsType = forAdministratorForm(
  async (visit, form) => {
    const stored = await named(visit);
    const object = form.echo('object')?.trim() ?? '';
    const detail = await judged(object, stored);
    const shown =
      detail === null ? null : ({ ...describeDetail(detail, [stored]), status: 'new', place: null } as const);
    const model = storedForm(visit, stored, { tried: { object, shown } });
    return show(visit, (frame) => detailsTypePage(model, frame));
  },
  editForm,
  new Set(['object']),
);

async function judged(text: string, type: DetailsType): Promise<AuthorizationDetail | null> {
  const [detail] = detailsIn(text);
  if (detail?.type !== type.id || !(await compileDetailsType(type)).accepts(detail)) return null;
  const { locations } = type;
  const isPlaced = locationsOf(detail).every(
    (location) => locations === null || matchResource(location, locations) !== null,
  );
  return isPlaced ? detail : null;
}

function detailsIn(text: string): readonly AuthorizationDetail[] {
  try {
    return parseDetails(`[${text}]`);
  } catch (error) {
    if (error instanceof OAuthError) return [];
    throw error;
  }
}

export const detailsTypeDeletion = byTypedName({
  find: async (visit) => placeOf(await named(visit)),
  nameOf: ({ id }) => id,
  page: (place, typed, frame) => detailsTypeQuestionPage({ ...place, typed }, frame),
  async end(visit, { id }) {
    const { kind } = await deleteDetailsType(visit.site.clients, actorOf(visit), id);
    if (kind === 'gone') throw nothingHere();
    return done(visit, section, 'details_deleted');
  },
});
