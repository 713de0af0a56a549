/** How procedures are found by what people call them. Pure. */

import { fold } from '#lib/util/text';
import type { ProcedureDoc } from './model';
import { FIELDS } from './words';

/** Said and written short or long, the later spelling of an identity card included. Folded. */
const SHORT: Record<string, string> = {
	bhyt: 'bao hiem y te',
	bhxh: 'bao hiem xa hoi',
	cccd: 'can cuoc',
	'can cuoc cong dan': 'can cuoc',
	cmnd: 'chung minh nhan dan',
	cmt: 'chung minh nhan dan',
	'chung minh thu': 'chung minh nhan dan',
	ubnd: 'uy ban nhan dan',
	gks: 'giay khai sinh',
	gcn: 'giay chung nhan',
	qsdd: 'quyen su dung dat',
	nvqs: 'nghia vu quan su',
	gpxd: 'giay phep xay dung',
	hkd: 'ho kinh doanh',
	hktt: 'ho khau thuong tru',
	tthn: 'tinh trang hon nhan',
	ncc: 'nguoi co cong'
};
const SHORTENED = new RegExp(` (${Object.keys(SHORT).join('|')})(?= )`, 'g');
/** What people put before the thing they look for. */
const ASKING = / (lam|xin|muon|thu tuc)(?= )/g;

/** " dang ky khai sinh ": folded words with a blank on both sides, so that " khai" is the start of a word. */
const spaced = (text: string): string => ` ${fold(text).replace(/[^a-z0-9.]+/g, ' ').trim()} `;
function spelled(text: string): string {
	const whole = spaced(text).replace(SHORTENED, (_, short: string) => ` ${SHORT[short]}`);
	return whole.replace(ASKING, '').trim() ? whole.replace(ASKING, '') : whole;
}

/** names: each way of calling it, its own name first. all: everything the search looks through. */
interface Spelling {
	names: string[];
	all: string;
}
const spellings = new WeakMap<ProcedureDoc, Spelling>();
function spellingOf(doc: ProcedureDoc): Spelling {
	const known = spellings.get(doc);
	if (known) return known;
	const names = [doc.name.vi, ...(doc.keywords ?? [])].map(spelled);
	const whole = [...names, spelled(`${doc.name.en} ${doc.code} ${FIELDS[doc.field]?.vi ?? ''}`)].join('');
	// The short form too, for whoever has typed only half of it.
	const short = Object.entries(SHORT).filter(([, long]) => whole.includes(` ${long} `));
	const made = { names, all: `${whole}${short.map(([word]) => word).join(' ')} ` };
	spellings.set(doc, made);
	return made;
}

/** Every word must begin a word, in any order; the closest and plainest name comes first. */
export function findProcedures(docs: readonly ProcedureDoc[], query: string): ProcedureDoc[] {
	const phrase = spelled(query).trimEnd();
	const words = phrase.split(' ').filter(Boolean);
	if (words.length === 0) return [...docs];
	const scored = docs.flatMap((doc) => {
		const { names, all } = spellingOf(doc);
		if (!words.every((word) => all.includes(` ${word}`))) return [];
		const [name = ''] = names;
		const closeness = names.includes(`${phrase} `) ? 0 : name.includes(phrase) ? 1 : names.some((one) => one.includes(phrase)) ? 2 : 3;
		// Among equals the shorter name is the plain case: "Đăng ký khai sinh" before its seven relatives.
		return [{ doc, score: closeness * 1000 + name.length }];
	});
	return scored.sort((a, b) => a.score - b.score).map((hit) => hit.doc);
}
