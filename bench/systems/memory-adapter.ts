/**
 * The fastest store oidc-provider can have: two generations of a Map per kind, nothing written, nothing indexed
 * that no scenario asks for. Its own development adapter walks all tokens of a grant at every write.
 */

type Payload = Record<string, unknown> & { readonly uid?: string; readonly userCode?: string };

const generationSize = 20_000;

export class MemoryAdapter {
  #young = new Map<string, Payload>();
  #old = new Map<string, Payload>();

  async upsert(id: string, payload: Payload): Promise<void> {
    if (this.#young.size >= generationSize) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(id, payload);
  }

  async find(id: string): Promise<Payload | undefined> {
    const young = this.#young.get(id);
    if (young !== undefined) return young;
    const old = this.#old.get(id);
    if (old !== undefined) this.#young.set(id, old);
    return old;
  }

  async findByUid(uid: string): Promise<Payload | undefined> {
    return this.#search((payload) => payload.uid === uid);
  }

  async findByUserCode(userCode: string): Promise<Payload | undefined> {
    return this.#search((payload) => payload.userCode === userCode);
  }

  async consume(id: string): Promise<void> {
    const payload = await this.find(id);
    if (payload !== undefined) payload['consumed'] = Math.floor(Date.now() / 1000);
  }

  async destroy(id: string): Promise<void> {
    this.#young.delete(id);
    this.#old.delete(id);
  }

  async revokeByGrantId(): Promise<void> {
    throw new Error('no scenario revokes a grant');
  }

  #search(matches: (payload: Payload) => boolean): Payload | undefined {
    for (const payload of [...this.#young.values(), ...this.#old.values()])
      if (matches(payload)) return payload;
    return undefined;
  }
}
