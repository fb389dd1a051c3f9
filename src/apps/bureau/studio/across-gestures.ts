import type { DraftDocument, Edit } from '#counter/studio'
import type { FormBody } from '#platform/http'
import { typedIn } from '../../connect/accounts/typed.ts'
import { anchorFor, changes, type Doing, done, type Gesture, type Place, textFrom } from './gestures.ts'

/** Rules across fields, as an author adds, changes, orders and takes them away: of a page, or of the whole form. */

type Noun = 'check' | 'eligibility'

interface Named {
  readonly id: string
  readonly message: { readonly fr: string }
}

const holderOf = ({ definition }: DraftDocument, { page }: Place) =>
  page === undefined ? definition.form : definition.form.pages.find(({ id }) => id === page)

function listOf(seen: DraftDocument, place: Place, noun: Noun): readonly Named[] {
  const holder = holderOf(seen, place)
  return (noun === 'check' ? holder?.checks : holder?.eligibility) ?? []
}

const parentOf = ({ page }: Place): readonly string[] => (page === undefined ? [] : [page])
const targetOf = (body: FormBody): string => typedIn(body, 'geste').split(':')[1] ?? ''

const adding =
  (noun: Noun, blank: object): Doing =>
  (seen, body, place) => {
    const message = typedIn(body, 'message').trim()
    const box = noun === 'check' ? 'controle-nouveau' : 'refus-nouveau'
    if (message === '') return { edits: [], next: place, missing: [box] }
    const after = listOf(seen, place, noun).at(-1)?.id ?? null
    const beside = noun === 'check' ? { fields: firstAsked(seen, place) } : {}
    const item = { id: message, message: { fr: message }, ...blank, ...beside }
    return done([{ kind: `add_${noun}`, in: parentOf(place), item, after }], place)
  }

/** Until its rule is written, a check stands beside the first question of its place. */
function firstAsked({ definition }: DraftDocument, { page }: Place): readonly string[] {
  const pages = definition.form.pages.filter(({ id }) => page === undefined || id === page)
  return pages.flatMap(({ fields }) => fields.map(({ id }) => id)).slice(0, 1)
}

const moving =
  (noun: Noun, way: 'monter' | 'descendre'): Doing =>
  (seen, body, place) => {
    const name = targetOf(body)
    const names = listOf(seen, place, noun).map(({ id }) => id)
    const after = anchorFor(names, name, way)
    const parent = parentOf(place)
    return done(after === undefined ? [] : [{ kind: `move_${noun}`, at: [...parent, name], in: parent, after }], place)
  }

const removing =
  (noun: Noun): Doing =>
  (_seen, body, place) =>
    done([{ kind: `remove_${noun}`, at: [...parentOf(place), targetOf(body)] }], place)

const ticked = (body: FormBody, name: string): readonly string[] => {
  const raw = Object.hasOwn(body, name) ? body[name] : undefined
  return raw === undefined ? [] : typeof raw === 'string' ? [raw] : raw
}

const changing =
  (noun: Noun): Doing =>
  (seen, body, place): Gesture => {
    const name = targetOf(body)
    const known = listOf(seen, place, noun).find(({ id }) => id === name)
    const box = noun === 'check' ? `controle-message-${name}` : `refus-message-${name}`
    if (typedIn(body, 'message').trim() === '') return { edits: [], next: place, missing: [box] }
    const own = (known ?? {}) as { readonly see?: unknown }
    const set = changes(known, {
      message: textFrom(typedIn(body, 'message'), undefined, known?.message),
      ...(noun === 'check'
        ? { fields: ticked(body, 'champs') }
        : { see: textFrom(typedIn(body, 'voir'), undefined, own.see) }),
    })
    const edits: Edit[] =
      Object.keys(set).length === 0 ? [] : [{ kind: `set_${noun}`, at: [...parentOf(place), name], set }]
    return done(edits, place)
  }

const both = (noun: Noun, prefix: string, blank: object): readonly (readonly [string, Doing])[] => [
  [`${prefix}-ajouter`, adding(noun, blank)],
  [`${prefix}-changer`, changing(noun)],
  [`${prefix}-regle`, changing(noun)],
  [`${prefix}-monter`, moving(noun, 'monter')],
  [`${prefix}-descendre`, moving(noun, 'descendre')],
  [`${prefix}-retirer`, removing(noun)],
]

/** A check holds, and nobody is refused, until their rule is written. */
export const acrossGestures: Readonly<Record<string, Doing>> = Object.fromEntries([
  ...both('check', 'controle', { holds: true, fields: [] }),
  ...both('eligibility', 'refus', { when: false }),
])
