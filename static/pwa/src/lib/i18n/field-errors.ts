/**
 * What is wrong with one field, in words. Keys are the field messages of the contract; a new one fails
 * `test/ui/i18n.test.ts`.
 */

import type { FieldMessage } from '#lib/contract/errors';
import { lang, type Both } from './lang.svelte';

const NOT_ID_NUMBER: Both = {
	vi: 'Đây không phải số giấy tờ. Ghi lại số, hoặc để trống. Không ghi mật khẩu hay mã OTP.',
	en: 'This is not the number of a paper. Write the number, or leave it empty. Never a password or a code.'
};
const FIELDS: Record<string, Both> = {
	required: { vi: 'Cần điền mục này.', en: 'This is needed.' },
	id_number: { vi: 'Số giấy tờ chưa đủ hoặc thừa chữ số.', en: 'The number has too few or too many digits.' },
	not_id_number: NOT_ID_NUMBER,
	secret: { vi: 'Có vẻ là mật khẩu hoặc mã OTP. Xóa phần đó.', en: 'This looks like a password or a one-time code. Delete it.' },
	phone: { vi: 'Số điện thoại chưa đúng.', en: 'The phone number is not right.' },
	pattern: { vi: 'Chưa đúng dạng.', en: 'Not in the right form.' },
	enum: { vi: 'Mục đã chọn không có trong danh sách.', en: 'The choice is not in the list.' },
	type: { vi: 'Chưa đúng kiểu.', en: 'Not the right kind.' },
	format: { vi: 'Ngày chưa đủ hoặc không có thật.', en: 'The date is incomplete, or does not exist.' },
	future: { vi: 'Ngày này chưa tới.', en: 'This day has not come yet.' },
	minLength: { vi: 'Quá ngắn.', en: 'Too short.' },
	maxLength: { vi: 'Quá dài.', en: 'Too long.' },
	minimum: { vi: 'Số quá nhỏ.', en: 'The number is too small.' },
	maximum: { vi: 'Số quá lớn.', en: 'The number is too large.' },
	minItems: { vi: 'Còn thiếu mục.', en: 'Entries are missing.' },
	maxItems: { vi: 'Quá nhiều mục.', en: 'Too many entries.' },
	uniqueItems: { vi: 'Có mục bị trùng.', en: 'One entry stands here twice.' },
	unknown: { vi: 'Không còn được hỏi nữa.', en: 'Not asked for any more.' },
	'password.length': { vi: 'Mật khẩu cần ít nhất 10 ký tự.', en: 'The password needs at least 10 characters.' },
	'password.same': { vi: 'Mật khẩu mới phải khác mật khẩu hiện tại.', en: 'The new password must differ from the present one.' },
	'password.too_easy': { vi: 'Mật khẩu quá dễ đoán.', en: 'The password is too easy to guess.' },
	'password.wrong': { vi: 'Mật khẩu hiện tại chưa đúng.', en: 'The present password is not right.' },
	'validation.changed_meanwhile': { vi: 'Người khác vừa sửa mục này. Xem lại rồi lưu nếu vẫn đúng.', en: 'Somebody else has just changed this. Look again, and save if yours still holds.' },
	'validation.choice': { vi: 'Mục đã chọn không có trong danh sách.', en: 'The choice is not in the list.' },
	'validation.consent_required': { vi: 'Cần sự đồng ý của người dân trước khi ghi tên.', en: 'The citizen’s consent is needed before a name.' },
	'validation.date': { vi: 'Ngày chưa đủ hoặc không có thật.', en: 'The date is incomplete, or does not exist.' },
	'validation.date_of_birth': { vi: 'Ngày sinh chưa đúng. Có thể chỉ ghi năm.', en: 'The date of birth is not right. A year alone is possible.' },
	'validation.ends_before_start': { vi: 'Giờ kết thúc sớm hơn giờ bắt đầu.', en: 'It ends before it starts.' },
	'validation.exists': { vi: 'Đã có rồi.', en: 'This exists already.' },
	'validation.field': { vi: 'Không có mục này.', en: 'There is no such field.' },
	'validation.fields': { vi: 'Có mục chưa đúng.', en: 'Something is not right yet.' },
	'validation.fixed': { vi: 'Mục này không đổi được nữa.', en: 'This cannot be changed any more.' },
	'validation.format': { vi: 'Chưa đúng dạng.', en: 'Not in the right form.' },
	'validation.id': { vi: 'Mã không đúng.', en: 'The id is not right.' },
	'validation.id_number': { vi: 'Số giấy tờ chưa đủ hoặc thừa chữ số.', en: 'The number has too few or too many digits.' },
	'validation.integer': { vi: 'Chỉ ghi số nguyên.', en: 'A whole number only.' },
	'validation.invalid': { vi: 'Chưa đúng.', en: 'Not right.' },
	'validation.invalid_awareness': { vi: 'Giờ chưa có múi giờ.', en: 'The time lacks its zone.' },
	'validation.invalid_utf8': { vi: 'Có ký tự lạ.', en: 'There is an odd character.' },
	'validation.length': { vi: 'Quá ngắn hoặc quá dài.', en: 'Too short or too long.' },
	'validation.moment': { vi: 'Giờ chưa đúng.', en: 'The time is not right.' },
	'validation.not_id_number': NOT_ID_NUMBER,
	'validation.null': { vi: 'Cần điền mục này.', en: 'This is needed.' },
	'validation.official_code': { vi: 'Mã hồ sơ chưa đúng, ví dụ H57.12-261122-0001.', en: 'The official code is not right, for example H57.12-261122-0001.' },
	'validation.one_base': { vi: 'Có mục chưa đúng.', en: 'Something is not right yet.' },
	'validation.pattern': { vi: 'Chưa đúng dạng.', en: 'Not in the right form.' },
	'validation.phone': { vi: 'Số điện thoại chưa đúng.', en: 'The phone number is not right.' },
	'validation.procedure': { vi: 'Thủ tục chưa đúng.', en: 'The procedure is not right.' },
	'validation.range': { vi: 'Số quá nhỏ hoặc quá lớn.', en: 'The number is too small or too large.' },
	'validation.reference': { vi: 'Mã tra cứu gồm 13 ký tự.', en: 'A reference has 13 characters.' },
	'validation.required': { vi: 'Cần điền mục này.', en: 'This is needed.' },
	'validation.special': { vi: 'Số không đọc được.', en: 'The number cannot be read.' },
	'validation.text': { vi: 'Có ký tự lạ.', en: 'There is an odd character.' },
	'validation.too_deep': { vi: 'Quá nhiều lớp.', en: 'Nested too deeply.' },
	'validation.too_large': { vi: 'Số quá lớn.', en: 'The number is too large.' },
	'validation.type': { vi: 'Chưa đúng kiểu.', en: 'Not the right kind.' },
	'validation.ward': { vi: 'Mã phường gồm 5 chữ số.', en: 'A ward code has 5 digits.' },
	'validation.unknown': { vi: 'Không tìm thấy trong phường của bạn.', en: 'Not found in your ward.' }
} satisfies Record<FieldMessage, Both> & Record<string, Both>;

/** What is wrong with one field; texts that are no key (an officer's own words) stand as they are. */
export const fieldError = (message: string): string => {
	const found = FIELDS[message];
	return found ? found[lang()] : message;
};
