import { beforeEach, describe, expect, test } from 'vitest';
import type { Doc, PendingCommand } from '#lib/data';
import { setLang } from '#lib/i18n';
import type { Definition } from '#lib/forms';
import { incomplete, paperCount, peopleErrors } from '#lib/features/dossiers/checks';
import { createArgs } from '#lib/features/dossiers/commands';
import { askedItems, cleaned, cleanedBy, isClean, placed, touched, valuesOf, type DossierDraft } from '#lib/features/dossiers/draft';
import { addressed, may, referenceGroups, relationsOf, stepOf, type DossierDoc, type DossierValues } from '#lib/features/dossiers/model';
import { firstCauses } from '#lib/features/dossiers/outcomes';
import { DOSSIER_RULES } from '#lib/features/dossiers/reducers';
import { spell } from '#lib/features/dossiers/spell';
import type { Outcome } from '#lib/data';

const ME = 'person-1';
const AT = '2026-11-23T14:40:00.000+07:00';
const ID = 'dossier-1';

const command = (type: string, args: Record<string, unknown>, more: Partial<PendingCommand> = {}): PendingCommand => ({
	id: `${type}-1`,
	type,
	entity: ID,
	args,
	madeAt: AT,
	by: ME,
	acked: false,
	conflicted: [],
	...more
});
function apply(doc: Doc | null, ...commands: PendingCommand[]): Doc | null {
	return commands.reduce<Doc | null>((here, c) => DOSSIER_RULES[c.type]?.reduce(here, c, { type: 'dossier', id: ID }) ?? null, doc);
}
const CONSENT = { text_version: '1', language: 'vi', method: 'spoken', purposes: ['preparing'], at: AT };
const values = (more: Partial<DossierValues> = {}): DossierValues => ({
	procedure: { code: '1.001193', version: 1 },
	channel: 1,
	applicant: { full_name: 'Phan Thị Lựu' },
	form: {},
	documents: {},
	consent: CONSENT,
	...more
});
const made = (more: Partial<DossierValues> = {}): DossierDoc =>
	apply(null, command('dossier.create', createArgs(values(more), { ward: '19753', reference: '7K3M9QTA4XW2H' }))) as unknown as DossierDoc;
const draft = (more: Partial<DossierDraft> = {}): DossierDraft => ({ step: 'people', start: null, consent: {}, dirty: {}, base: {}, ...more });

