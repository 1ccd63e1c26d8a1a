/** Trusted issuers, exchange rules (product.md §12.3 /admin/policies) and credential configurations. */

import { type Params, parseObject } from '@grantor/protocol';
import { createPolicy, deletePolicy, editPolicy, policyVersion } from '../administration/policies.ts';
import { credentialMembers, readCredentialConfiguration } from '../bootstrap/credential-configuration.ts';
import { issuerMembers, readExchangeRule, readTrustedIssuer, ruleMembers } from '../bootstrap/policy.ts';
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
  readonly problems: readonly string[];
};

/** How each kind is declared and shown. */
type Shown<Kind extends RecordKind> = {
  readonly kind: Kind;
  read(members: unknown): Reading<Kind>;
  members(policy: Policies[Kind]): object;
  /** What stands in the form of a new one. */
  readonly template: object;
};

const problemsOf = (problems: readonly { at: string; message: string }[]): readonly string[] =>
  problems.map(({ at, message }) => `${at}: ${message}`);

const trustedIssuers: Shown<'trusted_issuer'> = {
  kind: 'trusted_issuer',
  read(members) {
    const { issuer, problems } = readTrustedIssuer(members, []);
    return { policy: issuer, problems: problemsOf(problems) };
  },
  members: issuerMembers,
  template: { id: '', issuer: 'https://', kind: 'id-jag', clients: [], scopes: [], resources: [] },
};

const exchangeRules: Shown<'exchange_rule'> = {
  kind: 'exchange_rule',
  read(members) {
    const { rule, problems } = readExchangeRule(members, []);
    return { policy: rule, problems: problemsOf(problems) };
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
    return { policy: configuration, problems: problemsOf(problems) };
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

function readDeclaration<Kind extends RecordKind>(
  { read }: Pick<Shown<Kind>, 'read'>,
  declaration: string,
): Reading<Kind> {
  const members = parseObject(Buffer.from(declaration));
  return members === null ? { policy: null, problems: ['this is no JSON object'] } : read(members);
}

async function create<Kind extends RecordKind>(
  shown: Shown<Kind>,
  visit: Visit,
  form: Params,
): Promise<Outgoing> {
  const { kind } = shown;
  const declaration = form.echo('declaration') ?? '';
  const { policy, problems } = readDeclaration(shown, declaration);
  if (policy === null || problems.length > 0)
    return again(visit, formOf(kind, declaration, { problems, state: 'refused' }));
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
  const { policy, problems } = readDeclaration(shown, declaration);
  const isOther = policy !== null && policy.id !== stored.id;
  const wrong = isOther ? [...problems, `id: stays ${stored.id}`] : problems;
  if (policy === null || wrong.length > 0) {
    const common = { record: recordOf(kind, stored), version: seen, problems: wrong };
    return again(visit, formOf(kind, declaration, { ...common, state: 'refused' }));
  }
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
  ) => forAdministratorForm(whenFreshForm(answer), page);
  return {
    showNew: forAdministrator(whenFresh(newForm)),
    post: forForm((visit, form) => create(shown, visit, form), newForm),
    show: forAdministrator(whenFresh(editForm)),
    postEdit: forForm((visit, form) => edit(shown, visit, form), editForm),
    askDeletion: forAdministrator(whenFresh(deletion)),
    postDeletion: forForm((visit, form) => remove(kind, visit, form), deletion),
  };
}

export const trustedIssuerPages = pagesOf(trustedIssuers);
export const exchangeRulePages = pagesOf(exchangeRules);
export const credentialConfigurationPages = pagesOf(credentialConfigurations);
