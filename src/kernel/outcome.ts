/**
 * An expected business answer. A refusal is a value that callers switch over exhaustively;
 * an exception is a surprise or a dead end.
 */
export type Outcome<T, R extends string | { readonly reason: string }> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: R }

export const accepted = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value })

export const refused = <const R extends string | { readonly reason: string }>(
  refusal: R,
): { readonly ok: false; readonly refusal: R } => ({ ok: false, refusal })