describe('commands shown at once', () => {
	test('a new dossier is a whole document, a draft of its author', () => {
		const doc = made({ documents: { birth_notice: { state: 'seen' } } });
		expect(doc).toMatchObject({ id: ID, work_state: 'draft', submission: 0, owner_id: ME, ward: '19753', receiving_ward: '19753', returned: null, comments: [] });
		expect(doc.documents.birth_notice).toEqual({ state: 'seen', file_ids: [] });
	});

	test('every command is idempotent: doing it twice is doing it once', () => {
		const draftDoc = made() as unknown as Doc;
		const at = (state: string): Record<string, unknown> => ({ work_state: state, submission: state === 'draft' ? 0 : 1 });
		const submitted = apply(draftDoc, command('dossier.submit', { expect: at('draft') })) as Doc;
		const accepted = apply(submitted, command('dossier.accept', { expect: at('submitted'), official_code: 'H57.12-261122-0001' })) as Doc;
		const cases: [Doc, PendingCommand][] = [
			[draftDoc, command('dossier.edit', { changes: [{ field: 'applicant.phone', base: null, new: '0905000417' }] })],
			[draftDoc, command('dossier.submit', { expect: at('draft') })],
			[submitted, command('dossier.comment', { text: 'Mẹ bé đến thứ Bảy.' })],
			[submitted, command('dossier.return', { expect: at('submitted'), reason: 'Mờ', items: [{ path: 'form.mother_name', message: 'Ghi đủ họ.' }] })],
			[submitted, command('dossier.decline', { expect: at('submitted'), reason: 'Sai nơi nộp.' })],
			[submitted, command('dossier.record_portal', { where: 'point', at: AT, code: 'A-1' })],
			[accepted, command('dossier.complete', { expect: at('accepted') })],
			[accepted, command('dossier.record_official', { status: 4, at: AT })],
			[accepted, command('dossier.mark_document', { item: 'birth_notice', compared: true })],
			[submitted, command('dossier.attach', { item: 'birth_notice', file_id: 'file-1' })],
			[accepted, command('dossier.record_payment', { method: 'portal', amount_vnd: 8000, state: 'paid' })],
			[submitted, command('dossier.claim', {})],
			[submitted, command('dossier.withdraw', { expect: at('submitted'), reason: 'Dân đổi ý.' })]
		];
		for (const [before, c] of cases) {
			const once = apply(before, c);
			expect(apply(once, c), c.type).toEqual(once);
			expect(once, c.type).not.toEqual(before);
		}
	});

	test('a step of the lifecycle waits for the state it expects', () => {
		const doc = made() as unknown as Doc;
		expect(apply(doc, command('dossier.accept', { expect: { work_state: 'submitted', submission: 1 } }))).toEqual(doc);
	});

	test('submitting counts, dates and clears what was asked for', () => {
		const returned = { ...made(), work_state: 'returned', submission: 1, returned: { by: 'o', reason: 'Mờ', items: [], at: AT } } as unknown as Doc;
		expect(apply(returned, command('dossier.submit', { expect: { work_state: 'returned', submission: 1 } }))).toMatchObject({
			work_state: 'submitted',
			submission: 2,
			submitted_at: AT,
			returned: null
		});
	});

	test('a draft that nobody has seen can vanish, a submitted one cannot', () => {
		const doc = made() as unknown as Doc;
		expect(apply(doc, command('dossier.discard', {}))).toBeNull();
		const submitted = { ...doc, work_state: 'submitted', submission: 1 };
		expect(apply(submitted, command('dossier.discard', {}))).toEqual(submitted);
	});

	test.each([
		[{ compared: true }, 'seen'],
		[{ unfit: false }, 'seen'],
		[{ compared: false }, 'promised']
	])('a promised paper that the centre judges has been brought: %o', (mark, state) => {
		const promised = { ...made(), work_state: 'accepted', submission: 1, documents: { birth_notice: { state: 'promised', file_ids: [] } } } as unknown as Doc;
		expect(apply(promised, command('dossier.mark_document', { item: 'birth_notice', ...mark }))).toMatchObject({ documents: { birth_notice: { ...mark, state } } });
	});

	test('a paper mended by one leaf still has a state', () => {
		const edited = apply(made() as unknown as Doc, command('dossier.edit', { changes: [{ field: 'documents.authorisation.note', base: null, new: 'Bản cũ' }] }));
		expect((edited as unknown as DossierDoc).documents.authorisation).toEqual({ state: 'missing', file_ids: [], note: 'Bản cũ' });
	});

	test('official statuses stand in the order in which they took effect', () => {
		const doc = { ...made(), work_state: 'accepted', submission: 1 } as unknown as Doc;
		const later = command('dossier.record_official', { status: 4, at: '2026-11-24T09:00:00+07:00' }, { id: 'c2' });
		const earlier = command('dossier.record_official', { status: 2, at: '2026-11-23T09:00:00+07:00' }, { id: 'c1' });
		const both = apply(doc, later, earlier) as unknown as DossierDoc;
		expect(both.official.history.map((entry) => entry.status)).toEqual([2, 4]);
		expect(both.official.status).toBe(4);
	});

	test('a code that is put right keeps the old one, and one that is written again replaces nothing', () => {
		const doc = { ...made(), work_state: 'accepted', submission: 1, official: { code: 'H57.12-261122-0001', status: null, due_at: null, history: [] } } as unknown as Doc;
		const noted = (code: string) => command('dossier.record_official', { status: 2, at: AT, code });
		const entryOf = (code: string) => (apply(doc, noted(code)) as unknown as DossierDoc).official.history[0];
		expect(entryOf('H57.12-261122-0010')).toMatchObject({ code: 'H57.12-261122-0010', replaces: 'H57.12-261122-0001' });
		expect(entryOf('H57.12-261122-0001')).not.toHaveProperty('replaces');
	});

	test('resolving takes the conflict off the dossier and closes it', () => {
		const rule = DOSSIER_RULES['conflict.resolve'];
		const resolve = command('conflict.resolve', { conflict_id: 'k1', choose: 'mine' });
		const dossier = { ...made(), conflicts: ['k1', 'k2'] } as unknown as Doc;
		expect(rule?.reduce(dossier, resolve, { type: 'dossier', id: ID })).toMatchObject({ conflicts: ['k2'] });
		const conflict = { id: 'k1', mine: { value: '0908' }, theirs: { value: '0977' }, resolved: null };
		expect(rule?.reduce(conflict, resolve, { type: 'conflict', id: 'k1' })).toMatchObject({ resolved: { choose: 'mine', value: '0908', by: ME } });
		expect(rule?.also?.(resolve)).toEqual([{ type: 'conflict', id: 'k1' }]);
	});
});

