import { describe, expect, test } from 'vitest';
import { KEY_ACTIONS, KEY_OF, keyAction, leavesField, type Pressed } from '#lib/features/desk/model';

const press = (key: string, more: Partial<Pressed> = {}): Pressed => ({
	key,
	code: '',
	ctrlKey: false,
	altKey: false,
	metaKey: false,
	repeat: false,
	defaultPrevented: false,
	...more
});
const free = { typing: false, enabled: true };

describe('keys', () => {
	test.each(KEY_ACTIONS)('%s has a key of its own', (action) => {
		expect(keyAction(press(KEY_OF[action].toLowerCase()), free)).toBe(action);
	});
	test('work in capitals too', () => expect(keyAction(press('A'), free)).toBe('accept'));
	test('Telex hides letters; the physical key tells them', () => {
		expect(keyAction(press('Process', { code: 'KeyJ' }), free)).toBe('next');
		expect(keyAction(press('Process', { code: 'Slash' }), free)).toBeNull();
	});
	test('belong to the field while typing', () => expect(keyAction(press('a'), { typing: true, enabled: true })).toBeNull());
	test('leave the browser its own', () => {
		for (const held of ['ctrlKey', 'altKey', 'metaKey'] as const) expect(keyAction(press('a', { [held]: true }), free)).toBeNull();
	});
	test('can be switched off', () => expect(keyAction(press('a'), { typing: false, enabled: false })).toBeNull());
	test('held down only move', () => {
		expect(keyAction(press('j', { repeat: true }), free)).toBe('next');
		expect(keyAction(press('a', { repeat: true }), free)).toBeNull();
	});
	test('other letters do nothing', () => expect(keyAction(press('q'), free)).toBeNull());
});

describe('Escape', () => {
	const escape = { key: 'Escape', defaultPrevented: false, isComposing: false };
	test('leaves the field', () => expect(leavesField(escape)).toBe(true));
	test('not where a form took it, nor in the middle of a word', () => {
		expect(leavesField({ ...escape, defaultPrevented: true })).toBe(false);
		expect(leavesField({ ...escape, isComposing: true })).toBe(false);
		expect(leavesField({ ...escape, key: 'j' })).toBe(false);
	});
});
