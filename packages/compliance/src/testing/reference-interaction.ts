import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Interaction, Provider } from 'oidc-provider';
import { fixtures } from '../setup/fixtures.ts';
import { accountPage, consentPage, signInPage } from './reference-pages.ts';

// Sign-in, account choice and consent of the reference target.

function sendPage(response: ServerResponse, status: number, html: string): void {
  response
    .writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
    .end(html);
}

const clientOf = async (
  provider: Provider,
  { params }: Interaction,
): Promise<Readonly<Record<string, unknown>>> =>
  (await provider.Client.find(String(params['client_id'])))?.metadata() ?? {};

async function pageFor(provider: Provider, interaction: Interaction): Promise<string> {
  const action = `/interaction/${interaction.uid}`;
  const { params, prompt } = interaction;
  switch (prompt.name) {
    case 'login':
      return signInPage({
        ...{ action, client: await clientOf(provider, interaction) },
        ...{ loginHint: String(params['login_hint'] ?? ''), refused: false },
      });
    case 'select_account':
      return accountPage(action);
    default:
      return consentPage(action, String(params['client_id']), String(params['scope'] ?? ''));
  }
}

export async function renderInteraction(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const interaction = await provider.interactionDetails(request, response);
  sendPage(response, 200, await pageFor(provider, interaction));
}

function names(details: Readonly<Record<string, unknown>>, member: string): string[] {
  const value = details[member];
  return Array.isArray(value) ? value.map(String) : [];
}

async function approve(provider: Provider, interaction: Interaction): Promise<string> {
  const { grantId, params, prompt, session } = interaction;
  const found = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  const clientId = String(params['client_id']);
  const grant = found ?? new provider.Grant({ accountId: session?.accountId ?? '', clientId });
  const scopes = names(prompt.details, 'missingOIDCScope');
  if (scopes.length > 0) grant.addOIDCScope(scopes.join(' '));
  const claims = names(prompt.details, 'missingOIDCClaims');
  if (claims.length > 0) grant.addOIDCClaims(claims);
  const resources = prompt.details['missingResourceScopes'] ?? {};
  for (const [resource, wanted] of Object.entries(resources)) {
    grant.addResourceScope(resource, Array.isArray(wanted) ? wanted.join(' ') : '');
  }
  const details = prompt.details['rar'];
  for (const detail of Array.isArray(details) ? details : []) grant.addRar(detail);
  return grant.save();
}

async function resultOf(
  provider: Provider,
  interaction: Interaction,
  form: URLSearchParams,
): Promise<object | undefined> {
  switch (interaction.prompt.name) {
    case 'login': {
      const username = form.get('username');
      const user = fixtures.users.find((candidate) => candidate.username === username);
      if (user === undefined || user.password !== form.get('password')) return undefined;
      return { login: { accountId: user.sub, acr: '1', amr: ['pwd'] } };
    }
    case 'select_account':
      return { select_account: {} };
    default: {
      if (form.get('action') === 'approve')
        return { consent: { grantId: await approve(provider, interaction) } };
      return { error: 'access_denied', error_description: 'the user denied the request' };
    }
  }
}

export async function submitInteraction(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const interaction = await provider.interactionDetails(request, response);
  const form = new URLSearchParams(await text(request));
  const result = await resultOf(provider, interaction, form);
  if (result === undefined) {
    const action = `/interaction/${interaction.uid}`;
    return sendPage(
      response,
      400,
      signInPage({
        ...{ action, client: await clientOf(provider, interaction) },
        ...{ loginHint: form.get('username') ?? '', refused: true },
      }),
    );
  }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
}
