// The whole product is one page that works from the phone's own store.
export const ssr = false;
export const prerender = false;
