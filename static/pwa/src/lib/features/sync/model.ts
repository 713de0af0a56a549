/** What the sync pill says. Pure: the state of sending in, words, colour and sign out. */

import type { SyncStatus } from '#lib/data';
import { bytes, messages } from '#lib/i18n';
import type { IconName } from '#lib/ui';

export const syncWords = messages({
	vi: {
		items: (n: number) => `${n} việc`,
		offline: 'Ngoại tuyến',
		offlineWith: (n: number) => `Ngoại tuyến · ${n} việc còn trên máy này`,
		needYou: (n: number) => `${n} việc cần bạn sửa`,
		needShort: (n: number) => `${n} cần sửa`,
		sending: (done: number, total: number) => `Đang gửi ${done}/${total}`,
		waiting: (n: number) => `${n} việc còn trên máy này`,
		signIn: 'Đăng nhập lại để gửi',
		signInShort: 'Đăng nhập lại',
		allSent: 'Đã gửi hết',
		loading: 'Đang tải dữ liệu',
		loadingShort: 'Đang tải',
		loadingCount: (n: number) => `Đang tải, ${n} mục`,
		checking: 'Đang hỏi máy chủ',
		checkingShort: 'Đang hỏi',
		update: 'Cần bản mới',
		revoked: 'Máy này đã bị ngắt',
		revokedShort: 'Máy bị ngắt',
		revokedText: 'Việc chưa gửi được phường giữ lại, hoặc còn trên máy này. Xuất ra tệp, rồi gọi tổ trưởng hoặc phường.',
		password: 'Đặt mật khẩu của bạn để gửi',
		passwordShort: 'Đặt mật khẩu',
		passwordText: 'Việc đã ghi vẫn trên máy này, tự gửi sau khi bạn đặt.',
		signInText: 'Phiên đã hết. Bạn vẫn làm tiếp được, việc đã ghi nằm trên máy này.',
		reload: 'Tải lại',
		notSaved: 'Máy hết chỗ, chữ vừa gõ chưa lưu được',
		notSavedShort: 'Chưa lưu được',
		notSavedText: 'Đừng đóng Tổ Số. Xóa bớt ảnh hoặc ứng dụng trên máy, rồi quay lại đây: chữ đang trên màn hình sẽ được lưu.',
		newsFull: 'Máy hết chỗ, chưa nhận được tin mới',
		newsFullShort: 'Máy hết chỗ',
		refusedTitle: (n: number) => `${n} việc chưa gửi được, cần bạn sửa`,
		export: 'Xuất việc chưa gửi',
		kept: 'Phường giữ nội dung này.',
		dismiss: 'Đã hiểu, bỏ khỏi danh sách',
		mend: 'Sửa',
		mendField: (field: string) => `Sửa ${field}`,
		look: 'Xem hồ sơ',
		readyText: (n: number) => `${n} thủ tục đã có trên máy.`,
		notReadyData: 'Đang tải thủ tục và việc của bạn.',
		notReadyFull: 'Máy hết chỗ, chưa tải được thủ tục và việc của bạn.'
	},
	en: {
		items: (n: number) => `${n} to send`,
		offline: 'Offline',
		offlineWith: (n: number) => `Offline · ${n} only on this device`,
		needYou: (n: number) => `${n} ${n === 1 ? 'needs' : 'need'} you`,
		needShort: (n: number) => `${n} to mend`,
		sending: (done: number, total: number) => `Sending ${done}/${total}`,
		waiting: (n: number) => `${n} only on this device`,
		signIn: 'Sign in again to send',
		signInShort: 'Sign in again',
		allSent: 'All sent',
		loading: 'Loading',
		loadingShort: 'Loading',
		loadingCount: (n: number) => `Loading, ${n} ${n === 1 ? 'item' : 'items'}`,
		checking: 'Asking the server',
		checkingShort: 'Asking',
		update: 'Update needed',
		revoked: 'This device was shut out',
		revokedShort: 'Shut out',
		revokedText: 'Work not sent is kept by the ward, or still on this device. Export it, then call your team leader or the ward.',
		password: 'Set your password to send',
		passwordShort: 'Set password',
		passwordText: 'Your work stays on this device and is sent by itself after that.',
		signInText: 'The session has ended. You can go on working; everything stays on this device.',
		reload: 'Load again',
		notSaved: 'Out of room: what you typed is not saved',
		notSavedShort: 'Not saved',
		notSavedText: 'Do not close Tổ Số. Free some space on the device, then come back here: what is on the screen will be saved.',
		newsFull: 'Out of room: news cannot be stored',
		newsFullShort: 'Out of room',
		refusedTitle: (n: number) => `${n} not sent, ${n === 1 ? 'needs' : 'need'} you`,
		export: 'Export unsent work',
		kept: 'The ward keeps this.',
		dismiss: 'Understood, take it off the list',
		mend: 'Mend',
		mendField: (field: string) => `Mend ${field}`,
		look: 'Open the dossier',
		readyText: (n: number) => `${n} ${n === 1 ? 'procedure is' : 'procedures are'} on this device.`,
		notReadyData: 'Procedures and your work are being loaded.',
		notReadyFull: 'Out of room: procedures and your work could not be loaded.'
	}
});

