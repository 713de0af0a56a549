import { messages } from '#lib/i18n';

export const words = messages({
	vi: {
		title: 'Toàn tỉnh, thành phố',
		account: 'Tài khoản',
		fresh: (at: string) => `Mới nhất ${at}`,
		catalogue: 'Thủ tục các tổ đang dùng',
		what: 'Bạn xem được danh mục thủ tục và thông báo chung. Số liệu, báo cáo của các phường chưa có ở đây, sẽ có ở bản sau.',
		privacy: 'Hồ sơ và thông tin người dân chỉ có ở phường; cấp tỉnh, thành phố không mở được.',
		notices: 'Thông báo',
		procedure: 'Thủ tục',
		notFound: 'Không có thủ tục này',
		notFoundText: 'Thủ tục có thể đã được thay thế.',
		toList: 'Về danh mục',
		page: 'Trang cho người dân'
	},
	en: {
		title: 'The whole province or city',
		account: 'Account',
		fresh: (at: string) => `As of ${at}`,
		catalogue: 'Procedures the teams use',
		what: 'You can read the catalogue of procedures and general notices. Figures and reports of the wards are not here yet; they come in a later version.',
		privacy: 'Dossiers and citizens’ data are at the wards only; a province or city cannot open them.',
		notices: 'Notices',
		procedure: 'Procedure',
		notFound: 'No such procedure',
		notFoundText: 'It may have been replaced.',
		toList: 'To the catalogue',
		page: 'Page for citizens'
	}
});
