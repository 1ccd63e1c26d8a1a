/**
 * Words and keyboard walks that people choose first, in lower case. A password is common when it is one
 * of them, also repeated, with up to six digits or signs behind it, or with the usual letter swaps.
 */
const words: ReadonlySet<string> = new Set(
  `
  password passwort passwords passphrase mypassword thepassword newpassword oldpassword yourpassword
  passw pass passwd contrasena motdepasse wachtwoord senha parola heslo haslo losenord salasana kennwort
  letmein letmeinnow openup opensesame welcome welcomeback welcomehome changeme changemenow change
  changeit secret topsecret mysecret secretpassword admin administrator adminadmin rootroot root toor
  superuser sysadmin system server default guest user username usuario login logon signin master
  masterkey access accessgranted trustno trustnoone whatever nothing something anything everything
  internet computer laptop keyboard monitor windows microsoft google facebook instagram twitter youtube
  linkedin amazon samsung iphone android apple macintosh nintendo playstation pokemon minecraft fortnite
  starwars startrek skywalker darthvader lordoftherings harrypotter hogwarts gandalf matrix superman
  batman spiderman ironman wonderwoman avengers marvel naruto pikachu sonic mario zelda tetris
  qwerty qwertz azerty qwertyui qwertyuiop qwertzuiop azertyuiop asdf asdfgh asdfghjkl zxcvbn zxcvbnm
  yxcvbnm qazwsx qazwsxedc qweasd qweasdzxc zaqwsx qwer qwert asdfg zxcv wasd abcd abcde abcdef abcdefg
  abcdefgh abcdefghij abcdefghijkl abc abcabc aaa xyz xyzzy foobar foo bar test tester testing testtest
  testpassword demo example sample temp temporary tempo pass1 private public
  iloveyou iloveyousomuch loveyou lovely love loveme lover loverboy lovers mylove sweetheart sweetie
  darling honey honeybunny babygirl babyboy baby princess prince queen king kingdom angel angels
  beautiful gorgeous handsome sexy sunshine moonlight starlight rainbow butterfly flower flowers rose
  sunflower daisy summer winter spring autumn summertime christmas january february march april may june
  july august september october november december monday tuesday wednesday thursday friday saturday
  sunday birthday holiday weekend vacation football footballs baseball basketball softball soccer hockey
  tennis golf golfer cricket rugby volleyball swimming skateboard snowboard fishing hunter hunting
  arsenal chelsea liverpool manchester manchesterunited barcelona realmadrid juventus bayern dortmund
  yankees lakers cowboys steelers eagles patriots dolphins raiders broncos redsox packers
  monkey dragon dragons tiger tigers lion lions eagle falcon wolf wolves bear panther panthers jaguar
  horse horses pony kitten kitty kittycat cat cats puppy doggy dog dogs doggie elephant dolphin shark
  turtle chicken rabbit bunny hamster penguin unicorn phoenix scorpion spider snake viper cobra
  shadow shadows killer hunter2 ninja samurai warrior soldier sniper assassin pirate wizard merlin magic
  magical mystery legend phantom ghost demon devil satan lucifer heaven hell godzilla gangster
  jesus jesuschrist christ jesussaves godisgood godbless blessed blessing faith hope grace church bible
  family familyfirst mother father mommy daddy brother sister friends friend forever bestfriend
  freedom liberty victory winner success happy happiness smile smiley laughter peace peaceful
  america canada england london paris berlin germany france spain italy mexico brazil argentina india
  china japan tokyo australia sydney newyork california texas florida chicago boston dallas houston
  michael michelle jennifer jessica ashley amanda daniel david andrew anthony joshua matthew christopher
  christian charlie charles robert richard thomas william george jordan justin brandon nicholas nicole
  samantha elizabeth stephanie victoria alexander alexandra benjamin jonathan hannah hunter
  maggie buster ginger pepper cookie cookies chocolate strawberry banana cherry orange peaches apples
  cheese cheesecake pizza hamburger coffee whiskey vodka budweiser heineken cocacola pepsi
  mustang corvette ferrari porsche mercedes toyota honda yamaha harley harleydavidson camaro chevy
  guitar drummer music musician metallica nirvana slipknot beatles eminem rockstar rocknroll
  diamond diamonds silver golden gold crystal emerald thunder lightning storm hurricane fire blue
  purple yellow green black white red pink blackbird blackcat bluesky greenday
  correcthorsebatterystaple thisisapassword thisismypassword itsasecret idontknow idontcare
  fuckyou bullshit money moneymoney dollar million business company
  `
    .trim()
    .split(/\s+/),
);

const swaps: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Whether a lower-case password is on the list or a plain row of characters (product.md S-1). */
export function isCommonPassword(folded: string): boolean {
  const unit = repeatedUnit(folded);
  if (unit.length <= 3 || isRow(unit)) return true;
  return [unit, unit.replace(/[^\p{L}]{1,6}$/u, '')].some(isWord);
}

const isWord = (text: string): boolean =>
  words.has(text) || words.has(unswap(text)) || words.has(joined(text));

const unswap = (text: string): string => [...text].map((character) => swaps[character] ?? character).join('');

const joined = (text: string): string => text.replace(/[\s._-]+/g, '');

/** The shortest text that, written several times, gives this one. */
function repeatedUnit(text: string): string {
  const again = `${text}${text}`.indexOf(text, 1);
  return text.slice(0, again);
}

const rows = [
  '0123456789012345678901234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
];
const allRows = rows.flatMap((row) => [row, [...row].reverse().join('')]);

/** `12345678`, `hgfedcba`: neighbours all the way, with the digits in a circle. */
const isRow = (text: string): boolean => allRows.some((row) => row.includes(text));
