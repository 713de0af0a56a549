import { immutable, assets } from '$app/manifest';
import { version } from '$app/env';
console.log(immutable.length, assets.length, version);