describe('what is sent', () => {
	test('empty boxes are left out, people without anything too', () => {
		const args = createArgs(values({ subject: { full_name: '' }, note: '', hamlet_id: null }), { ward: '19753', reference: 'R' });
		expect(args).toEqual({
			reference: 'R',
			ward: '19753',
			procedure: { code: '1.001193', version: 1 },
			channel: 1,
			applicant: { full_name: 'Phan Thị Lựu' },
			consent: CONSENT,
			form: {},
			documents: {}
		});
	});
});

describe('the half-filled form', () => {
	test('keeps what was there when a field was first touched', () => {
		const doc = made();
		const once = touched(draft(), doc, 'applicant.full_name', 'Phan Thị L');
		const twice = touched(once, doc, 'applicant.full_name', 'Phan Thị Lan');
		expect(twice.base).toEqual({ 'applicant.full_name': 'Phan Thị Lựu' });
		expect(valuesOf(doc, twice)?.applicant?.full_name).toBe('Phan Thị Lan');
	});

	test('what is typed while a save is under way stays', () => {
		const before = draft({ dirty: { 'form.a': 'x' }, base: { 'form.a': null } });
		const during = touched(before, null, 'form.b', 'y');
		expect(isClean(cleaned(during, before.dirty))).toBe(false);
		expect(cleaned(during, before.dirty).dirty).toEqual({ 'form.b': 'y' });
		expect(cleaned({ ...during, dirty: { ...during.dirty, 'form.a': 'xx' } }, before.dirty).dirty).toHaveProperty(['form.a'], 'xx');
	});

	test('a saved list is saved, whoever wrote it down', () => {
		const saved = draft({ dirty: { 'vulnerable.kinds': ['old'] }, base: { 'vulnerable.kinds': null } });
		expect(isClean(cleaned(saved, { 'vulnerable.kinds': ['old'] }))).toBe(true);
	});

	test('what a record made meanwhile does not say is still to be saved, on top of what it says', () => {
		const typed = draft({ dirty: { 'applicant.full_name': 'Phan Thị Lựu', 'applicant.phone': '0905000417' }, base: { 'applicant.full_name': null, 'applicant.phone': '1' } });
		expect(cleanedBy(made(), typed)).toMatchObject({ start: null, dirty: { 'applicant.phone': '0905000417' }, base: { 'applicant.phone': null } });
	});

	test('another tab’s place in the form is not mine', () => {
		const here = { ...draft({ step: 'people' }), field: 'applicant.phone' };
		expect(placed({ step: 'form', field: 'form.a', dirty: { note: 'x' } }, here)).toMatchObject({ step: 'people', field: 'applicant.phone', dirty: { note: 'x' }, base: {} });
		expect(placed({ step: 'form', field: 'form.a' }, draft({ step: 'people' }))).not.toHaveProperty('field');
	});

	test('what was asked for stops pointing once it is touched, and stays said until it is asked for again', () => {
		const open = (of: Parameters<typeof askedItems>[0], from: DossierDraft): string[] => askedItems(of, from).filter((item) => !item.isMended).map((item) => item.path);
		const items = [{ path: 'documents.declaration', message: 'Thiếu chữ ký.' }, { path: 'form.mother_name', message: 'Ghi đủ họ.' }];
		const doc = { ...made(), work_state: 'returned' as const, returned: { by: 'o', reason: 'Hai mục', items, at: AT } };
		const mending = touched(draft(), doc, 'documents.declaration.note', 'Đã ký.');
		expect(open(doc, mending)).toEqual(['form.mother_name']);
		expect(open(doc, cleaned(mending, mending.dirty))).toHaveLength(1);
		expect(askedItems(doc, mending)[0]).toEqual({ path: 'documents.declaration', message: 'Thiếu chữ ký.', isMended: true });
		const again = { ...doc, returned: { ...doc.returned, at: '2026-11-24T09:00:00+07:00' } };
		expect(open(again, mending)).toHaveLength(2);
	});

	test('what was asked for in words alone counts as answered once anything was mended', () => {
		const items = [{ path: 'other', message: 'Gọi lại cho phường.' }];
		const doc = { ...made(), work_state: 'returned' as const, returned: { by: 'o', reason: 'Việc khác', items, at: AT } };
		expect(askedItems(doc, draft())[0]?.isMended).toBe(false);
		expect(askedItems(doc, touched(draft(), doc, 'note', 'Đã gọi.'))[0]?.isMended).toBe(true);
	});

	test('before consent there is only procedure and place', () => {
		const start = { procedure: { other: 'Xin sao lục' }, channel: 1 as const, hamlet_id: null, visit_id: null, ward: '19753', reference: 'R' };
		expect(valuesOf(null, draft({ start }))).toEqual({ procedure: { other: 'Xin sao lục' }, channel: 1, hamlet_id: null, visit_id: null, form: {}, documents: {} });
		expect(valuesOf(null, null)).toBeNull();
	});
});

