import type { FormBody } from '#platform/http'
import { typedIn } from '../../connect/accounts/typed.ts'
import { type Doing, done } from './gestures.ts'

/** What was taken by its handle and put down elsewhere: a page, or a question of a page or of a row. */
export const orderGestures: Readonly<Record<string, Doing>> = {
  placer: (_seen, body, place) => {
    const after = typedIn(body, 'apres') || null
    const { page = '', field } = place
    if (field.length === 0) return done([{ kind: 'move_page', at: [page], in: [], after }], { page, field })
    const [into = page, ...rows] = intoOf(body, [page, ...field.slice(0, -1)])
    const next = { page: into, field: [...rows, field.at(-1) ?? ''] }
    return done([{ kind: 'move_field', at: field, in: [into, ...rows], after }], next)
  },
}

/** A page, and the rows that one enters there: "enfants/vaccins". */
const intoOf = (body: FormBody, here: readonly string[]): readonly string[] => {
  const into = typedIn(body, 'vers').split('/').filter(Boolean)
  return into.length > 0 ? into : here
}
