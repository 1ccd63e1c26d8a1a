/** Circumstances that no server can bring about on 127.0.0.1. */

import type { ServerCertificate } from '../../src/world/certificate.ts';
import type { Options } from '../world.ts';
import { asHost } from './healthy.ts';

/** Where the patient is found, and the world that finds it there. */
export type Circumstances = (origin: string) => { readonly origin: string; readonly options: Options };

export const onLoopback: Circumstances = (origin) => ({ origin, options: {} });

const day = 24 * 60 * 60 * 1000;
const good: ServerCertificate = { problem: null, expiresAt: Date.now() + 90 * day };

type Encrypted = { readonly certificate?: Partial<ServerCertificate>; readonly http?: () => Response };

const leads = (): Response =>
  new Response(null, { status: 301, headers: { location: 'https://mcp.example/' } });

/** The patient as https://mcp.example, which http leads to. */
export const encrypted =
  ({ certificate = {}, http = leads }: Encrypted = {}): Circumstances =>
  (origin) => ({
    origin: 'https://mcp.example',
    options: {
      certificateOf: async () => ({ ...good, ...certificate }),
      fetch: async (input, init) => {
        const url = new URL(String(input));
        if (url.protocol === 'http:') return http();
        const headers = new Headers(init?.headers);
        headers.set(asHost, url.origin);
        return fetch(`${origin}${url.pathname}${url.search}`, { ...init, headers });
      },
    },
  });

/** This machine's clock is ahead. */
export const clockAhead =
  (seconds: number): Circumstances =>
  (origin) => ({ origin, options: { now: () => Date.now() + seconds * 1000 } });

/** Every answer seems to take its time: each reading of the clock is late by turns. */
export const slow =
  (milliseconds: number): Circumstances =>
  (origin) => {
    let turn = 0;
    return {
      origin,
      options: {
        now() {
          turn += 1;
          return Date.now() + (turn % 2 === 0 ? milliseconds : 0);
        },
      },
    };
  };

/** For a domain name whose certificate nobody trusts: not a single request is answered. */
export const distrusted =
  (problem: string): Circumstances =>
  () => ({
    origin: 'https://mcp.example',
    options: {
      certificateOf: async () => ({ ...good, problem }),
      fetch: async () => {
        throw new TypeError('fetch failed', { cause: Object.assign(new Error(problem), { code: problem }) });
      },
    },
  });
