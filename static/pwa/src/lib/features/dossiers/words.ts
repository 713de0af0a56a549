import { messages } from '#lib/i18n';
import type { IconName, Tone } from '#lib/ui';
import type { DossierState, OfficialEntry, PaperState } from './model';

export const dossierWords = messages({
	vi: {
		dossier: 'Hồ sơ',
		dossiers: 'Hồ sơ',
		// States of our work, in careful words: the law's own words belong to the centre.
		draft: 'Bản nháp',
		submitted: 'Đã gửi phường',
		submittedDesk: 'Đã gửi phường, chờ nhận',
		returned: 'Cần bổ sung',
		returnedMine: 'Cần bạn xử lý',
		askedByWard: 'Phường yêu cầu bổ sung',
		askedByLeader: 'Tổ trưởng yêu cầu bổ sung',
		accepted: 'Phường đã nhận bàn giao',
		completed: 'Hoàn tất',
		declined: 'Chưa chuyển được',
		withdrawn: 'Đã rút',
		// Where the record is.
		on_phone: 'Còn trên máy này',
		sending: 'Đang gửi',
		at_ward: 'Đã tới phường',
		refused: 'Chưa gửi được, cần bạn sửa',
		// Papers.
		missing: 'Chưa có',
		promised: 'Hẹn bổ sung',
		promisedOn: (day: string) => `Hẹn bổ sung ${day}`,
		seen: 'Đã xem bản chính',
		photo: 'Đã có ảnh',
		certified: 'Có bản điện tử chứng thực',
		reused: 'Dùng lại từ VNeID',
		// People.
		applicant: 'Người nộp',
		subject: 'Người được làm hồ sơ',
		representative: 'Người đại diện',
		full_name: 'Họ và tên',
		id_kind: 'Loại giấy tờ',
		id_number: 'Số giấy tờ',
		date_of_birth: 'Ngày sinh',
		sex: 'Giới tính',
		phone: 'Điện thoại liên lạc',
		phone_of: 'Chủ số điện thoại',
		address: 'Nơi ở',
		basis: 'Căn cứ đại diện',
		cccd: 'Thẻ căn cước, CCCD (12 số)',
		cmnd: 'CMND cũ (9 số)',
		passport: 'Hộ chiếu',
		residence_card: 'Thẻ thường trú, tạm trú',
		identity_certificate: 'Giấy chứng nhận căn cước',
		none: 'Không có giấy tờ',
		idNumbers: {
			cccd: 'Số căn cước',
			cmnd: 'Số CMND',
			passport: 'Số hộ chiếu',
			residence_card: 'Số thẻ cư trú',
			identity_certificate: 'Số giấy chứng nhận căn cước',
			none: 'Số giấy tờ'
		},
		male: 'Nam',
		female: 'Nữ',
		otherSex: 'Khác',
		parent: 'Cha, mẹ',
		guardian: 'Người giám hộ',
		authorised: 'Được ủy quyền',
		vulnerable: 'Người cần hỗ trợ thêm',
		note: 'Ghi chú',
		somethingElse: 'Việc khác',
		channel: 'Cách nộp',
		hamlet_id: 'Tổ dân phố, thôn',
		support_point_id: 'Điểm hỗ trợ',
		procedure: 'Thủ tục',
		consent: 'Sự đồng ý',
		form: 'Tờ khai',
		documents: 'Giấy tờ',
		// Official statuses, the centre's own words.
		official1: 'Mới đăng ký',
		official2: 'Được tiếp nhận',
		official3: 'Không được tiếp nhận',
		official4: 'Đang xử lý',
		official5: 'Yêu cầu bổ sung giấy tờ',
		official6: 'Yêu cầu thực hiện nghĩa vụ tài chính',
		official7: 'Công dân yêu cầu rút hồ sơ',
		official8: 'Dừng xử lý',
		official9: 'Đã xử lý xong',
		official10: 'Đã trả kết quả',
		noName: 'Chưa ghi tên',
		noContact: 'Ông bà chưa đồng ý cho gọi, nhắn tin.',
		notAReceipt: 'Không thay giấy tiếp nhận hồ sơ.',
		discarded: 'Đã xóa bản nháp.',
		expectedDue: (day: string) => `Dự kiến ${day}`,
		officialDue: (day: string) => `Hẹn trả ${day}`,
		incomplete: (n: number) => `Còn thiếu ${n} giấy tờ đã hẹn`,
		clashing: (n: number) => `${n} mục hai người cùng sửa`
	},
	en: {
		dossier: 'Dossier',
		dossiers: 'Dossiers',
		draft: 'Draft',
		submitted: 'Sent to the ward',
		submittedDesk: 'Sent to the ward, waiting',
		returned: 'Needs a supplement',
		returnedMine: 'Needs you',
		askedByWard: 'The ward asks for a supplement',
		askedByLeader: 'The team leader asks for a supplement',
		accepted: 'The ward has taken it over',
		completed: 'Done',
		declined: 'Could not be passed on',
		withdrawn: 'Withdrawn',
		on_phone: 'Only on this device',
		sending: 'Being sent',
		at_ward: 'At the ward',
		refused: 'Not sent, needs you',
		missing: 'Missing',
		promised: 'Promised',
		promisedOn: (day: string) => `Promised for ${day}`,
		seen: 'Original seen',
		photo: 'Photos taken',
		certified: 'Certified e-copy',
		reused: 'Reused from VNeID',
		applicant: 'Applicant',
		subject: 'Person concerned',
		representative: 'Representative',
		full_name: 'Full name',
		id_kind: 'Kind of identity paper',
		id_number: 'Number',
		date_of_birth: 'Date of birth',
		sex: 'Sex',
		phone: 'Contact phone',
		phone_of: 'Whose phone',
		address: 'Address',
		basis: 'Basis',
		cccd: 'ID card (12 digits)',
		cmnd: 'Old ID card (9 digits)',
		passport: 'Passport',
		residence_card: 'Residence card',
		identity_certificate: 'Identity certificate',
		none: 'No identity paper',
		idNumbers: {
			cccd: 'ID card number',
			cmnd: 'Old ID card number',
			passport: 'Passport number',
			residence_card: 'Residence card number',
			identity_certificate: 'Identity certificate number',
			none: 'Number'
		},
		male: 'Male',
		female: 'Female',
		otherSex: 'Other',
		parent: 'Parent',
		guardian: 'Guardian',
		authorised: 'Authorised',
		vulnerable: 'Needs more support',
		note: 'Note',
		somethingElse: 'Something else',
		channel: 'How to file',
		hamlet_id: 'Hamlet',
		support_point_id: 'Support point',
		procedure: 'Procedure',
		consent: 'Consent',
		form: 'Form',
		documents: 'Papers',
		official1: 'Newly registered',
		official2: 'Received',
		official3: 'Not received',
		official4: 'In progress',
		official5: 'Supplement requested',
		official6: 'Payment requested',
		official7: 'Withdrawn by the citizen',
		official8: 'Stopped',
		official9: 'Finished',
		official10: 'Result returned',
		noName: 'No name yet',
		noContact: 'No consent to calls or messages was given.',
		notAReceipt: 'This does not replace the official receipt.',
		discarded: 'The draft is deleted.',
		expectedDue: (day: string) => `Expected ${day}`,
		officialDue: (day: string) => `Due ${day}`,
		incomplete: (n: number) => `${n} promised ${n === 1 ? 'paper' : 'papers'} still missing`,
		clashing: (n: number) => `${n} ${n === 1 ? 'field' : 'fields'} changed by two people`
	}
});

