/** What BROWSER names: opens the address as Ada, who signs in and allows. */

import { Person } from '../documentation/person.ts';
import { ada } from './ada.ts';

const [address = ''] = process.argv.slice(2);
const person = new Person();
await person.allow(await person.open(address), ada);
