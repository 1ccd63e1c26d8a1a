import { personKey } from '../console/person-key.ts';
import { peoplePath } from '../pages/index.ts';

/** The page about a person. */
export const personPath = (id: string): string => `${peoplePath}/${personKey(id)}`;
