/** What the rest of the client tells the sync loop of the session, and does when the server shuts a door. */

/**
 * Whether the browser's session belongs to the person of a store. first_password: it does, but is good for nothing
 * before they have chosen a password of their own; unknown: could not be found out.
 */
export type Ownership = 'yes' | 'no' | 'first_password' | 'unknown';

export interface Gate {
	isMine(stop: AbortSignal): Promise<Ownership>;
	/** The server knows this session (no longer). */
	sessionIs(alive: boolean): void;
	/** The server wants a password of the person's own before it takes anything. */
	firstPassword(): Promise<void>;
	/** Forget what is readable. final: nothing unsent is left, so everything may go. */
	shutOut(final: boolean): Promise<void>;
	tooOld(): void;
	/** Another tab opened this store with a newer app. */
	taken(): void;
	/** Another tab deleted this store, after signing out. */
	gone(): void;
}
