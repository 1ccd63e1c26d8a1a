import { readText } from '../../untrusted/json.ts';
import { type Answer, type Ask, describeAnswer } from '../target/ask.ts';
import { type Management, manage, managementIn, type Registrar } from '../target/registration.ts';
import { error, type Outcome, ok, warning } from './check.ts';

const newName = 'grantor doctor, renamed';

/** Members of an answer that a client must not send back (RFC 7592 §2.2). */
const issued = new Set([
  'registration_client_uri',
  'registration_access_token',
  'client_id_issued_at',
  'client_secret_expires_at',
]);

/** Reads, renames and deletes the client that was just registered (RFC 7592 §2). */
export async function walkThroughManagement(
  registered: Answer,
  registrar: Registrar,
  ask: Ask,
): Promise<Outcome> {
  const clientId = readText(registered.json ?? {}, 'client_id') ?? '';
  let management = managementIn(registered);
  const read = await manage(management, { method: 'GET' }, ask);
  if (read === null) return warning('the reply names no address of the server for managing the client');
  if (read.status !== 200 || read.json?.['client_id'] !== clientId)
    return error(`reading it: ${describeAnswer(read)}`);
  management = renewed(management, read);
  registrar.ledger.note(clientId, management);

  const members = Object.entries(read.json).filter(([name]) => !issued.has(name));
  const body = { ...Object.fromEntries(members), client_name: newName };
  const changed = await manage(management, { method: 'PUT', body }, ask);
  if (changed?.status !== 200 || changed.json?.['client_name'] !== newName) {
    return error(`changing its name: ${changed === null ? 'no address' : describeAnswer(changed)}`);
  }
  management = renewed(management, changed);
  registrar.ledger.note(clientId, management);

  const deleted = await manage(management, { method: 'DELETE' }, ask);
  if (deleted?.status !== 204)
    return error(`deleting it: ${deleted === null ? 'no address' : describeAnswer(deleted)}`);
  registrar.ledger.note(clientId, null);
  return ok();
}

/** Either may be replaced by any answer (RFC 7592 §3). */
function renewed(known: Management, answer: Answer): Management {
  const { uri, token } = managementIn(answer);
  return { uri: uri ?? known.uri, token: token ?? known.token };
}
