/**
 * The one place through which content enters and leaves the device's store.
 *
 * Until the lock exists the cipher is the identity. The interface is asynchronous, as WebCrypto is, and
 * WebCrypto inside an IndexedDB transaction ends it: seal before a transaction opens, open after it closed.
 */

declare const sealed: unique symbol;
/** Content as it lies in the store; only a cipher can read it. */
export type Sealed = { readonly [sealed]: true };

export interface Cipher {
	seal(value: unknown): Promise<Sealed>;
	open<T>(content: Sealed): Promise<T>;
}

export const identityCipher: Cipher = {
	seal: (value) => Promise.resolve(value as Sealed),
	open: <T>(content: Sealed) => Promise.resolve(content as T)
};