const correctionWords = messages({
	vi: { corrected: (from: string, to: string) => `Sửa mã hồ sơ ${from} thành ${to}.` },
	en: { corrected: (from: string, to: string) => `The official code ${from} was corrected to ${to}.` }
});
/** An official code that was put right, with the old one, which people may have written down. '' for none. */
export const correctedText = (entry: OfficialEntry | undefined): string => (entry?.replaces && entry.code ? correctionWords.corrected(entry.replaces, entry.code) : '');

export const officialText = (status: number | null | undefined): string =>
	status && status >= 1 && status <= 10 ? dossierWords[`official${status as 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10}`] : '';

interface Look {
	icon: IconName;
	tone: Tone;
	solid?: boolean;
}
/** A new state does not compile without a look. */
export const STATE_LOOK = {
	draft: { icon: 'pen', tone: 'plain' },
	submitted: { icon: 'plane', tone: 'blue' },
	returned: { icon: 'returned', tone: 'need', solid: true },
	accepted: { icon: 'stamp', tone: 'ok' },
	completed: { icon: 'done', tone: 'ok' },
	declined: { icon: 'bar', tone: 'plain' },
	withdrawn: { icon: 'x', tone: 'quiet' }
} as const satisfies Record<DossierState, Look>;

export const PAPER_LOOK = {
	missing: { icon: 'ring', tone: 'open' },
	promised: { icon: 'clock', tone: 'wait' },
	seen: { icon: 'eye', tone: 'blue' },
	photo: { icon: 'check', tone: 'blue' },
	certified: { icon: 'shield', tone: 'blue' },
	reused: { icon: 'reuse', tone: 'blue' }
} as const satisfies Record<PaperState, Look>;