export interface PillSays {
	icon: IconName;
	tone: 'wait' | 'send' | 'need';
	/** For a narrow place. */
	short: string;
	/** The whole sentence. */
	text: string;
	/** What else is to be told in the narrow place; the whole sentence has it in it. */
	and?: { icon: IconName; short: string };
}

const says = (icon: IconName, tone: PillSays['tone'], text: string, short = text): PillSays => ({ icon, tone, text, short });

/** What needs the person comes before what runs by itself, and does not hide that something stands still. */
export function pillOf(status: SyncStatus): PillSays {
	const needs = status.refused + status.conflicts;
	if (status.phase === 'revoked') return says('lock', 'need', syncWords.revoked, syncWords.revokedShort);
	if (status.notSaved) return says('disk', 'need', syncWords.notSaved, syncWords.notSavedShort);
	const { icon, tone, text, short } = sendingOf(status);
	if (needs === 0) return says(icon, tone, text, short);
	const first = says('alert', 'need', syncWords.needYou(needs), syncWords.needShort(needs));
	return tone === 'send' ? first : { ...first, text: `${first.text} · ${text}`, and: { icon, short } };
}

/** Who commands by voice says what stands there, so the spoken name begins with it. */
export const pillLabel = ({ short, text, and }: PillSays): string =>
	and ? `${short} ${and.short}: ${text}` : text.includes(short) ? text : `${short}: ${text}`;

/** How sending stands by itself; "all sent" only when the server confirmed the count. */
function sendingOf(status: SyncStatus): PillSays {
	if (status.phase === 'sign_in') return says('key', 'wait', syncWords.signIn, syncWords.signInShort);
	if (status.phase === 'password') return says('key', 'wait', syncWords.password, syncWords.passwordShort);
	if (status.phase === 'sending' && status.sending && status.sending.total > 0) {
		return says('send', 'send', syncWords.sending(status.sending.done, status.sending.total));
	}
	if (status.updateNeeded) return says('sync', 'wait', syncWords.update);
	if (isAway(status)) {
		return status.waiting > 0
			? says('off', 'wait', syncWords.offlineWith(status.waiting), syncWords.items(status.waiting))
			: says('off', 'wait', syncWords.offline);
	}
	if (status.waiting > 0) return says('phone', 'wait', syncWords.waiting(status.waiting), syncWords.items(status.waiting));
	if (isNewsFull(status)) return says('disk', 'need', syncWords.newsFull, syncWords.newsFullShort);
	if (!status.ready) {
		return says('sync', 'send', status.received > 0 ? syncWords.loadingCount(status.received) : syncWords.loading, syncWords.loadingShort);
	}
	return status.allSent ? says('check', 'send', syncWords.allSent) : says('sync', 'send', syncWords.checking, syncWords.checkingShort);
}

const isAway = ({ online, phase, lastError }: SyncStatus): boolean => !online || (phase === 'waiting' && lastError?.code === 'NETWORK');
/** What is saved now stays on this device until somebody or something opens the way. */
export const isHeldBack = (status: SyncStatus): boolean => isAway(status) || ['sign_in', 'password', 'revoked'].includes(status.phase);

/** A page of news found no room on this phone. */
export const isNewsFull = (status: SyncStatus): boolean => status.lastError?.code === 'storage_full';

/** Why not all that is needed without a network is here yet. */
export const lackOf = (status: SyncStatus): string => (isNewsFull(status) ? syncWords.notReadyFull : syncWords.notReadyData);

/** A door only the person can open: why nothing is sent, and where it opens. */
export interface Door {
	why: string;
	text: string;
	/** On the button; '' where there is none. */
	label: string;
	href: string;
}
export function doorOf({ phase }: SyncStatus): Door | null {
	if (phase === 'sign_in') return { why: syncWords.signIn, text: syncWords.signInText, label: syncWords.signInShort, href: '/sign-in' };
	if (phase === 'password') return { why: syncWords.password, text: syncWords.passwordText, label: syncWords.passwordShort, href: '/account/password' };
	return phase === 'revoked' ? { why: syncWords.revoked, text: syncWords.revokedText, label: '', href: '' } : null;
}

/** Why nothing goes up just now, where nobody but time can mend it. */
export function delayOf({ phase, lastError }: SyncStatus): { code: string } | null {
	if (phase !== 'waiting' || !lastError || lastError.code === 'storage_full') return null;
	return { code: lastError.code === 'NETWORK' ? 'network' : lastError.code };
}

export const sendingBytes = (status: SyncStatus): string => (status.sending ? bytes(status.sending.bytes) : '');
/** Worth a word above ten minutes: dates of birth and dues are judged by people who look at clocks. */
export const clockMinutesOff = (status: SyncStatus): number => {
	const minutes = Math.round(Math.abs(status.clockSkewMs ?? 0) / 60_000);
	return minutes > 10 ? minutes : 0;
};
