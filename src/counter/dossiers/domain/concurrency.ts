import type { EventKind } from '../events.ts'

/**
 * What two people may do at once on one request. Different things add up; the same thing is refused to the second one, with what
 * the first one did. What an agent does herself in another tab is no surprise to her.
 */

export type Deed = 'take' | 'release' | 'transfer' | 'note' | 'message' | 'act' | 'fields' | 'hold'

/** It is no longer the request that she was reading. */
const another: readonly EventKind[] = ['dossier.turned', 'dossier.joined', 'dossier.erased']

const same: Readonly<Record<Deed, readonly EventKind[]>> = {
  take: [...another, 'dossier.taken', 'dossier.transferred'],
  release: [...another, 'dossier.taken', 'dossier.released', 'dossier.transferred'],
  transfer: [...another, 'dossier.transferred', 'dossier.moved'],
  // A note adds to what others said, whatever they did.
  note: [],
  // The person hears one voice: another answer, or her own words, change what is to be said.
  message: [...another, 'message.sent', 'message.received', 'dossier.moved'],
  /*
   * A button decides: all that was said or changed since is read first, colleagues' notes too. Who follows the request, what it
   * is tied to and what the platform did by itself change nothing of it.
   */
  act: [
    ...another,
    'dossier.moved',
    'dossier.transferred',
    'dossier.revised',
    'message.sent',
    'message.received',
    'note.added',
    'answers.edited',
    'document.given',
    'form.filled',
    'fields.set',
    'outside.settled',
    'asked.answered',
  ],
  fields: [
    ...another,
    'dossier.moved',
    'dossier.revised',
    'answers.edited',
    'document.given',
    'form.filled',
    'fields.set',
  ],
  hold: [],
}

/**
 * Whether what others did refuses an act.
 * @param deed what the act is; anything refuses it when that is not said, or when it wants nothing to have changed.
 */
export const isRefusedFor = (
  others: readonly { readonly kind: EventKind }[],
  deed: Deed | undefined,
  isStrict: boolean,
): boolean =>
  isStrict || deed === undefined ? others.length > 0 : others.some(({ kind }) => same[deed].includes(kind))
