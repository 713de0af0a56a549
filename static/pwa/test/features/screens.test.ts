/** What every screen of a volunteer promises: no letter is lost, no double tap counts twice, no secret goes unseen. */

import { readdirSync, readFileSync } from 'node:fs';
import { render } from 'svelte/server';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ConflictItem } from '#lib/data';
import { setLang } from '#lib/i18n';
import Conflicts from '#lib/features/dossiers/Conflicts.svelte';
import { isReturnedByLeader, type DossierDoc } from '#lib/features/dossiers/model';
import { standingOf } from '#lib/features/dossiers/standing';
import { stepAfter, stepOptions, trailOf, unwind } from '#lib/features/dossiers/trail';
import { fieldInput, FIELDS } from '#lib/forms/fields';
import { withoutSecrets } from '#lib/forms/secrets';
import type { Widget } from '#lib/forms/types';

const SRC = new URL('../../src/', import.meta.url);
/** Every screen and every part of one; how the keeping itself works is driven in edited.test.ts and wizard.test.ts. */
const screens = ['lib/features', 'lib/forms', 'routes'].flatMap((place) =>
	readdirSync(new URL(`${place}/`, SRC), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.svelte'))
		.map((name) => ({ name: `${place}/${name}`, text: readFileSync(new URL(`${place}/${name}`, SRC), 'utf8') }))
);
const named = (found: { name: string }[]): string[] => found.map(({ name }) => name.split('/').slice(-2).join('/')).sort();
const SECRET = 'mật khẩu là Hoa@1234';

beforeEach(() => setLang('vi'));

describe('every screen', () => {
	test('keeps what is typed on disk, or hands it to one that does', () => {
		const writing = screens.filter(({ text }) => /<(NoteField|SentenceField|TextInput|TextArea|DateInput|Stepper)\b/.test(text));
		const forgetful = writing.filter(({ text }) => !/new (Typed|Edited)\b|wizard\.set\(|visit\.set|\bon(value|change|leaf)\b[^;]*= \$props\(\)/.test(text));
		expect(writing.length).toBeGreaterThan(20);
		// Passwords are never on disk; why masked values are shown goes to the server at once.
		expect(named(forgetful)).toEqual(['parts/Reveal.svelte', 'password/+page.svelte', 'sign-in/+page.svelte']);
	});

	test('that is put together of parts holds what it hands them in a form that comes back', () => {
		for (const [part, keeper] of [['SetupForm', 'new Edited'], ['ActivityForm', 'new Edited'], ['ReturnForm', 'new Typed'], ['PersonFields', 'wizard.set(']] as const) {
			const users = screens.filter(({ text }) => text.includes(`<${part}`));
			expect(users.length, part).toBeGreaterThan(0);
			for (const { name, text } of users) expect(text.includes(keeper), name).toBe(true);
		}
	});

	test('gives back with the save what it kept: by name, in the same commit', () => {
		const keeping = screens.filter(({ text }) => /new Typed\b/.test(text));
		const left = keeping.filter(({ text }) => !/deleteDrafts: \[|\bdraft: |decision\(|deleteDraft\(typed\.draft\)/.test(text));
		// One only shows what was kept; of the other the conflict’s own card sends it.
		expect(named(left)).toEqual(['parts/Overtaken.svelte', 'parts/ThirdValue.svelte']);
	});

	test('runs once what a button begins', () => {
		const bare = screens.filter(({ text }) => {
			// The frame of a panel runs once what it is given.
			const rest = text.replace(/<PanelFrame.*/g, '');
			return [...rest.matchAll(/async function (\w+)\(/g)].some(([, act]) => new RegExp(`on(click|confirm|save|submit|pick|other)=\\{${act}\\}`).test(rest));
		});
		// Opening a form or a question, sharing, a file to keep, the browser's leave and the history: asking twice does no harm.
		expect(named(bare)).toEqual(['account/+page.svelte', 'dossiers/History.svelte', 'parts/ActivityCard.svelte', 'reference/+page.svelte', 'sync/SyncSheet.svelte']);
	});
});

describe('secrets in answers', () => {
	const text = (widget: Widget, value: string): string =>
		render(fieldInput({ type: 'string', 'x-widget': widget }), {
			props: { schema: { type: 'string', 'x-widget': widget }, id: 'form.x', label: 'X', value, onvalue: () => undefined, required: false, error: undefined, inner: {}, context: { hamlets: [] } }
		}).body;

	test.each(['text', 'longtext', 'address'] as const)('are pointed at in a field of type %s', (widget) => {
		expect(FIELDS[widget]).toBeDefined();
		expect(text(widget, SECRET)).toContain('Có vẻ là mật khẩu');
		expect(text(widget, 'Bệnh viện Trung ương Huế')).not.toContain('Có vẻ là mật khẩu');
	});

	test('are pointed at in every long text of the screens', () => {
		const silent = screens.filter(({ text }) => text.includes('<TextArea') && !text.includes('<SecretNotice'));
		expect(named(silent)).toEqual([]);
	});

	test('go without a trace, and the rest stays as it was written', () => {
		expect(withoutSecrets('Bà gửi OTP 482913 rồi.\nHẹn thứ Tư')).toBe('Bà gửi OTP rồi.\nHẹn thứ Tư');
	});
});

describe('two values of one field', () => {
	const clash = (mine: string, theirs: string): string => {
		const conflict: ConflictItem = { id: 'k', entity: 'd', field: 'applicant.phone', mine, theirs, doc: null };
		return render(Conflicts, { props: { doc: { id: 'd' } as DossierDoc, conflicts: [conflict], procedure: null, relations: [], ondone: () => true } }).body;
	};
	test('stand as people write them', () => {
		const body = clash('0905111222', '0905333444');
		expect(body).toContain('0905 111 222');
		expect(body).toContain('0905 333 444');
	});
});

describe('how it stands', () => {
	test('handed in is on the phone, on its way or at the ward; what the ward did says more', () => {
		expect(standingOf({ work_state: 'submitted' }, 'on_phone')).toBe('on_phone');
		expect(standingOf({ work_state: 'submitted' }, 'at_ward')).toBe('at_ward');
		expect(standingOf({ work_state: 'accepted' }, 'at_ward')).toBe('accepted');
		expect(standingOf({ work_state: 'accepted' }, 'on_phone')).toBe('accepted');
	});

	test('who asks for more is the leader of its team, or the ward', () => {
		const returned = { by: 'p', reason: 'Mờ', items: [], at: '' };
		const teams = [{ id: 't1', leader_ids: ['p'] }, { id: 't2', leader_ids: ['q'] }];
		expect(isReturnedByLeader({ team_id: 't1', returned }, teams)).toBe(true);
		expect(isReturnedByLeader({ team_id: 't2', returned }, teams)).toBe(false);
		expect(isReturnedByLeader({ team_id: 't1', returned }, [])).toBe(false);
		expect(isReturnedByLeader({ team_id: 't1', returned: null }, teams)).toBe(false);
	});
});

describe('the wizard in the history', () => {
	test('each step knows the steps under it, so that all can be left at once', () => {
		const consent = stepOptions(trailOf({}), 'procedure');
		expect(consent).toMatchObject({ replace: false, persistState: true, state: { trail: ['procedure'] } });
		const people = stepOptions(trailOf(consent.state), 'consent');
		expect(trailOf(people.state)).toEqual(['procedure', 'consent']);
	});

	test('going back where nothing lies below takes the place of the step', () => {
		expect(stepOptions([], 'papers', { instead: true })).toMatchObject({ replace: true, state: { trail: [] } });
	});

	test('on leads past what is empty and past a consent that was given', () => {
		const full = { hasRecord: false, asked: null, isEmpty: () => false };
		expect(stepAfter('procedure', full)).toBe('consent');
		expect(stepAfter('procedure', { ...full, hasRecord: true })).toBe('people');
		expect(stepAfter('people', { ...full, hasRecord: true, isEmpty: (step) => step === 'form' || step === 'papers' })).toBe('send');
	});

	test('who mends goes from one asked place to the next, then sends', () => {
		const returned = { hasRecord: true, isEmpty: () => false };
		expect(stepAfter('people', { ...returned, asked: ['documents.birth_notice'] })).toBe('papers');
		expect(stepAfter('form', { ...returned, asked: ['applicant.phone'] })).toBe('send');
		expect(stepAfter('form', { ...returned, asked: [] })).toBe('send');
	});

	test('all of them are left in one go, and none where there is none', async () => {
		const go = vi.fn();
		vi.stubGlobal('history', { go });
		await unwind(3, (then) => then());
		await unwind(0, () => undefined);
		expect(go.mock.calls).toEqual([[-3]]);
		vi.unstubAllGlobals();
	});

	test('what is no trail is none', () => {
		expect([trailOf(null), trailOf({ trail: 'x' }), trailOf({ trail: ['nowhere', 'form'] })]).toEqual([[], [], ['form']]);
	});
});
