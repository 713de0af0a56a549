/**
 * Every failure in words: what happened, and what to do next. One map for the whole client.
 *
 * Keys are the codes and reasons of the contract; a new code does not compile without words, a new reason fails
 * `test/ui/i18n.test.ts`. What is wrong with one field is in `field-errors.ts`.
 */

import type { ErrorCode, Reason } from '#lib/contract/errors';
import { lang, type Both } from './lang.svelte';

interface Said {
	/** What happened, one short sentence. */
	what: Both;
	/** What to do; nothing where there is nothing to do. */
	next?: Both;
}
const say = (vi: string, en: string, nextVi?: string, nextEn?: string): Said => ({
	what: { vi, en },
	...(nextVi && nextEn ? { next: { vi: nextVi, en: nextEn } } : {})
});

/** Trouble of this device, which no server sends. */
type DeviceCode = 'network' | 'signed_out' | 'storage_full' | 'storage_lost' | 'storage_outdated';

const CODES: Record<ErrorCode | DeviceCode, Said> = {
	MALFORMED: say('Máy chủ không đọc được yêu cầu.', 'The server could not read the request.', 'Cập nhật Tổ Số rồi thử lại.', 'Update Tổ Số and try again.'),
	AUTH_EXPIRED: say('Phiên đăng nhập đã hết.', 'The session has ended.', 'Đăng nhập lại để gửi. Việc đã ghi vẫn còn trên máy.', 'Sign in again to send. Your work stays on this device.'),
	BAD_CREDENTIALS: say('Tên đăng nhập hoặc mật khẩu chưa đúng.', 'The name or the password is not right.', 'Xem lại từng chữ, kể cả chữ hoa.', 'Check each letter, capitals too.'),
	DEVICE_REVOKED: say('Máy này đã bị ngắt khỏi Tổ Số.', 'This device was shut out of Tổ Số.', 'Gọi tổ trưởng hoặc phường.', 'Call your team leader or the ward.'),
	PASSWORD_CHANGE_NEEDED: say('Cần đặt mật khẩu của riêng bạn trước.', 'Choose a password of your own first.', 'Việc đã ghi vẫn còn trên máy và được gửi sau khi đổi.', 'Your work stays on this device and is sent after that.'),
	CROSS_SITE: say('Yêu cầu không đến từ Tổ Số.', 'The request did not come from Tổ Số.', 'Mở lại trang rồi thử lại.', 'Open the page again and retry.'),
	FORBIDDEN: say('Bạn không được làm việc này.', 'You may not do this.', 'Hỏi tổ trưởng hoặc phường.', 'Ask your team leader or the ward.'),
	NOT_FOUND: say('Không tìm thấy, hoặc không còn thuộc phần việc của bạn.', 'Not found, or no longer part of your work.', 'Hỏi tổ trưởng hoặc phường.', 'Ask your team leader or the ward.'),
	METHOD_NOT_ALLOWED: say('Máy chủ không nhận cách gửi này.', 'The server does not take this.', 'Cập nhật Tổ Số rồi thử lại.', 'Update Tổ Số and try again.'),
	DEVICE_FORKED: say('Máy này từng được sao lưu lại.', 'This device was restored from a copy.', 'Tổ Số tự xử lý. Bấm Gửi ngay.', 'Tổ Số takes care of it. Press Send now.'),
	TOO_LARGE: say('Gói gửi quá lớn.', 'Too much at once.', 'Tổ Số sẽ chia nhỏ và gửi lại.', 'Tổ Số will split it and send again.'),
	MEDIA_TYPE: say('Máy chủ không nhận kiểu tệp này.', 'The server does not take this kind of file.'),
	VALIDATION: say('Có mục chưa đúng.', 'Something is not right yet.', 'Sửa các mục được nêu rồi gửi lại.', 'Mend what is named and send again.'),
	CLIENT_TOO_OLD: say('Bản Tổ Số trên máy đã cũ.', 'This version of Tổ Số is too old.', 'Cập nhật để nhận tin mới. Việc đã ghi vẫn gửi được.', 'Update to receive news. Your work is still sent.'),
	TOO_MANY: say('Thử quá nhiều lần.', 'Too many tries.', 'Đợi một lát rồi thử lại.', 'Wait a little and try again.'),
	INTERNAL: say('Máy chủ gặp lỗi.', 'The server has a fault.', 'Tổ Số sẽ tự thử lại. Không mất gì.', 'Tổ Số tries again by itself. Nothing is lost.'),
	BUSY: say('Máy chủ đang bận.', 'The server is busy.', 'Tổ Số sẽ tự thử lại.', 'Tổ Số tries again by itself.'),
	STORAGE_FULL: say('Máy chủ hết chỗ lưu.', 'The server is out of room.', 'Việc của bạn vẫn còn trên máy. Báo phường.', 'Your work stays on this device. Tell the ward.'),
	STATE_CHANGED: say('Có thay đổi trước khi việc này tới nơi.', 'The record had moved on before this arrived.', 'Xem lại rồi làm lại nếu cần.', 'Look at it and do it again if needed.'),
	DEPENDENCY_REJECTED: say('Một việc trước đó chưa gửi được.', 'Something before it was refused.', 'Sửa việc trước, rồi gửi lại việc này.', 'Mend the earlier one, then send this again.'),
	ID_REUSED: say('Mã của việc này đã được dùng.', 'This id was used for something else.', 'Làm lại việc này từ đầu.', 'Do it again from the start.'),
	NO_LONGER_YOURS: say('Phần việc này đã chuyển cho người khác.', 'This is now somebody else’s work.', 'Phường giữ nội dung của bạn cho người đang phụ trách.', 'The ward keeps what you wrote for whoever is in charge.'),
	UNKNOWN_TYPE: say('Máy chủ chưa biết việc này.', 'The server does not know this yet.', 'Tổ Số giữ lại và thử sau.', 'Tổ Số keeps it and tries later.'),
	TOO_NEW: say('Máy chủ đang chạy bản cũ hơn.', 'The server runs an older version.', 'Tổ Số giữ lại và thử sau.', 'Tổ Số keeps it and tries later.'),
	network: say('Không gặp được máy chủ.', 'The server could not be reached.', 'Kiểm tra mạng rồi thử lại.', 'Check the network and try again.'),
	signed_out: say('Chưa mở sổ của ai trên máy này.', 'Nobody’s work is open on this device.', 'Đăng nhập để tiếp tục.', 'Sign in to go on.'),
	storage_full: say('Máy hết chỗ lưu.', 'The device is out of room.', 'Xóa bớt ảnh hoặc ứng dụng, rồi lưu lại. Chữ bạn gõ vẫn trên màn hình.', 'Free some space, then save again. What you typed is still on the screen.'),
	storage_lost: say('Máy vừa ngắt bộ nhớ của Tổ Số.', 'The device has cut off the store of Tổ Số.', 'Mở lại trang. Không có gì bị xóa.', 'Open the page again. Nothing was deleted.'),
	storage_outdated: say('Một thẻ khác đã mở bản mới.', 'Another tab opened a newer version.', 'Tải lại trang này.', 'Load this page again.')
};

