/** From what an endpoint replied to an action: the contract says which status is which (federation-vci-authlete.md ATL-21). */

import { bearerChallenge, type Reply } from '@grantor/protocol';
import * as authlete from '@grantor/protocol/authlete';

type Relayed = { readonly action: string; readonly content: string | undefined };

/** The action whose HTTP form is that of the reply; of what the contract has no form for, the nearest refusal. */
export function relayed(name: authlete.OperationName, reply: Reply): Relayed {
  const { actions }: authlete.Operation = authlete.operations[name];
  const rows = actions === 'status' ? [] : Object.entries(actions);
  const type = reply.headers['content-type'] ?? '';
  const found =
    rows.find(
      ([, relay]) => relay.as === 'document' && relay.type === type && relay.status === reply.status,
    ) ??
    rows.find(([, relay]) => relay.as !== 'document' && 'status' in relay && relay.status === reply.status) ??
    // Where the front-end goes on by itself nothing is to be relayed
    (reply.note.error === null ? rows.find(([action]) => action === 'OK') : undefined);
  const [action = nearest(rows, reply), relay] = found ?? [];
  const content = relay?.as === 'challenge' ? challengeOf(reply) : (reply.body ?? undefined);
  return { action, content };
}

/** An error that has no challenge has one here: what is relayed is the challenge alone (federation-vci-authlete.md §3.2). */
function challengeOf({ headers, body, note: { error } }: Reply): string | undefined {
  const given = headers['www-authenticate'];
  if (given !== undefined || error === null || body === null) return given;
  const { error_description: description = '' }: { error_description?: string } = JSON.parse(body);
  return bearerChallenge({ error, description });
}

type Rows = readonly (readonly [string, authlete.Relay])[];

/** What a client can do something about is a bad request; the rest is ours. */
function nearest(rows: Rows, { status }: Reply): string {
  const [refusal, fault] = ['BAD_REQUEST', 'INTERNAL_SERVER_ERROR'].map((name) =>
    rows.find(([action]) => action === name),
  );
  const isOurs = status >= serverErrors || refusal === undefined;
  return (isOurs ? fault : refusal)?.[0] ?? 'AUTHLETE_ERROR';
}

const serverErrors = 500;
