/** Devices whose person a front-end asks (federation-vci-authlete.md §3.2, wave 2). */

import { endpoints } from '@grantor/engine';
import { epoch, type Reply } from '@grantor/protocol';
import { detailMembers } from './fields.ts';
import { type Call, clientMembers, type Handler } from './operation.ts';
import { CallRefused } from './wire/call-refused.ts';
import { formSent } from './wire/sent.ts';

export const startDevice: Handler<'device/authorization'> = async ({ given, source, world }) => {
  const sent = formSent(given, { path: endpoints.deviceAuthorization.path, source });
  const reply = await world.engine.deviceAuthorization(sent);
  return { kind: 'relay', reply, members: codesIn(reply) };
};

function codesIn({ note, body }: Reply) {
  if (note.error !== null) return {};
  const said: Record<string, string & number> = JSON.parse(body ?? '{}');
  return {
    ...{ deviceCode: said['device_code'], userCode: said['user_code'] },
    ...{ verificationUri: said['verification_uri'], expiresIn: said['expires_in'] },
    ...{ verificationUriComplete: said['verification_uri_complete'], interval: said['interval'] },
  };
}

/** One that is over is as if it had never been. */
export const verifyDevice: Handler<'device/verification'> = async ({ given, source, world }) => {
  const found = await world.engine.frontEnd.readDevice({ userCode: given.userCode ?? '', source });
  if (found === null) return { kind: 'action', action: 'NOT_EXIST' };
  const { client, asked } = found;
  const gmActions = { create: 'CREATE', merge: 'MERGE', replace: 'REPLACE' } as const;
  return {
    kind: 'action',
    action: 'VALID',
    about: client.id,
    members: {
      ...{ ...clientMembers(world, client.id), clientName: client.name, expiresAt: asked.expiresAt * 1000 },
      ...{ scopes: asked.scope.map((name) => ({ name, defaultEntry: false })), resources: asked.resources },
      authorizationDetails: detailMembers(asked.details),
      ...(asked.grant === null ? {} : { gmAction: gmActions[asked.grant.action] }),
    },
  };
};

/** What the tokens of a device do not keep. */
const unkept = ['sub', 'claims', 'scopes', 'properties', 'consentedClaims'] as const;

const outcomes = { approved: 'SUCCESS', denied: 'SUCCESS' } as const;

export const completeDevice: Handler<'device/complete'> = async ({ given, source, world }) => {
  const { userCode = '', result, authTime, acr } = given;
  const useless = unkept.find((name) => given[name] !== undefined);
  if (useless !== undefined) throw new CallRefused('bad_call', `${useless} is not kept of a device`);
  const decision = result === 'AUTHORIZED' ? 'approve' : 'deny';
  const guest = {
    ...{ subject: subjectIn(given), acr: acr ?? null, session: null },
    authTime: authTime === undefined ? null : epoch(authTime),
  };
  const outcome = await world.engine.frontEnd.answerDevice({ userCode, decision, guest, source });
  if (outcome.kind === 'approved' || outcome.kind === 'denied')
    return { kind: 'action', action: outcomes[outcome.kind], about: outcome.client.id };
  // Of what changed since `device/verification` the person has to be asked again (protocol.md IN-6)
  const isRefused = outcome.kind === 'not_a_member' || outcome.kind === 'untold';
  return { kind: 'action', action: isRefused ? 'INVALID_REQUEST' : 'USER_CODE_NOT_EXIST' };
};

/** Printable, and of no client: those begin with `client:` (security.md T-6). */
function subjectIn({ subject = '' }: Call<'device/complete'>['given']): string {
  if (/^(?!client:)[\x21-\x7e]{1,100}$/.test(subject)) return subject;
  throw new CallRefused('bad_call', 'subject is no subject');
}
