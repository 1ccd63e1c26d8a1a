/** What is asked for. */
export type Purpose =
  | 'new_client'
  | 'entity_statement'
  | 'known_client'
  | 'key_set'
  | 'request_object'
  | 'sector'
  | 'logo';

/** One request to somebody who publishes. */
export type Asked = {
  readonly purpose: Purpose;
  /** Or IPv6 network, on whose behalf it is; null: addresses say nothing here. */
  readonly address: string | null;
  readonly origin: string;
};

/** Of what strangers make up, and of all that concerns clients we know. */
export type Parts = { readonly new: number; readonly known: number };

export type Share = {
  /** How many there may be. */
  readonly most: Parts;
  /** At most so many times what is free of the part: for any address, and for any purpose among several. */
  readonly address: Parts;
  readonly purpose: number;
};

const partOf = ({ purpose }: Asked): keyof Parts =>
  purpose === 'new_client' || purpose === 'entity_statement' ? 'new' : 'known';

/**
 * Whether one more fits beside `others`, so that whoever asks for much always leaves room: the fuller its part is, the
 * less of it may any address and any purpose have. With a ratio of r, one alone can have r / (r + 1) of its part; any
 * number of them leave something to whoever has nothing yet (Choudhury and Hahne, "Dynamic queue length thresholds
 * for shared-memory packet switches", 1998).
 */
export function fitsFairly(one: Asked, others: readonly Asked[], share: Share): boolean {
  const part = partOf(one);
  const kin = others.filter((other) => partOf(other) === part);
  const free = share.most[part] - kin.length;
  const ofAddress = one.address === null ? 0 : kin.filter(({ address }) => address === one.address).length;
  const ofPurpose = part === 'new' ? 0 : kin.filter(({ purpose }) => purpose === one.purpose).length;
  return ofAddress < share.address[part] * free && ofPurpose < share.purpose * free;
}
