import { describeRegistration } from '../clients/describe-registration.ts';
import { initialTokenOption, readInitialToken } from '../clients/initial-token.ts';
import { registerClient, storedClient } from '../clients/registration.ts';
import { metadataOptions, requestedMetadata, withUsualMembers } from '../clients/requested-metadata.ts';
import type { Command, Invocation } from '../command-line/command.ts';
import { envOptions } from '../command-line/options.ts';
import { type EnvFile, envFileOption } from '../env-file/env-file.ts';
import type { Ending } from '../errors/exit-code.ts';
import { discover } from '../server/discover.ts';
import type { StoredClient } from '../store/document.ts';
import { StoreNotWritable } from '../store/not-writable.ts';
import { withClient } from '../store/sign-ins.ts';
import { findPlace, type Place } from '../tokens/place.ts';

async function register(invocation: Invocation): Promise<Ending> {
  const { given, world, http, settings, output } = invocation;
  const metadata = withUsualMembers(requestedMetadata(invocation));
  const place = await findPlace(invocation);
  const envFile = envFileOption(given, world);
  const server = await discover(place.address, { http, allowsHttp: settings.allowsHttp });
  const { issuer } = server.metadata;
  const initialToken = readInitialToken(invocation);
  const request = { metadata, ...(initialToken === undefined ? {} : { initialToken }) };
  const answer = await registerClient(server.metadata, request, http);
  const client = storedClient(answer, { issuer, purpose: 'registered' });
  const kept = await keep(invocation, place, client);
  if (envFile !== null) await writeEnvFile(envFile, client);
  const places = [kept, envFile?.place].filter((name) => name !== undefined && name !== null);
  const shown = { issuer, answer, heading: 'Registered', place: places.join(' and ') };
  output.result(describeRegistration(shown, output.resultStyle), answer);
  if (client.registrationToken !== undefined && client.registrationUri === undefined) {
    output.warn('The server names no address of its own where the client could be changed or deleted.');
  }
  if (kept === null && client.registrationToken !== undefined && !output.isJson) {
    output.tell(`Registration token, shown once: ${client.registrationToken}`);
  }
  return 'done';
}

/** Null when nothing could be written; that is said. */
async function keep({ output }: Invocation, { store }: Place, client: StoredClient): Promise<string | null> {
  try {
    await store.update((document) => ({ ...withClient(document, client), lastServer: client.issuer }));
    return store.place;
  } catch (error) {
    if (!(error instanceof StoreNotWritable)) throw error;
    output.warn([error.message, ...error.why, ...error.remedy].join('\n  '));
    return null;
  }
}

async function writeEnvFile(envFile: EnvFile, client: StoredClient): Promise<void> {
  await envFile.locked(async () =>
    envFile.write({
      serverUrl: client.issuer,
      clientId: client.clientId,
      clientSecret: client.clientSecret,
      registrationToken: client.registrationToken,
      registrationUri: client.registrationUri,
    }),
  );
}

export const registerCommand: Command = {
  name: 'register',
  does: 'register a client at a server',
  about: [
    'Registers a client: a program of yours that signs people in, or a service. Without a redirect URI it is a',
    'program of this machine. The result is kept, with the token that lets you change or delete it later.',
    'A server that asks for an initial access token gets it from --initial-token-file or REGISTRATION_TOKEN.',
  ].join('\n'),
  positionals: [],
  options: [...metadataOptions, initialTokenOption, ...envOptions],
  example: {
    line: 'grantor register --name "My app" --redirect-uri https://app.example.com/callback --env',
    shows: 'Prints the client id and the secret, and writes them to .env.',
  },
  run: register,
};
