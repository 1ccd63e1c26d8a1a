/** Trusted issuers, exchange rules (product.md §12.3 /admin/policies) and credential configurations. */

import type { Params } from '@grantor/protocol';
import { createPolicy, deletePolicy, editPolicy, policyVersion } from '../administration/policies.ts';
import { credentialMembers, readCredentialConfiguration } from '../bootstrap/credential-configuration.ts';
import { layoutOf, located } from '../bootstrap/json-layout.ts';
import { issuerMembers, readExchangeRule, readTrustedIssuer, ruleMembers } from '../bootstrap/policy.ts';
import { type Finding, findingAt, type LocatedFinding } from '../bootstrap/problems.ts';
import { actorOf } from '../console/actor.ts';
import { whenFresh, whenFreshForm } from '../console/fresh-sign-in.ts';
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
  type ClientFieldFault,
  type PolicyFormModel,
  policyFormPage,
  policyHome,
  policyPaths,
  policyQuestionPage,
  type RecordKind,
} from '../pages/index.ts';
import { type Policies, readPolicy } from '../store/policies.ts';
import { enteredAgain, enteredOf, faultsByField, membersIn, severalLines } from './policy-values.ts';

type Reading<Kind extends RecordKind> = {
  readonly policy: Policies[Kind] | null;
  readonly problems: readonly Finding[];
};

/** How each kind is declared and shown. */
type Shown<Kind extends RecordKind> = {
  readonly kind: Kind;
  read(members: unknown): Reading<Kind>;
  members(policy: Policies[Kind]): object;
  /** What stands in the form of a new one. */
  readonly template: object;
};

const trustedIssuers: Shown<'trusted_issuer'> = {
  kind: 'trusted_issuer',
  read(members) {
    const { issuer, problems } = readTrustedIssuer(members, []);
    return { policy: issuer, problems };
  },
  members: issuerMembers,
  template: { id: '', issuer: 'https://', kind: 'id-jag', clients: [], scopes: [], resources: [] },
};

const exchangeRules: Shown<'exchange_rule'> = {
  kind: 'exchange_rule',
  read(members) {
    const { rule, problems } = readExchangeRule(members, []);
    return { policy: rule, problems };
  },
  members: ruleMembers,
  template: {
    ...{ id: '', client: '', subject_token: 'access_token', mode: 'impersonation' },
    ...{ audiences: [], scopes: [] },
  },
};

const credentialConfigurations: Shown<'credential_configuration'> = {
  kind: 'credential_configuration',
  read(members) {
    const { configuration, problems } = readCredentialConfiguration(members, []);
    return { policy: configuration, problems };
  },
  members: credentialMembers,
  template: {
    ...{ id: '', name: '', scope: '', lifetime: 31_536_000, approval: 'not_needed' },
    claims: [
      { path: ['given_name'], label: 'First name' },
      { path: ['family_name'], label: 'Last name' },
    ],
  },
};

const written = (members: object): string => JSON.stringify(members, null, 2);

const formOf = (
  kind: RecordKind,
  declaration: string,
  more: Partial<PolicyFormModel> = {},
): PolicyFormModel => ({ ...{ kind, declaration, problems: [], state: 'fresh' }, ...more });

/** As one text where that is asked for, or where fields cannot hold all of it. */
function formFor({ exchange }: Visit, kind: RecordKind, members: object): PolicyFormModel {
  const asText = queryParameter(exchange, 'as') === 'json';
  const entered = enteredOf(kind, members);
  return formOf(kind, written(members), {
    ...(asText || entered === null ? {} : { entered }),
    ...(asText && entered !== null ? { fits: 'fields' as const } : {}),
  });
}

const freshForm = <Kind extends RecordKind>({ exchange }: Visit, { kind, template }: Shown<Kind>) =>
  queryParameter(exchange, 'as') === 'json'
    ? formOf(kind, written(template), { fits: 'fields' })
    : formOf(kind, written(template), { entered: enteredAgain(kind, template) });

const recordOf = (kind: RecordKind, { id }: Policies[RecordKind]) => ({
  path: `${policyPaths[kind]}/${pathKey(id)}`,
  id,
});

