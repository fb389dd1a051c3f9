import type { FormBody } from '#platform/http'
import { typedIn } from '../../connect/accounts/typed.ts'
import { type Doing, done } from './gestures.ts'

/** What was taken by its handle and put down elsewhere: a page, or a question of a page or of a row. */
export const orderGestures: Readonly<Record<string, Doing>> = {
  placer: (_seen, body, place) => {
    const after = typedIn(body, 'apres') || null
    const { page = '', field } = place
    if (field.length === 0) return done([{ kind: 'move_page', at: [page], in: [], after }], { page, field })
    const into = intoOf(body, page)
    const parent = [into, ...field.slice(0, -1)]
    return done([{ kind: 'move_field', at: field, in: parent, after }], { page: into, field })
  },
}

const intoOf = (body: FormBody, page: string): string => typedIn(body, 'vers') || page
