/** Owns that pages about credentials can be shown: loaded by who issues them, and by nobody else. */
import { credentials } from '../words/credentials/index.ts';
import { addWords } from './catalogue.ts';

addWords([credentials]);