async function named<Kind extends RecordKind>({ site, id: key }: Visit, kind: Kind): Promise<Policies[Kind]> {
  const id = await idOfKey(key, async () => []); // none is so long
  const found = id === null ? null : await readPolicy(site.database.kysely, kind, id);
  if (found === null) throw nothingHere();
  return found;
}

const again = (visit: Visit, model: PolicyFormModel): Outgoing =>
  showAgain(visit, 'the record cannot be taken as it is declared', (frame) => policyFormPage(model, frame));

type Declared<Kind extends RecordKind> =
  | { readonly policy: Policies[Kind] }
  | { readonly wrong: readonly Finding[] };

/** What is declared, or all that is wrong with it; `stays`: the id it has to have. */
function readMembers<Kind extends RecordKind>(
  { read }: Pick<Shown<Kind>, 'read'>,
  members: unknown,
  stays?: string,
): Declared<Kind> {
  const { policy, problems } = read(members);
  const isOther = stays !== undefined && policy !== null && policy.id !== stays;
  const wrong = [...problems, ...(isOther ? [findingAt('id', 'id_stays', { name: stays })] : [])];
  return policy === null || wrong.length > 0 ? { wrong } : { policy };
}

/** What a form declares, in fields or as one text, and how it is shown again with what is wrong. */
function readForm<Kind extends RecordKind>(
  shown: Pick<Shown<Kind>, 'read' | 'kind'>,
  form: Params,
  stays?: string,
): { readonly again: PolicyFormModel; readonly policy?: Policies[Kind] } {
  const { kind } = shown;
  if (form.get('as') !== 'fields') return readText(shown, form.echo('declaration') ?? '', stays);
  const members = membersIn(kind, form);
  const entered = enteredAgain(kind, members);
  const again = formOf(kind, written(members), { entered });
  const declared = readMembers(shown, members, stays);
  if ('policy' in declared) return { again, policy: declared.policy };
  return { again: { ...again, state: 'refused', faults: faultsByField(kind, declared.wrong) } };
}

/** The same of one text; each fault with its line. */
function readText<Kind extends RecordKind>(
  shown: Pick<Shown<Kind>, 'read' | 'kind'>,
  declaration: string,
  stays?: string,
): ReturnType<typeof readForm<Kind>> {
  const again = formOf(shown.kind, declaration);
  const layout = layoutOf(declaration);
  if (!layout.ok)
    return {
      again: { ...again, state: 'refused', problems: [{ code: 'not_json', line: layout.spot.line }] },
    };
  const twice = layout.repeated.map((at) => findingAt(at, 'declared_twice'));
  const declared = readMembers(shown, JSON.parse(declaration), stays);
  const wrong = [...twice, ...('wrong' in declared ? declared.wrong : [])];
  if ('policy' in declared && wrong.length === 0) return { again, policy: declared.policy };
  return { again: { ...again, state: 'refused', problems: located(declaration, wrong).map(faultOf) } };
}

function faultOf({ at, message, fault, spot }: LocatedFinding): ClientFieldFault {
  if (fault === undefined) return { code: 'other', rule: `${at}: ${message}` };
  return { ...fault, ...(at === '' ? {} : { member: at }), ...(spot === null ? {} : { line: spot.line }) };
}

/** The scope of a credential has the name of one that belongs to no resource. */
function scopeTaken(model: PolicyFormModel): PolicyFormModel {
  const found = [findingAt('scope', 'scope_free_standing')];
  const told =
    model.entered === undefined
      ? { problems: located(model.declaration, found).map(faultOf) }
      : { faults: faultsByField(model.kind, found) };
  return { ...model, ...told, state: 'refused' };
}

async function create<Kind extends RecordKind>(
  shown: Shown<Kind>,
  visit: Visit,
  form: Params,
): Promise<Outgoing> {
  const { kind } = shown;
  const { again: model, policy } = readForm(shown, form);
  if (policy === undefined) return again(visit, model);
  const outcome = await createPolicy(visit.site.policies, actorOf(visit), { kind, policy });
  if (outcome === 'scope_taken') return again(visit, scopeTaken(model));
  if (outcome === 'taken') return again(visit, { ...model, state: 'taken' });
  return done(visit, policyHome(kind).path, 'policy_saved');
}

