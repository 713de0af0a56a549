/** How to read a reference out: each character as a word nobody mishears. */

import { lang } from '#lib/i18n';

const VI: Record<string, string> = {
	'0': 'không', '1': 'một', '2': 'hai', '3': 'ba', '4': 'bốn', '5': 'năm', '6': 'sáu', '7': 'bảy', '8': 'tám', '9': 'chín',
	A: 'An', B: 'Bình', C: 'Cường', D: 'Dừa', E: 'Em', F: 'Phi', G: 'Gà', H: 'Huế', J: 'Gi', K: 'Kim', M: 'Mai', N: 'Nam',
	P: 'Phở', Q: 'Quê', R: 'Rừng', S: 'Sen', T: 'Tre', V: 'Vui', W: 'vê kép', X: 'Xuân', Y: 'Yên', Z: 'dét'
};
const EN: Record<string, string> = {
	'0': 'zero', '1': 'one', '2': 'two', '3': 'three', '4': 'four', '5': 'five', '6': 'six', '7': 'seven', '8': 'eight', '9': 'nine',
	A: 'Alfa', B: 'Bravo', C: 'Charlie', D: 'Delta', E: 'Echo', F: 'Foxtrot', G: 'Golf', H: 'Hotel', J: 'Juliett', K: 'Kilo', M: 'Mike',
	N: 'November', P: 'Papa', Q: 'Quebec', R: 'Romeo', S: 'Sierra', T: 'Tango', V: 'Victor', W: 'Whiskey', X: 'X-ray', Y: 'Yankee', Z: 'Zulu'
};
/** "bảy, Kim, ba, Mai" */
export const spell = (group: string): string => {
	const words = lang() === 'en' ? EN : VI;
	return Array.from(group).map((char) => words[char] ?? char).join(', ');
};
