/** Trusted issuers, exchange rules (product.md §12.3 /admin/policies) and credential configurations. */

import type { Params } from '@grantor/protocol';
import { createPolicy, deletePolicy, editPolicy, policyVersion } from '../administration/policies.ts';
import { credentialMembers, readCredentialConfiguration } from '../bootstrap/credential-configuration.ts';
import { layoutOf, located } from '../bootstrap/json-layout.ts';
import { issuerMembers, readExchangeRule, readTrustedIssuer, ruleMembers } from '../bootstrap/policy.ts';
import { type Finding, findingAt, type LocatedFinding } from '../bootstrap/problems.ts';
import { actorOf } from '../console/actor.ts';
import { whenFresh, whenFreshForm } from '../console/fresh-sign-in.ts';
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

const recordOf = (kind: RecordKind, { id }: Policies[RecordKind]) => ({
  path: `${policyPaths[kind]}/${id}`,
  id,
});

async function named<Kind extends RecordKind>({ site, id }: Visit, kind: Kind): Promise<Policies[Kind]> {
  const found = await readPolicy(site.database.kysely, kind, id);
  if (found === null) throw nothingHere();
  return found;
}

const again = (visit: Visit, model: PolicyFormModel): Outgoing =>
  showAgain(visit, 'the record cannot be taken as it is declared', (frame) => policyFormPage(model, frame));

/** What the text declares, or all that is wrong with it, each with its line; `stays`: the id it has to have. */
function readDeclaration<Kind extends RecordKind>(
  { read }: Pick<Shown<Kind>, 'read'>,
  declaration: string,
  stays?: string,
): { readonly policy: Policies[Kind] } | { readonly problems: PolicyFormModel['problems'] } {
  const layout = layoutOf(declaration);
  if (!layout.ok) return { problems: [{ code: 'not_json', line: layout.spot.line }] };
  const twice = layout.repeated.map((at) => findingAt(at, 'declared_twice'));
  const { policy, problems } = read(JSON.parse(declaration));
  const isOther = stays !== undefined && policy !== null && policy.id !== stays;
  const renamed = isOther ? [findingAt('id', 'id_stays', { name: stays })] : [];
  const wrong = [...twice, ...problems, ...renamed];
  return policy === null || wrong.length > 0
    ? { problems: located(declaration, wrong).map(faultOf) }
    : { policy };
}

function faultOf({ at, message, fault, spot }: LocatedFinding): ClientFieldFault {
  if (fault === undefined) return { code: 'other', rule: `${at}: ${message}` };
  return { ...fault, ...(at === '' ? {} : { member: at }), ...(spot === null ? {} : { line: spot.line }) };
}

async function create<Kind extends RecordKind>(
  shown: Shown<Kind>,
  visit: Visit,
  form: Params,
): Promise<Outgoing> {
  const { kind } = shown;
  const declaration = form.echo('declaration') ?? '';
  const read = readDeclaration(shown, declaration);
  if ('problems' in read)
    return again(visit, formOf(kind, declaration, { problems: read.problems, state: 'refused' }));
  const { policy } = read;
  const outcome = await createPolicy(visit.site.policies, actorOf(visit), { kind, policy });
  if (outcome === 'taken') return again(visit, formOf(kind, declaration, { state: 'taken' }));
  return done(visit, policyHome(kind).path, 'policy_saved');
}

async function edit<Kind extends RecordKind>(
  shown: Shown<Kind>,
  visit: Visit,
  form: Params,
): Promise<Outgoing> {
  const { kind } = shown;
  const stored = await named(visit, kind);
  const [declaration, seen] = [form.echo('declaration') ?? '', form.get('version') ?? ''];
  const read = readDeclaration(shown, declaration, stored.id);
  if ('problems' in read) {
    const common = { record: recordOf(kind, stored), version: seen, problems: read.problems };
    return again(visit, formOf(kind, declaration, { ...common, state: 'refused' }));
  }
  const { policy } = read;
  const outcome = await editPolicy(visit.site.policies, actorOf(visit), { kind, policy, seen });
  if (outcome === 'gone') throw nothingHere();
  if (outcome !== 'stale') return done(visit, policyHome(kind).path, 'policy_saved');
  const now = await named(visit, kind);
  const model = formOf(kind, declaration, {
    ...{ record: recordOf(kind, now), version: policyVersion(now), state: 'conflict' },
    stored: written(shown.members(now)),
  });
  return showAs(visit, editConflict, (frame) => policyFormPage(model, frame));
}

async function remove(kind: RecordKind, visit: Visit, form: Params): Promise<Outgoing> {
  const record = recordOf(kind, await named(visit, kind));
  const entered = form.get('name') ?? '';
  if (entered !== record.id)
    return showAgain(visit, 'the name that was typed is another one', (frame) =>
      policyQuestionPage({ kind, ...record, typed: { state: 'mistyped', entered } }, frame),
    );
  const outcome = await deletePolicy(visit.site.policies, actorOf(visit), { kind, id: record.id });
  if (outcome === 'gone') throw nothingHere();
  return done(visit, policyHome(kind).path, 'policy_deleted');
}

function pagesOf<Kind extends RecordKind>(shown: Shown<Kind>) {
  const { kind } = shown;
  const newForm = async (visit: Visit): Promise<Outgoing> => {
    const declaration = visit.stale?.echo('declaration') ?? written(shown.template);
    return show(visit, (frame) => policyFormPage(formOf(kind, declaration), frame));
  };
  const editForm = async (visit: Visit): Promise<Outgoing> => {
    const stored = await named(visit, kind);
    const { stale } = visit;
    const model = formOf(kind, stale?.echo('declaration') ?? written(shown.members(stored)), {
      record: recordOf(kind, stored),
      version: stale === null ? policyVersion(stored) : (stale.get('version') ?? ''),
    });
    return show(visit, (frame) => policyFormPage(model, frame));
  };
  const deletion = async (visit: Visit): Promise<Outgoing> => {
    const record = recordOf(kind, await named(visit, kind));
    return show(visit, (frame) =>
      policyQuestionPage({ kind, ...record, typed: { state: 'untyped' } }, frame),
    );
  };
  const forForm = (
    answer: (visit: Visit, form: Params) => Promise<Outgoing>,
    page: (visit: Visit) => Promise<Outgoing>,
  ) => forAdministratorForm(whenFreshForm(answer), page, new Set(['declaration']));
  return {
    showAgain: editForm,
    showNew: forAdministrator(whenFresh(newForm)),
    post: forForm((visit, form) => create(shown, visit, form), newForm),
    show: forAdministrator(whenFresh(editForm)),
    postEdit: forForm((visit, form) => edit(shown, visit, form), editForm),
    askDeletion: forAdministrator(whenFresh(deletion)),
    postDeletion: forForm((visit, form) => remove(kind, visit, form), deletion),
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
  const model = formOf(kind, written(members(stored)), {
    ...{ record: recordOf(kind, stored), version: policyVersion(stored), tried },
  });
  return show(visit, (frame) => policyFormPage(model, frame));
}

export const trustedIssuerPages = {
  ...issuerPages,
  postTrial: forAdministratorForm(whenFreshForm(tryAssertion), issuerPages.showAgain, new Set(['assertion'])),
};
export const exchangeRulePages = pagesOf(exchangeRules);
export const credentialConfigurationPages = pagesOf(credentialConfigurations);