async function edit<Kind extends RecordKind>(
  shown: Shown<Kind>,
  visit: Visit,
  form: Params,
): Promise<Outgoing> {
  const { kind } = shown;
  const stored = await named(visit, kind);
  const seen = form.get('version') ?? '';
  const { again: entered, policy } = readForm(shown, form, stored.id);
  const sameRecord = { record: recordOf(kind, stored), version: seen };
  if (policy === undefined) return again(visit, { ...entered, ...sameRecord });
  const outcome = await editPolicy(visit.site.policies, actorOf(visit), { kind, policy, seen });
  if (outcome === 'gone') throw nothingHere();
  if (outcome === 'scope_taken') return again(visit, { ...scopeTaken(entered), ...sameRecord });
  if (outcome !== 'stale') return done(visit, policyHome(kind).path, 'policy_saved');
  const now = await named(visit, kind);
  const model: PolicyFormModel = {
    ...{ ...entered, record: recordOf(kind, now), version: policyVersion(now), state: 'conflict' },
    stored: written(shown.members(now)),
  };
  return showAs(visit, editConflict, (frame) => policyFormPage(model, frame));
}

const deletion = (kind: RecordKind) =>
  byTypedName({
    find: async (visit) => recordOf(kind, await named(visit, kind)),
    nameOf: ({ id }) => id,
    page: (record, typed, frame) => policyQuestionPage({ kind, ...record, typed }, frame),
    async end(visit, { id }) {
      const outcome = await deletePolicy(visit.site.policies, actorOf(visit), { kind, id });
      if (outcome === 'gone') throw nothingHere();
      return done(visit, policyHome(kind).path, 'policy_deleted');
    },
  });

function pagesOf<Kind extends RecordKind>(shown: Shown<Kind>) {
  const { kind } = shown;
  const newForm = async (visit: Visit): Promise<Outgoing> => {
    const model = visit.stale === null ? freshForm(visit, shown) : readForm(shown, visit.stale).again;
    return show(visit, (frame) => policyFormPage({ ...model, state: 'fresh' }, frame));
  };
  const editForm = async (visit: Visit): Promise<Outgoing> => {
    const stored = await named(visit, kind);
    const { stale } = visit;
    const model = stale === null ? formFor(visit, kind, shown.members(stored)) : readForm(shown, stale).again;
    const version = stale === null ? policyVersion(stored) : (stale.get('version') ?? '');
    const shownAs = { ...model, record: recordOf(kind, stored), version, state: 'fresh' } as const;
    return show(visit, (frame) => policyFormPage(shownAs, frame));
  };
  const forForm = (
    answer: (visit: Visit, form: Params) => Promise<Outgoing>,
    page: (visit: Visit) => Promise<Outgoing>,
  ) => forAdministratorForm(whenFreshForm(answer), page, severalLines);
  return {
    showAgain: editForm,
    showNew: forAdministrator(whenFresh(newForm)),
    post: forForm((visit, form) => create(shown, visit, form), newForm),
    show: forAdministrator(whenFresh(editForm)),
    postEdit: forForm((visit, form) => edit(shown, visit, form), editForm),
    deletion: deletion(kind),
  };
}

const issuerPages = pagesOf(trustedIssuers);

/** What would come of an assertion, by the record as it is stored; it is kept nowhere, and nothing comes of it. */
async function tryAssertion(visit: Visit, form: Params): Promise<Outgoing> {
  const { kind, members } = trustedIssuers;
  const { site, exchange } = visit;
  const stored = await named(visit, kind);
  const value = form.get('assertion')?.trim() ?? '';
  const { source } = exchange;
  const tried = await site.engine.tryAssertion(stored, { value, source });
  const model = {
    ...formFor(visit, kind, members(stored)),
    ...{ record: recordOf(kind, stored), version: policyVersion(stored), tried },
  };
  return show(visit, (frame) => policyFormPage(model, frame));
}

export const trustedIssuerPages = {
  ...issuerPages,
  postTrial: forAdministratorForm(whenFreshForm(tryAssertion), issuerPages.showAgain, new Set(['assertion'])),
};
export const exchangeRulePages = pagesOf(exchangeRules);
export const credentialConfigurationPages = pagesOf(credentialConfigurations);
