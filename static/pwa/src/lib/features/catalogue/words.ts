/** What is shown of a procedure, in words. */

import { count, lang, messages, money, upper, type Both } from '#lib/i18n';
import type { ChannelName, Fee, TimeLimit } from './model';

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
		submit: 'hand in',
		present: 'show',
		form: 'fill in here or online',
		original: 'original',
		copies: (n: number) => `${n} ${n === 1 ? 'copy' : 'copies'}`,
		originals: (n: number) => (n > 1 ? `${n} originals` : 'the original'),
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
/** "Trực tuyến, trực tiếp, bưu chính công ích"; in person where nothing else is known. */
export const channelsText = (channels: readonly ChannelName[]): string =>
	upper(channels.map((channel) => channelText(channel).toLocaleLowerCase('vi')).join(', ')) || catalogueWords.in_person;

/** "nộp bản chính", "xuất trình bản chính, 1 bản sao" */
export function documentNeed(document: { kind: 'submit' | 'present' | 'form'; originals: number; copies: number }): string {
	const parts = [
		document.originals > 0 ? catalogueWords.originals(document.originals) : '',
		document.copies > 0 ? catalogueWords.copies(document.copies) : ''
	].filter(Boolean);
	return upper(document.kind === 'form' ? catalogueWords.form : [catalogueWords[document.kind], parts.join(', ')].filter(Boolean).join(' '));
}