describe('complete enough to send', () => {
	const definition: Definition = {
		form: { type: 'object', required: ['child_name'], properties: { child_name: { type: 'string', minLength: 1 } } },
		documents: [{ id: 'notice', label: { vi: 'Giấy', en: 'Paper' }, kind: 'submit', originals: 1, copies: 0, required: true, when: null }]
	};

	test('names every missing thing by its path', () => {
		expect(incomplete(values({ applicant: {}, consent: null }), definition)).toEqual({
			consent: ['required'],
			'applicant.full_name': ['required'],
			'form.child_name': ['required'],
			'documents.notice.state': ['required']
		});
	});

	test('a promised paper does not hold it back', () => {
		const ready = values({ form: { child_name: 'Ngô Bảo An' }, documents: { notice: { state: 'promised' } } });
		expect(incomplete(ready, definition)).toEqual({});
		expect(paperCount(ready, definition)).toEqual({ missing: [], promised: ['notice'], required: ['notice'] });
	});

	test('a procedure that is not listed needs a name, nothing else', () => {
		expect(incomplete(values({ procedure: { other: ' ' } }), null)).toEqual({ procedure: ['required'] });
		expect(incomplete(values({ procedure: { other: 'Xin sao lục' } }), null)).toEqual({});
	});

	test.each([
		[{ full_name: 'Hân', id_kind: 'cccd', id_number: '04616100482' }, 'applicant.id_number', 'id_number'],
		[{ full_name: 'Hân', id_number: '12345' }, 'applicant.id_number', 'id_number'],
		[{ full_name: 'Hân', id_number: 'MẬTKHẨUHOA@1990' }, 'applicant.id_number', 'not_id_number'],
		[{ full_name: 'Hân', id_kind: 'passport', id_number: 'HOA1990' }, 'applicant.id_number', 'not_id_number'],
		[{ full_name: 'Hân', phone: '0905' }, 'applicant.phone', 'phone'],
		[{ full_name: 'Hân', date_of_birth: '14/08/' }, 'applicant.date_of_birth', 'format'],
		[{ full_name: 'Hân', date_of_birth: '2999-11-17' }, 'applicant.date_of_birth', 'future']
	])('%o is not right yet', (applicant, path, code) => {
		expect(peopleErrors({ applicant })).toEqual({ [path]: [code] });
	});

	test.each([{ full_name: 'Hân', id_kind: 'passport', id_number: 'C1234567' }, { full_name: 'Lựu', date_of_birth: '1950' }, { full_name: 'Cầm', phone: '02343822000' }])(
		'%o is fine',
		(applicant) => expect(peopleErrors({ applicant })).toEqual({})
	);

	test('a representative says on what basis', () => {
		expect(peopleErrors({ applicant: { full_name: 'A' }, representative: { full_name: 'B' } })).toEqual({ 'representative.basis': ['required'] });
	});
});

