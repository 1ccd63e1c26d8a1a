import { once } from 'node:events';
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import {
  getOAuthProtectedResourceMetadataUrl,
  mcpAuthMetadataRouter,
} from '@modelcontextprotocol/sdk/server/auth/router.js';
import type { AuthInfo } from '@modelcontextprotocol/sdk/server/auth/types.js';
import express from 'express';
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { REACHED } from '../protected/conversation.ts';
import type { ServiceSettings } from '../protected/service-settings.ts';

// The reference of a protected URL, run as a child process: the SDK's middleware over jose's verification.

const CLOCK_TOLERANCE = 60;

function authInfoOf(token: string, payload: JWTPayload): AuthInfo {
  const scopes = typeof payload['scope'] === 'string' ? payload['scope'].split(' ') : [];
  return {
    token,
    clientId: String(payload['client_id'] ?? payload.sub),
    scopes,
    ...(payload.exp === undefined ? {} : { expiresAt: payload.exp }),
  };
}

function verifierOf({ issuer }: ServiceSettings, audience: string) {
  const keys = createRemoteJWKSet(new URL(`${issuer.replace(/\/$/, '')}/jwks`));
  const options = { issuer, audience, clockTolerance: CLOCK_TOLERANCE, requiredClaims: ['exp'] };
  return {
    async verifyAccessToken(token: string): Promise<AuthInfo> {
      try {
        const { payload } = await jwtVerify(token, keys, options);
        return authInfoOf(token, payload);
      } catch (error) {
        if (
          error instanceof errors.JOSEError &&
          error.code !== 'ERR_JWKS_TIMEOUT' &&
          error.code !== 'ERR_JOSE_GENERIC'
        )
          throw new InvalidTokenError('Token is not valid');
        throw error;
      }
    },
  };
}

function serviceOf(settings: ServiceSettings, origin: string): express.Express {
  const { issuer, path, scopes } = settings;
  const resource = new URL(path, origin);
  const oauthMetadata = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    response_types_supported: ['code'],
  };
  const app = express();
  app.use(
    mcpAuthMetadataRouter({ oauthMetadata, resourceServerUrl: resource, scopesSupported: [...scopes] }),
  );
  const guard = requireBearerAuth({
    verifier: verifierOf(settings, resource.href),
    requiredScopes: [...scopes],
    resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(resource),
  });
  app.use(path, guard, (_request, response) => {
    response.set(settings.says ?? {}).json({ reached: REACHED });
  });
  return app;
}

const { ORIGIN: origin = '', SERVICES: services = '[]' } = process.env;
const all: readonly ServiceSettings[] = JSON.parse(services);
const root = express();
for (const settings of all) root.use(serviceOf(settings, origin));
const server = root.listen(Number(new URL(origin).port), '127.0.0.1');
await once(server, 'listening');
process.send?.('listening');
process.once('disconnect', () => process.exit(0));
