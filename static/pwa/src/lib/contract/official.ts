// Written by `flask contract` from the server's tables. Do not edit: change the table.

/** The clock stands: the centre waits for somebody. */
export const OFFICIAL_PAUSED = [
  5,
  6,
  8,
] as const;
export type OfficialPaused = (typeof OFFICIAL_PAUSED)[number];

/** The centre is through with it. */
export const OFFICIAL_OVER = [
  7,
  9,
  10,
] as const;
export type OfficialOver = (typeof OFFICIAL_OVER)[number];