describe('who may what', () => {
	const doc = { ...made(), submission: 1, work_state: 'submitted' as const, team_id: 't1' };

	test('the owner comments on a submitted dossier and leaves the deciding to others', () => {
		const owner = relationsOf(doc, { id: ME, ledTeams: [], officerWards: [] });
		expect(may('comment', doc, owner)).toBe(true);
		expect(may('accept', doc, owner)).toBe(false);
	});

	test('a leader returns only what waits', () => {
		const leader = relationsOf(doc, { id: 'x', ledTeams: ['t1'], officerWards: [] });
		expect(may('return', doc, leader)).toBe(true);
		expect(may('return', { work_state: 'accepted' }, leader)).toBe(false);
	});

	test('a draft is nobody’s but its owner’s', () => {
		expect(relationsOf({ ...doc, submission: 0 }, { id: 'x', ledTeams: ['t1'], officerWards: ['19753'] }).size).toBe(0);
	});
});

describe('small things', () => {
	beforeEach(() => setLang('vi'));
	test('a reference is read out in three groups', () => {
		expect(referenceGroups('7K3M9QTA4XW2H')).toEqual(['7K3M', '9QTA', '4XW2H']);
		expect(spell('4XW2H')).toBe('bốn, Xuân, vê kép, hai, Huế');
		expect(spell('7K3M')).toBe('bảy, Kim, ba, Mai');
	});

	test('every path leads to a step', () => {
		expect(['form.a', 'documents.b.state', 'applicant.phone', 'consent', 'channel', 'note'].map(stepOf)).toEqual(['form', 'papers', 'people', 'consent', 'procedure', 'send']);
	});

	test('people are addressed as here', () => {
		expect(addressed({ full_name: 'Phan Thị Lựu', sex: 'female' }, 'vi')).toBe('bà Lựu');
		expect(addressed({ full_name: 'Phan Thị Lựu' }, 'vi')).toBe('Phan Thị Lựu');
		expect(addressed(null, 'vi')).toBe('');
	});

	test('what was refused only because of an earlier refusal stands behind it', () => {
		const outcome = (id: string, entity: string, code: string): Outcome =>
			({ id, code, command: { type: 'dossier.edit', entity, args: {}, madeAt: AT } }) as unknown as Outcome;
		const shown = firstCauses([outcome('1', 'a', 'DEPENDENCY_REJECTED'), outcome('2', 'a', 'VALIDATION'), outcome('3', 'b', 'NOT_FOUND')]);
		expect(shown.map((o) => o.id)).toEqual(['2', '3']);
	});
});
