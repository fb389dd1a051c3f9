import type { Field } from '#counter/procedures'
import { blankBlock } from '#counter/studio'
import { typedIn } from '../../connect/accounts/typed.ts'
import { type Doing, siblingsOf } from './gestures.ts'

/** The shared block that a field of a draft stands for; undefined for one that is asked itself. */
export function blockCalled(field: Field | undefined): string | undefined {
  const { type, block } = (field ?? {}) as { readonly type?: string; readonly block?: string }
  return type === 'block' ? block : undefined
}

/** Inserting a shared block, chosen by its name: "identite:Qui êtes-vous ?". */
export const blockGestures: Readonly<Record<string, Doing>> = {
  'bloc-inserer': (seen, body, { page = '', field }) => {
    const chosen = typedIn(body, 'bloc')
    const cut = chosen.indexOf(':')
    if (cut < 1) return { edits: [], next: { page, field }, missing: ['bloc'] }
    // Blocks stand on pages, not in rows.
    const after = field[0] ?? siblingsOf(seen, { page, field: [] }).at(-1)?.id ?? null
    const item = blankBlock(chosen.slice(0, cut), chosen.slice(cut + 1))
    return { edits: [{ kind: 'add_field', in: [page], item, after }], next: { page, field: [''] }, missing: [] }
  },
}
