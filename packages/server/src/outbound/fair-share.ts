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
  /** Whoever may have many such networks. */
  readonly site: string | null;
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
  /** The last of them are for sites that have none yet. */
  readonly last: Parts;
};

const partOf = ({ purpose }: Asked): keyof Parts =>
  purpose === 'new_client' || purpose === 'entity_statement' ? 'new' : 'known';

/**
 * Whether one more fits beside `others`, so that whoever asks for much always leaves room: the fuller its part is, the
 * less of it may any purpose have, and the fuller what a purpose may have is, the less of that any address. With a
 * ratio of r, one alone can have r / (r + 1) of it; several who take all they can leave the last ones to as many who
 * have nothing yet (Choudhury and Hahne, "Dynamic queue length thresholds for shared-memory packet switches", 1998).
 */
export function fitsFairly(one: Asked, others: readonly Asked[], share: Share): boolean {
  const part = partOf(one);
  const kin = others.filter((other) => partOf(other) === part);
  const alike = part === 'new' ? kin : kin.filter(({ purpose }) => purpose === one.purpose);
  const free = share.most[part] - kin.length;
  const room = part === 'new' ? free : roomIn(free, alike.length, share.purpose);
  if (room < 1) return false;
  const ofAddress = (asked: readonly Asked[]): number =>
    one.address === null ? 0 : asked.filter(({ address }) => address === one.address).length;
  const ratio = share.address[part];
  const isFirst = one.site === null || !alike.some(({ site }) => site === one.site);
  const isFair = isFirst || (ofAddress(alike) < ratio * room && room > share.last[part]);
  return isFair && ofAddress(kin) < ratio * free;
}

/** How many more a purpose may have that has `taken`, if nobody else takes any: each takes from what is free, too. */
const roomIn = (free: number, taken: number, ratio: number): number =>
  Math.ceil((ratio * free - taken) / (ratio + 1));
