import { messages } from '#lib/i18n';
import type { IconName, Tone } from '#lib/ui';
import type { SetupDoc, SetupOutcome } from './model';

export const vneidWords = messages({
	vi: {
		title: 'VNeID',
		newTitle: 'Cài VNeID',
		vneid: 'VNeID',
		digital_signature: 'Chữ ký số',
		payment_account: 'Tài khoản thanh toán',
		health_book: 'Sổ sức khỏe điện tử',
		app_installed: 'Đã cài ứng dụng',
		l1_registered: 'Đã đăng ký mức 1',
		l2_applied_at_police: 'Đã nộp mức 2 tại công an',
		l2_approved: 'Đã được duyệt mức 2',
		activated: 'Đã kích hoạt',
		papers_integrated: 'Đã tích hợp giấy tờ',
		signature_issued: 'Đã có chữ ký số',
		notYet: (step: string) => step.replace(/^Đã /, 'Chưa '),
		done: 'Xong bước này',
		pending: 'Đang chờ',
		failed: 'Chưa được',
		emptyTitle: 'Chưa có lần cài nào',
		emptyText: 'Mỗi lần giúp người dân một bước VNeID, ghi lại ở đây.',
		first: 'Ghi lần cài đầu tiên',
		due: 'Cần quay lại',
		all: 'Tất cả',
		counted: 'Một người, không ghi tên',
		followOn: (day: string) => `Hẹn ${day}`,
		overdue: (day: string) => `Đã hẹn ${day}`,
		searchHint: 'Tìm tên, số điện thoại'
	},
	en: {
		title: 'VNeID',
		newTitle: 'Set up VNeID',
		vneid: 'VNeID',
		digital_signature: 'Digital signature',
		payment_account: 'Payment account',
		health_book: 'Electronic health book',
		app_installed: 'App installed',
		l1_registered: 'Level 1 registered',
		l2_applied_at_police: 'Level 2 applied for at the police',
		l2_approved: 'Level 2 approved',
		activated: 'Activated',
		papers_integrated: 'Papers integrated',
		signature_issued: 'Signature issued',
		notYet: (step: string) => `Not yet: ${step.toLowerCase()}`,
		done: 'This step is done',
		pending: 'Waiting',
		failed: 'Did not work',
		emptyTitle: 'No set-up yet',
		emptyText: 'Each time you help somebody with a step, note it here.',
		first: 'Record the first one',
		due: 'To follow up',
		all: 'All',
		counted: 'One person, no name',
		followOn: (day: string) => `Follow up ${day}`,
		overdue: (day: string) => `Was due ${day}`,
		searchHint: 'Find a name or phone'
	}
});

/** How far one came: "Đã kích hoạt", or "Chưa kích hoạt" where just that failed. */
export const stepText = ({ step, outcome }: Pick<SetupDoc, 'step' | 'outcome'>): string => (outcome === 'failed' ? vneidWords.notYet(vneidWords[step]) : vneidWords[step]);

export const OUTCOME_LOOK = {
	done: { icon: 'check', tone: 'blue' },
	pending: { icon: 'clock', tone: 'wait' },
	failed: { icon: 'bar', tone: 'plain' }
} as const satisfies Record<SetupOutcome, { icon: IconName; tone: Tone }>;
