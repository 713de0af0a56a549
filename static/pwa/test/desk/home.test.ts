import { describe, expect, test } from 'vitest';
import { homeOf, workspacesOf } from '#lib/features/identity/model';

const ward = { code: '19753', name: 'Phường Phú Xuân' };
const who = (...roles: string[]) => ({ memberships: roles.map((role) => ({ role, ward, team: null, from: null, to: null })) });
const DAY = '2026-11-23';

describe('where people start', () => {
	test.each([
		[['point_staff'], 'field', ['field']],
		[['officer'], 'desk', ['desk']],
		[['officer', 'point_staff'], 'desk', ['desk', 'field']],
		[['volunteer', 'point_staff'], 'field', ['field']],
		[['leader', 'officer'], 'field', ['field', 'team', 'desk']],
		[['overseer'], 'overview', ['overview']]
	])('%j: %s', (roles, home, workspaces) => {
		expect(homeOf(who(...roles), DAY)).toBe(home);
		expect(workspacesOf(who(...roles), DAY)).toEqual(workspaces);
	});
});
