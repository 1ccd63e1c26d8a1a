/** Most checks are about one side only, and say nothing where it is missing. */

import { mayName } from '../../server/address.ts';
import type { JsonObject } from '../../untrusted/json.ts';
import { isWebAddress } from '../../untrusted/printable.ts';
import { answered } from '../target/ask.ts';
import type { Registrar } from '../target/registration.ts';
import type { ResourceSide, ServerSide, Target } from '../target/target.ts';
import { type Outcome, skipped } from './check.ts';

type Look<Side> = (side: Side, target: Target) => Outcome | Promise<Outcome>;
type LookAtAll = (target: Target) => Outcome | Promise<Outcome>;

export const noResource = 'this is an authorization server';
export const noServer = 'no authorization server was found';
export const noDocument = 'no metadata was found';

export const ofResource =
  (look: Look<ResourceSide>): LookAtAll =>
  (target) =>
    target.resource === null ? skipped(noResource) : look(target.resource, target);

export const ofServer =
  (look: Look<ServerSide>): LookAtAll =>
  (target) =>
    target.server === null ? skipped(noServer) : look(target.server, target);

/** Of the document of the resource. */
export const ofResourceDocument = (look: Look<JsonObject>): LookAtAll =>
  ofResource(({ document }, target) => (document === null ? skipped(noDocument) : look(document, target)));

/** Of the document of the authorization server. */
export const ofServerDocument = (look: Look<JsonObject>): LookAtAll =>
  ofServer(({ document }, target) => (document === null ? skipped(noDocument) : look(document, target)));

/** With a registrar, where one is allowed. */
export const ofRegistrar =
  (look: Look<Registrar>): LookAtAll =>
  (target) =>
    target.registration.kind === 'allowed'
      ? look(demandingRegistrar(target.registration.registrar), target)
      : skipped(target.registration.why);

const demandingRegistrar = (registrar: Registrar): Registrar => ({
  ...registrar,
  register: async (metadata) => answered(await registrar.register(metadata)),
});

/** Of an endpoint in it. */
export const ofEndpoint = (name: string, look: Look<string>): LookAtAll =>
  ofServerDocument((document, target) => {
    const url = document[name];
    if (typeof url !== 'string') return skipped(`there is no ${name}`);
    if (!isWebAddress(url)) return skipped(`the ${name} is no absolute URL`);
    return mayName(target.address, url) ? look(url, target) : skipped(`the ${name} ${isElsewhere}`);
  });

/** Why nothing is sent there. */
export const isElsewhere = 'is on this machine, and the server is not';
