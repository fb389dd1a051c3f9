import type { Definition, LocalizedText } from '#counter/procedures'
import type { Edit, Json } from '#counter/studio'
import { parseCents } from '#kernel/money'
import type { FormBody } from '#platform/http'
import { typedIn } from '../../connect/accounts/typed.ts'
import { changes, type Doing, textFrom } from './gestures.ts'

/** What is said of a procedure as a whole. */

/** Undefined where the page did not ask. */
const sent = (body: FormBody, name: string): string | undefined =>
  Object.hasOwn(body, name) ? typedIn(body, name) : undefined

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** One text a line; a line that did not change keeps its English. */
function textsFrom(typed: string | undefined, seen: readonly LocalizedText[]): Json | undefined {
  if (typed === undefined) return undefined
  return linesOf(typed).map((line) => seen.find(({ fr }) => fr === line) ?? { fr: line })
}

/** Which fields say who asks, and how to reach her. */
function applicantFrom({ applicant }: Definition, body: FormBody): Json {
  const named = { identity: 'demandeur', email: 'courriel', phone: 'telephone', organisation: 'organisation' } as const
  const roles = Object.entries(named).flatMap(([role, box]) => {
    const id = sent(body, box) ?? applicant[role as keyof typeof named] ?? ''
    return id === '' ? [] : [[role, id] as const]
  })
  return Object.fromEntries(roles)
}

function numberIn(body: FormBody, name: string, before: number): number {
  const typed = Number(typedIn(body, name))
  return Number.isInteger(typed) && typed > 0 ? typed : before
}

function defaultsFrom({ defaults }: Definition, body: FormBody): Json {
  const name = textFrom(typedIn(body, 'contact'), undefined, defaults.contact.name) ?? defaults.contact.name
  const fee = parseCents(typedIn(body, 'tarif'))
  return {
    ...defaults,
    deadlineDays: numberIn(body, 'delai', defaults.deadlineDays),
    feeCents: fee === undefined || fee < 0 ? defaults.feeCents : fee,
    contact: { ...defaults.contact, name },
  } as unknown as Json
}

const about: Doing = ({ definition }, body) => {
  const { keywords } = definition
  const words = sent(body, 'mots')
  const set = changes(definition, {
    title: textFrom(typedIn(body, 'titre'), sent(body, 'titre_en'), definition.title),
    summary: textFrom(typedIn(body, 'resume'), sent(body, 'resume_en'), definition.summary),
    forWhom: textFrom(typedIn(body, 'pour_qui'), sent(body, 'pour_qui_en'), definition.forWhom),
    minutes: numberIn(body, 'minutes', definition.minutes),
    prepare: textsFrom(sent(body, 'preparer'), definition.prepare),
    nextSteps: textsFrom(sent(body, 'ensuite'), definition.nextSteps),
    keywords: words === undefined ? undefined : { ...keywords, fr: linesOf(words.replaceAll(',', '\n')) },
    applicant: applicantFrom(definition, body),
    subject: Object.hasOwn(body, 'objet') ? typedIn(body, 'objet') || null : undefined,
    defaults: defaultsFrom(definition, body),
  })
  const missing = ['titre', 'resume', 'pour_qui', 'contact'].filter((name) => typedIn(body, name).trim() === '')
  const edits: Edit[] = Object.keys(set).length === 0 ? [] : [{ kind: 'set_about', set }]
  return { edits, next: { page: undefined, field: [] }, missing }
}

export const aboutGestures: Readonly<Record<string, Doing>> = { 'a-propos': about }
