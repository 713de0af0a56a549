/*
 * Who may import whom, from the top of the house to its cellar:
 * routes → features → forms → data → util, and ui → i18n → util.
 * `contract`, generated from the server, knows nobody and is known to all.
 */
import path from 'node:path';

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
};

const SOURCE = path.join(import.meta.dirname, 'src');

/** The room of a file, and what it is inside of it: `features/dossiers/index.ts` → ['features', ['dossiers', 'index.ts']]. */
function roomOf(file) {
	const parts = path.relative(SOURCE, file).split(path.sep);
	if (parts[0] === '..') return null;
	if (parts[0] === 'lib') parts.shift();
	const [room, ...inside] = parts;
	return room in BELOW ? [room, inside] : null;
}

function target(specifier, importer) {
	if (specifier.startsWith('#lib/')) return path.join(SOURCE, 'lib', specifier.slice('#lib/'.length));
	if (specifier.startsWith('.')) return path.resolve(path.dirname(importer), specifier);
	return null;
}

/** A sentence that says what is wrong with an import; null when nothing is. */
function complaint(importer, specifier) {
	const file = target(specifier, importer);
	const from = roomOf(importer);
	const to = file && roomOf(file);
	if (!from || !to) return null;
	const [room, [feature]] = from;
	const [otherRoom, [otherFeature, ...rest]] = to;
	if (room === otherRoom && (room !== 'features' || feature === otherFeature)) return null;
	if (!BELOW[room].includes(otherRoom)) return `${room} must not know ${otherRoom}: imports go down the house only.`;
	const isFrontDoor = rest.length === 0 || /^index(\.ts)?$/.test(rest.join('/'));
	if (room === 'features' && otherRoom === 'features' && !isFrontDoor) {
		return `The feature ${feature} may use ${otherFeature} through its front door only: #lib/features/${otherFeature}.`;
	}
	return null;
}

export const rooms = {
	meta: { type: 'problem', docs: { description: 'Imports go down the house only.' }, schema: [] },
	create(context) {
		const check = (node) => {
			if (typeof node.source?.value !== 'string') return;
			const message = complaint(context.filename, node.source.value);
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