const REASONS: Record<string, Said> = {
	'activity.own': say('Không ai tự xác nhận việc của mình.', 'Nobody confirms their own work.', 'Tổ phó hoặc phường sẽ xem.', 'The deputy or the ward will look.'),
	'activity.state_changed': say('Hoạt động này đã được xem trước đó.', 'This activity was judged before.'),
	'conflict.not_found': say('Không còn gì để chọn ở mục này.', 'There is nothing left to choose here.'),
	'conflict.resolved': say('Người khác đã chọn cho mục này rồi.', 'Somebody else has chosen already.', 'Xem lại giá trị đang dùng.', 'Look at the value in force.'),
	'dossier.field_not_yours': say('Mục này do người khác sửa.', 'This field is for somebody else to change.', 'Viết trao đổi để báo họ.', 'Write them a comment.'),
	'dossier.not_found': say('Không tìm thấy hồ sơ, hoặc hồ sơ không còn thuộc phần việc của bạn.', 'The dossier was not found, or is no longer part of your work.', 'Hỏi tổ trưởng hoặc phường.', 'Ask your team leader or the ward.'),
	'dossier.ward_not_found': say('Bạn không làm việc ở phường này.', 'You do not work for this ward.', 'Hỏi tổ trưởng hoặc phường.', 'Ask your team leader or the ward.'),
	'dossier.state_changed': say('Hồ sơ đã đổi trạng thái trước khi việc này tới nơi.', 'The dossier had moved on before this arrived.', 'Xem lại hồ sơ rồi làm lại nếu cần.', 'Look at the dossier and do it again if needed.'),
	'dossier.incomplete': say('Hồ sơ còn thiếu.', 'The dossier is incomplete.', 'Bổ sung các mục được nêu rồi gửi lại.', 'Fill in what is named and send again.'),
	'dossier.consent_missing': say('Chưa có sự đồng ý của người dân.', 'The citizen’s consent is missing.', 'Hỏi lại người dân trước khi ghi thông tin.', 'Ask before writing anything down.'),
	'dossier.too_many_comments': say('Hồ sơ này đã có quá nhiều trao đổi (500).', 'This dossier has too many comments (500).', 'Gọi điện hoặc gặp trực tiếp để trao đổi tiếp.', 'Go on by phone or in person.'),
	'dossier.claimed_by_another': say('Một đồng nghiệp đã nhận xử lý hồ sơ này.', 'A colleague has taken this dossier on.'),
	'dossier.official_code_in_use': say('Mã hồ sơ này đã ghi cho hồ sơ khác.', 'Another dossier carries this official code.', 'Xem lại mã trên giấy tiếp nhận.', 'Check the code on the receipt.'),
	'dossier.reference_in_use': say('Mã tra cứu này đã được dùng.', 'This reference is in use.', 'Dùng túi hồ sơ khác hoặc để Tổ Số tạo mã mới.', 'Use another file bag, or let Tổ Số make a new code.'),
	'dossier.exists': say('Hồ sơ này đã có ở phường.', 'The ward already has this dossier.'),
	'dossier.no_such_heir': say('Người nhận không làm việc ở phường này.', 'That person does not work for this ward.', 'Chọn người khác.', 'Choose somebody else.'),
	'dossier.no_such_officer': say('Người này không làm ở trung tâm của phường.', 'That person does not work at this centre.', 'Chọn người khác.', 'Choose somebody else.'),
	'dossier.no_such_ward': say('Không có phường này.', 'There is no such ward.'),
	'dossier.no_longer_yours': say('Hồ sơ đã chuyển cho người khác.', 'The dossier is now somebody else’s work.', 'Phường giữ nội dung bạn đã ghi.', 'The ward keeps what you wrote.'),
	'dossier.not_yours_to_do': say('Việc này do người khác làm.', 'This is for somebody else to do.'),
	'edit.changed_meanwhile': say('Người khác đã sửa chỗ này trước bạn. Chưa ghi đè gì.', 'Somebody else changed this before you. Nothing was overwritten.', 'Xem giá trị mới rồi ghi lại nếu cần.', 'Look at the new value, and write yours again if needed.'),
	'membership.ended': say('Bạn đã hết thời gian trong tổ.', 'Your time in the team has ended.', 'Phường giữ nội dung bạn đã ghi.', 'The ward keeps what you wrote.'),
	'session.locked_out': say('Tài khoản đang tạm khóa trên máy này.', 'This account is shut out on this device for now.', 'Đợi rồi thử lại, hoặc gọi phường.', 'Wait and try again, or call the ward.'),
	'session.too_many': say('Thử sai quá nhiều lần.', 'Too many wrong tries.', 'Đợi một lát rồi thử lại.', 'Wait a little and try again.'),
	'sync.poison': say('Máy chủ không xử lý được việc này.', 'The server could not handle this.', 'Phường đã giữ lại để xem.', 'The ward keeps it and will look.'),
	'vneid.not_found': say('Không tìm thấy lần cài này.', 'This set-up was not found.')
} satisfies Partial<Record<Reason, Said>> & Record<string, Said>;

const here = (both: Both): string => both[lang()];
const OTHER: Said = say('Chưa làm được.', 'That did not work.', 'Thử lại. Nếu vẫn vậy, gọi tổ trưởng.', 'Try again. If it stays so, call your team leader.');

export interface Failure {
	code: string;
	reason?: string | null;
}
const saidOf = ({ code, reason }: Failure): Said => (reason ? REASONS[reason] : undefined) ?? (Object.hasOwn(CODES, code) ? CODES[code as ErrorCode] : OTHER);

/** What happened. */
export const errorWhat = (failure: Failure): string => here(saidOf(failure).what);
/** What to do; '' when there is nothing. */
export const errorNext = (failure: Failure): string => {
	const { next } = saidOf(failure);
	return next ? here(next) : '';
};
/** Both, as one text. */
export const errorSentence = (failure: Failure): string => [errorWhat(failure), errorNext(failure)].filter(Boolean).join(' ');
