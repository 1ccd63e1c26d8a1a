import type { JWK } from 'jose';
import type { Answer } from '../wire/answer.ts';
import { expectStatus, send } from '../wire/answer.ts';
import type { Authorization } from '../wire/authorization.ts';
import { type ClientKey, newClientKey } from '../wire/client-assertion.ts';
import { type ProofWish, publicMembers, signProof, thumbprintOf } from '../wire/dpop-proof.ts';
import type { Parameters } from '../wire/parameters.ts';
import type { AuthorizationRequest, Conversation } from './conversation.ts';

// A client that holds a key and proves it: RFC 9449 §5, §7.

export interface Presenting extends ProofWish {
  readonly scheme?: string;
  /** What goes in the DPoP header in the place of a proof made for the request; none for an empty list. */
  readonly proofs?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

export class KeyHolder {
  readonly t: Conversation;
  readonly key: ClientKey;
  readonly jkt: string;

  private constructor(t: Conversation, key: ClientKey, jkt: string) {
    this.t = t;
    this.key = key;
    this.jkt = jkt;
  }

  static async create(t: Conversation, alg?: string): Promise<KeyHolder> {
    const key = await newClientKey(alg);
    return new KeyHolder(t, key, await thumbprintOf(key));
  }

  /** Its public key, as a header has it. */
  bareKey(): JWK {
    return publicMembers(this.key.publicJwk);
  }

  /** A new proof for a form posted to an endpoint named in the metadata. */
  proof(wish: ProofWish = {}, endpoint = 'token_endpoint'): Promise<string> {
    return this.proofAt(this.t.endpoint(endpoint), wish);
  }

  /** The same, for an address. */
  proofAt(url: string, wish: ProofWish = {}): Promise<string> {
    return signProof(this.key, { method: 'POST', url }, wish);
  }

  /** Posts a form as a fixture client, with a proof. */
  async as(client: string, parameters: Parameters, presenting: Presenting & { endpoint?: string } = {}) {
    const { endpoint = 'token_endpoint', proofs = [await this.proof(presenting, endpoint)] } = presenting;
    const presented = await this.t.present(client);
    const headers = { ...presented.headers, ...dpopHeader(proofs) };
    return this.t.post(endpoint, { ...presented.parameters, ...parameters }, headers);
  }

  /** Redeems the code of an authorization with a proof. */
  redeem(authorization: Authorization, presenting: Presenting = {}): Promise<Answer> {
    const client = String(authorization.parameters['client_id']);
    return this.as(client, this.t.redemption(authorization), presenting);
  }

  /** The token answer of a whole approved code flow, bound to the key. */
  async tokens(wish: AuthorizationRequest = {}): Promise<Answer> {
    const answer = await this.redeem(await this.t.authorize(wish));
    expectStatus(answer, 200);
    return answer;
  }

  refresh(client: string, refreshToken: string, presenting: Presenting = {}): Promise<Answer> {
    return this.as(client, { grant_type: 'refresh_token', refresh_token: refreshToken }, presenting);
  }

  /** A new proof for a GET of userinfo with the token. */
  proofAtUserinfo(token: string, wish: ProofWish = {}): Promise<string> {
    return signProof(this.key, { method: 'GET', url: this.t.endpoint('userinfo_endpoint'), token }, wish);
  }

  /** Asks userinfo with the token and a proof. */
  async userinfo(token: string, presenting: Presenting = {}): Promise<Answer> {
    const { scheme = 'DPoP', proofs = [await this.proofAtUserinfo(token, presenting)], headers } = presenting;
    return send(this.t.endpoint('userinfo_endpoint'), {
      headers: { authorization: `${scheme} ${token}`, ...dpopHeader(proofs), ...headers },
    });
  }
}

const dpopHeader = (proofs: readonly string[]): Readonly<Record<string, string>> =>
  proofs.length === 0 ? {} : { dpop: proofs.join(', ') };
