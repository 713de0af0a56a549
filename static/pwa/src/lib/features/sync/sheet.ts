/** The words of the sheet, which comes when it is first asked for: the pill does without them. */

import type { StorageState, SyncStatus } from '#lib/data';
import { clock, messages } from '#lib/i18n';
import { lackOf, syncWords } from './model';

export const sheetWords = messages({
	vi: {
		updateText: 'Việc đã ghi vẫn gửi được. Cần bản mới để nhận tin từ phường.',
		updateNow: 'Cập nhật',
		newsFullText: 'Việc bạn gửi vẫn tới phường. Tin mới từ phường chưa vào được máy. Xóa bớt ảnh hoặc ứng dụng, rồi bấm Gửi ngay.',
		title: 'Việc trên máy này',
		stuckTitle: (n: number) => `${n} việc gửi mãi chưa được`,
		stuckText: 'Việc khác vẫn gửi bình thường. Bấm Gửi ngay để thử lại, hoặc xuất ra tệp rồi gọi phường.',
		conflictTitle: (n: number) => `${n} mục hai người cùng sửa`,
		onPhone: 'Còn trên máy này',
		others: (n: number) => `và ${n} việc khác`,
		nameless: (n: number) => `${n} việc đang chờ gửi`,
		drafts: 'Đang viết dở',
		begun: 'Hồ sơ đang làm dở',
		forms: 'VNeID, hoạt động đang viết dở',
		safe: 'Việc được giữ chắc trên máy.',
		unsafe: 'Máy có thể tự dọn khi hết chỗ.',
		makeSafe: 'Giữ chắc trên máy',
		madeSafe: 'Máy đã hứa không tự dọn.',
		notSafe: 'Máy chưa cho phép. Cài Tổ Số ra màn hình chính rồi thử lại.',
		free: (size: string) => `Còn trống ${size}.`,
		lastContact: (time: string) => `Gặp máy chủ lần cuối ${time}.`,
		neverContact: 'Chưa gặp máy chủ lần nào.',
		nextTry: (time: string) => `Tự thử lại lúc ${time}.`,
		clockWrong: (minutes: number) => `Giờ trên máy lệch ${minutes} phút so với máy chủ. Việc vẫn gửi đúng, nhưng nên chỉnh lại giờ.`,
		storageFull: 'Máy gần hết chỗ. Xóa bớt ảnh hoặc ứng dụng để còn lưu được.',
		sendNow: 'Gửi ngay',
		exportWarning: 'Tệp có tên, số giấy tờ và lời khai của người dân, ai mở cũng đọc được. Chỉ đưa cho tổ trưởng hoặc phường, rồi xóa khỏi máy.',
		exportDo: 'Lưu tệp',
		exported: 'Đã lưu tệp việc chưa gửi.',
		exportFailed: 'Chưa xuất được tệp.',
		nothing: 'Không còn việc nào chờ gửi.',
		nothingText: (n: number) => `Máy chủ đã xác nhận ${n} việc từ máy này.`,
		notReadyShell: 'Mở lại Tổ Số một lần khi có mạng.'
	},
	en: {
		updateText: 'Your work is still sent. The new version is needed to receive news from the ward.',
		updateNow: 'Update',
		newsFullText: 'What you send still reaches the ward. News from the ward does not fit on this device. Free some space, then press Send now.',
		title: 'Work on this device',
		stuckTitle: (n: number) => `${n} cannot get through`,
		stuckText: 'Everything else goes on. Press Send now to try again, or export it and call the ward.',
		conflictTitle: (n: number) => `${n} ${n === 1 ? 'field' : 'fields'} changed by two people`,
		onPhone: 'Only on this device',
		nameless: (n: number) => `${n} waiting to be sent`,
		others: (n: number) => (n === 1 ? 'and 1 other' : `and ${n} others`),
		drafts: 'Being written',
		begun: 'Dossiers begun',
		forms: 'VNeID and activities begun',
		safe: 'Your work is kept safe on this device.',
		unsafe: 'The device may clear it when it runs out of room.',
		makeSafe: 'Keep it safe',
		madeSafe: 'The device has promised not to clear it.',
		notSafe: 'The device did not allow it. Install Tổ Số on the home screen and try again.',
		free: (size: string) => `${size} free.`,
		lastContact: (time: string) => `Last contact with the server ${time}.`,
		neverContact: 'No contact with the server yet.',
		nextTry: (time: string) => `Next try at ${time}.`,
		clockWrong: (minutes: number) => `This device’s clock is ${minutes} minutes off. Work is still sent rightly, but set the clock.`,
		storageFull: 'The device is almost out of room. Free some space to go on saving.',
		sendNow: 'Send now',
		exportWarning: 'The file holds names, ID numbers and answers of citizens, and anybody who opens it can read them. Give it only to your team leader or the ward, then delete it from this device.',
		exportDo: 'Save the file',
		exported: 'The file of unsent work is saved.',
		exportFailed: 'The file could not be made.',
		nothing: 'Nothing is waiting.',
		nothingText: (n: number) => `The server has confirmed ${n} items from this device.`,
		notReadyShell: 'Open Tổ Số once more while there is a network.'
	}
});

export const contactText = (status: SyncStatus): string =>
	status.lastContact === null ? sheetWords.neverContact : sheetWords.lastContact(clock(status.lastContact));

/** Whether the app and all it works with are on this device, and what is still missing. procedures: how many are in force. */
export function readiness({ shellCached }: Pick<StorageState, 'shellCached'>, status: SyncStatus, procedures: number): { ready: boolean; text: string } {
	if (!shellCached) return { ready: false, text: sheetWords.notReadyShell };
	return status.ready ? { ready: true, text: syncWords.readyText(procedures) } : { ready: false, text: lackOf(status) };
}
