/*
 * Who may import whom, from the top of the house to its cellar:
 * routes → features → forms → data → util, and ui → i18n → util.
 * `contract`, generated from the server, knows nobody and is known to all.
 */
import path from 'node:path';
import type { Rule } from 'eslint';

type Room = keyof typeof BELOW;
/** A room and where inside of it: `features/dossiers/index.ts` → ['features', ['dossiers', 'index.ts']]. */
type Place = [Room, string[]];

const BELOW = {
	routes: ['features', 'forms', 'data', 'ui', 'i18n', 'util', 'contract'],
	features: ['features', 'forms', 'data', 'ui', 'i18n', 'util', 'contract'],
	forms: ['data', 'ui', 'i18n', 'util', 'contract'],
	data: ['util', 'contract'],
	ui: ['i18n', 'util'],
	i18n: ['util', 'contract'],
	util: [],
	contract: [],
	'service-worker': []
} as const satisfies Record<string, readonly string[]>;

const SOURCE = path.join(import.meta.dirname, 'src');

/** Null for what is in no room. */
function roomOf(file: string): Place | null {
	const parts = path.relative(SOURCE, file).split(path.sep);
	if (parts[0] === '..') return null;
	if (parts[0] === 'lib') parts.shift();
	const [room, ...inside] = parts;
	return room !== undefined && room in BELOW ? [room as Room, inside] : null;
}

function target(specifier: string, importer: string): string | null {
	if (specifier.startsWith('#lib/')) return path.join(SOURCE, 'lib', specifier.slice('#lib/'.length));
	if (specifier.startsWith('.')) return path.resolve(path.dirname(importer), specifier);
	return null;
}

/** A sentence that says what is wrong with an import; null when nothing is. */
export function complaint(importer: string, specifier: string): string | null {
	const file = target(specifier, importer);
	const from = roomOf(importer);
	const to = file === null ? null : roomOf(file);
	if (!from || !to) return null;
	const [room, [feature = '']] = from;
	const [otherRoom, [otherFeature = '', ...rest]] = to;
	if (room === otherRoom && (room !== 'features' || feature === otherFeature)) return null;
	const below: readonly string[] = BELOW[room];
	if (!below.includes(otherRoom)) return `${room} must not know ${otherRoom}: imports go down the house only.`;
	const isFrontDoor = rest.length === 0 || /^index(\.ts)?$/.test(rest.join('/'));
	if (room === 'features' && otherRoom === 'features' && !isFrontDoor) {
		return `The feature ${feature} may use ${otherFeature} through its front door only: #lib/features/${otherFeature}.`;
	}
	return null;
}

export const rooms: Rule.RuleModule = {
	meta: { type: 'problem', docs: { description: 'Imports go down the house only.' }, schema: [] },
	create(context) {
		const check = (node: Rule.Node): void => {
			const source = 'source' in node ? node.source : null;
			if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
			const message = complaint(context.filename, source.value);
			if (message) context.report({ node, message });
		};
		return {
			ImportDeclaration: check,
			ImportExpression: check,
			ExportNamedDeclaration: check,
			ExportAllDeclaration: check
		};
	}
};
