/** What is wrong with an answer, as a sentence. */

import { messages, number } from '#lib/i18n';
import type { FieldSchema } from './types';

export const formWords = messages({
	vi: {
		required: 'Cần điền mục này.',
		requiredChoice: 'Cần chọn một mục.',
		pattern: 'Chưa đúng dạng.',
		patternId: (digits: string) => `Cần đủ ${digits} chữ số.`,
		patternPhone: 'Số điện thoại chưa đúng: bắt đầu bằng 0, đủ 10 chữ số.',
		choice: 'Mục đã chọn không còn trong danh sách.',
		type: 'Chưa đúng kiểu.',
		typeNumber: 'Chỉ ghi số.',
		typeInteger: 'Chỉ ghi số nguyên.',
		format: 'Ngày chưa đủ hoặc không có thật.',
		future: 'Ngày này chưa tới.',
		tooShort: (n: string) => `Cần ít nhất ${n} ký tự.`,
		tooLong: (n: string) => `Nhiều nhất ${n} ký tự.`,
		tooSmall: (n: string) => `Nhỏ nhất là ${n}.`,
		tooLarge: (n: string) => `Lớn nhất là ${n}.`,
		tooFew: (n: string) => `Cần ít nhất ${n} mục.`,
		tooMany: (n: string) => `Nhiều nhất ${n} mục.`,
		twice: 'Có mục bị trùng.',
		unknown: 'Tờ khai không hỏi mục này.',
		choose: 'Chọn…',
		addRow: (title: string) => `Thêm: ${title}`,
		removeRow: (n: number, title: string) => `Bỏ ${title} ${n}`,
		row: (n: number) => `Mục ${n}`,
		noRows: 'Chưa có mục nào.',
		idHint: 'Chỉ ghi số, 12 chữ số.',
		idOdd: 'Số này có cấu trúc lạ. Xem lại trên thẻ nếu được.',
		hidden: 'Đã che',
		yes: 'Có',
		no: 'Không',
		notAnswered: 'Chưa điền',
		secretTitle: 'Có vẻ là mật khẩu hoặc mã OTP.',
		secretText: 'Không ghi lại, và không ai được hỏi mã của dân. Xóa phần đó rồi làm tiếp.',
		secretRemove: 'Xóa phần đó'
	},
	en: {
		required: 'This is needed.',
		requiredChoice: 'Choose one.',
		pattern: 'Not in the right form yet.',
		patternId: (digits: string) => `All ${digits} digits are needed.`,
		patternPhone: 'Not a right phone number yet: it starts with 0 and has 10 digits.',
		choice: 'What was chosen is no longer in the list.',
		type: 'Not the right kind.',
		typeNumber: 'A number only.',
		typeInteger: 'A whole number only.',
		format: 'The date is incomplete, or does not exist.',
		future: 'This day has not come yet.',
		tooShort: (n: string) => `At least ${n} characters.`,
		tooLong: (n: string) => `At most ${n} characters.`,
		tooSmall: (n: string) => `At least ${n}.`,
		tooLarge: (n: string) => `At most ${n}.`,
		tooFew: (n: string) => `At least ${n} entries.`,
		tooMany: (n: string) => `At most ${n} entries.`,
		twice: 'One entry stands here twice.',
		unknown: 'The form does not ask for this.',
		choose: 'Choose…',
		addRow: (title: string) => `Add: ${title}`,
		removeRow: (n: number, title: string) => `Remove ${title} ${n}`,
		row: (n: number) => `Entry ${n}`,
		noRows: 'No entry yet.',
		idHint: 'Digits only, 12 of them.',
		idOdd: 'An unusual number. Check it on the card if you can.',
		hidden: 'Hidden',
		yes: 'Yes',
		no: 'No',
		notAnswered: 'Not filled in',
		secretTitle: 'This looks like a password or a one-time code.',
		secretText: 'Do not write it down, and nobody may ask citizens for their codes. Delete it, then go on.',
		secretRemove: 'Delete that part'
	}
});

/** The sentence for one code of `KEYWORDS`, with the limits the field names. */
export function errorText(code: string | undefined, schema: FieldSchema): string | undefined {
	if (code === undefined) return undefined;
	const n = (value: number | undefined): string => number(value ?? 0);
	const widget = schema['x-widget'];
	switch (code) {
		case 'required':
			return widget === 'radio' || widget === 'select' ? formWords.requiredChoice : formWords.required;
		case 'pattern': {
			if (widget === 'phone') return formWords.patternPhone;
			const digits = /^\^\[0-9\]\{(\d+)\}\$$/.exec(schema.pattern ?? '')?.[1];
			return digits ? formWords.patternId(digits) : formWords.pattern;
		}
		case 'enum':
			return formWords.choice;
		case 'type':
			return schema.type === 'integer' ? formWords.typeInteger : schema.type === 'number' ? formWords.typeNumber : formWords.type;
		case 'format':
			return formWords.format;
		case 'future':
			return formWords.future;
		case 'minLength':
			return formWords.tooShort(n(schema.minLength));
		case 'maxLength':
			return formWords.tooLong(n(schema.maxLength));
		case 'minimum':
			return formWords.tooSmall(n(schema.minimum));
		case 'maximum':
			return formWords.tooLarge(n(schema.maximum));
		case 'minItems':
			return formWords.tooFew(n(schema.minItems));
		case 'maxItems':
			return formWords.tooMany(n(schema.maxItems));
		case 'uniqueItems':
			return formWords.twice;
		case 'secret':
			return formWords.secretTitle;
		default:
			return formWords.unknown;
	}
}
