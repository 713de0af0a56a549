/** Procedures as data: what is shown of them, and how they are found. Pure. */

import { count, lang, messages, money, upper, type Both } from '#lib/i18n';
import type { Definition } from '#lib/forms';
import { fold } from '#lib/util/text';

export type ProcedureRef = { code: string; version: number } | { other: string };

export interface TimeLimit {
	value: number;
	unit: 'working_hour' | 'working_day' | 'calendar_day';
	cutoff_15h?: boolean;
}
export interface Fee {
	channel: ChannelName;
	amount: number;
	note?: Both | null;
}
export type ChannelName = 'in_person' | 'online' | 'postal';
/** The number of a channel in the national exchange, as dossiers carry it. */
export const CHANNEL_NUMBER: Record<ChannelName, 1 | 2 | 3> = { in_person: 1, online: 2, postal: 3 };
export const CHANNEL_NAMES: Record<1 | 2 | 3, ChannelName> = { 1: 'in_person', 2: 'online', 3: 'postal' };

export interface ProcedureDoc extends Definition {
	id: string;
	code: string;
	version: number;
	name: Both;
	/** What people call it, in Vietnamese. */
	keywords?: string[];
	field: string;
	online_level: 'full' | 'partial' | 'none' | null;
	channels: ChannelName[];
	time_limit: TimeLimit | null;
	fees: Fee[];
	issued_by: string | null;
	source: { checked_on: string | null; verified: string[]; url?: string };
	guidance: Both;
	valid_from: string | null;
	valid_to: string | null;
	replaced_by: string | null;
}

export const procedureId = (ref: { code: string; version: number }): string => `${ref.code}@${ref.version}`;
export const isListed = (ref: ProcedureRef | null | undefined): ref is { code: string; version: number } => Boolean(ref && 'code' in ref);

/** The newest version in force of each code; older ones stay readable for dossiers made with them. */
export function currentProcedures(docs: readonly ProcedureDoc[], today: string): ProcedureDoc[] {
	const newest = new Map<string, ProcedureDoc>();
	for (const doc of docs) if ((newest.get(doc.code)?.version ?? 0) < doc.version) newest.set(doc.code, doc);
	return [...newest.values()].filter((doc) => !doc.valid_to || doc.valid_to > today);
}

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

export const FIELDS: Record<string, Both> = {
	civil_status: { vi: 'Hộ tịch', en: 'Civil status' },
	residence: { vi: 'Cư trú', en: 'Residence' },
	identity: { vi: 'Căn cước', en: 'Identity' },
	certification: { vi: 'Chứng thực', en: 'Certification' },
	social_protection: { vi: 'Bảo trợ xã hội', en: 'Social protection' },
	insurance: { vi: 'Bảo hiểm', en: 'Insurance' },
	merit: { vi: 'Người có công', en: 'Merit' },
	land: { vi: 'Đất đai', en: 'Land' },
	construction: { vi: 'Xây dựng', en: 'Construction' },
	business: { vi: 'Kinh doanh', en: 'Business' },
	military: { vi: 'Nghĩa vụ quân sự', en: 'Military service' },
	adoption: { vi: 'Nuôi con nuôi', en: 'Adoption' },
	transport: { vi: 'Giao thông', en: 'Transport' }
};
export const fieldName = (field: string): string => FIELDS[field]?.[lang()] ?? field;

export const catalogueWords = messages({
	vi: {
		unknownTime: 'Chưa rõ thời hạn',
		unknownFee: 'Chưa rõ lệ phí',
		free: 'Không thu lệ phí',
		cutoff: 'Nộp sau 15 giờ thì tính từ ngày làm việc kế tiếp.',
		in_person: 'Trực tiếp',
		online: 'Trực tuyến',
		postal: 'Bưu chính công ích',
		full: 'Trực tuyến toàn trình',
		partial: 'Trực tuyến một phần',
		noOnline: 'Chỉ nộp trực tiếp hoặc bưu chính',
		otherName: 'Thủ tục chưa có trong danh mục',
		submit: 'nộp',
		present: 'xuất trình',
		form: 'điền mẫu tại chỗ hoặc trên mạng',
		original: 'bản chính',
		copies: (n: number) => `${n} bản sao`,
		originals: (n: number) => (n > 1 ? `${n} bản chính` : 'bản chính'),
		condition: (what: string) => `Chỉ khi: ${what}`,
		exception: (what: string) => `Trừ khi: ${what}`,
		conditional: 'Tùy trường hợp',
		notRequired: 'Không bắt buộc',
		time: 'Thời hạn',
		fee: 'Lệ phí',
		channels: 'Cách nộp',
		documents: 'Giấy tờ cần mang',
		guidance: 'Lưu ý khi hướng dẫn',
		source: 'Nguồn',
		issuedBy: (what: string) => `Theo ${what}`,
		checkedOn: (day: string) => `đối chiếu ${day}`,
		unverified: 'Một số mục chưa đối chiếu với nguồn chính thức.'
	},
	en: {
		unknownTime: 'Time not known',
		unknownFee: 'Fee not known',
		free: 'No fee',
		cutoff: 'Filed after 3 p.m. it counts from the next working day.',
		in_person: 'In person',
		online: 'Online',
		postal: 'By public post',
		full: 'Fully online',
		partial: 'Partly online',
		noOnline: 'In person or by post only',
		otherName: 'Procedure not listed',
		submit: 'to hand in',
		present: 'to show',
		form: 'to fill in here or online',
		original: 'original',
		copies: (n: number) => `${n} ${n === 1 ? 'copy' : 'copies'}`,
		originals: (n: number) => (n > 1 ? `${n} originals` : 'original'),
		condition: (what: string) => `Only if: ${what}`,
		exception: (what: string) => `Unless: ${what}`,
		conditional: 'Depends on the case',
		notRequired: 'Not required',
		time: 'Time limit',
		fee: 'Fee',
		channels: 'How to file',
		documents: 'Papers to bring',
		guidance: 'When guiding',
		source: 'Source',
		issuedBy: (what: string) => `By ${what}`,
		checkedOn: (day: string) => `checked ${day}`,
		unverified: 'Some of this has not been checked against the official source.'
	}
});

export function timeText(limit: TimeLimit | null): string {
	if (!limit) return catalogueWords.unknownTime;
	const { value, unit } = limit;
	if (unit === 'working_hour') return count(value, 'giờ làm việc', 'working hour');
	if (unit === 'working_day') return count(value, 'ngày làm việc', 'working day');
	return count(value, 'ngày', 'day');
}

export const feeText = (fee: Fee): string => (fee.amount === 0 ? catalogueWords.free : money(fee.amount));
export const channelText = (channel: ChannelName): string => catalogueWords[channel];

/** "nộp bản chính", "xuất trình bản chính, 1 bản sao" */
export function documentNeed(document: { kind: 'submit' | 'present' | 'form'; originals: number; copies: number }): string {
	const parts = [
		document.originals > 0 ? catalogueWords.originals(document.originals) : '',
		document.copies > 0 ? catalogueWords.copies(document.copies) : ''
	].filter(Boolean);
	return upper(document.kind === 'form' ? catalogueWords.form : [catalogueWords[document.kind], parts.join(', ')].filter(Boolean).join(' '));
}
