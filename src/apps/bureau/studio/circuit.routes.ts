import { editDraft, findFaults, findPast, getDraft } from '#counter/studio'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { type CircuitGesture, circuitGesture, ownCircuit } from './circuit-gestures.ts'
import { CircuitPage, type CircuitProps } from './circuit.page.tsx'
import { circuitTexts } from './circuit.texts.ts'
import { type Trouble } from './head.tsx'
import { type Author, authorAt, baseOf, Chosen, type Exchange, ownerOf, Params, url } from './place.ts'
import { studioTexts } from './texts.ts'
import { troubleOf } from './trouble.ts'

/** The circuit of a draft. */
export const circuitRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/:brouillon/circuit`,
    guard: authorAt(app),
    schema: { params: Params, querystring: Chosen },
    handle: (request, reply, who) => {
      const { statut: status, etape: step, fait } = request.query
      return show({ app, request, reply, who }, request.params.brouillon, {
        chosen: { status, step },
        isDone: fait !== undefined,
      })
    },
  }),
  route({
    method: 'POST',
    url: `${url}/:brouillon/circuit`,
    guard: authorAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { brouillon: id } = request.params
      const { body } = request
      const made = await make(who, id, body)
      if (made.ok) {
        const query = new URLSearchParams(made.next as Record<string, string>)
        return seeOther(reply, `${baseOf(who)}/${id}/circuit?${query.size > 0 ? `${query.toString()}&` : ''}fait=oui`)
      }
      return show({ app, request, reply, who }, id, {
        chosen: { status: typedIn(body, 'statut') || undefined, step: typedIn(body, 'etape') || undefined },
        isDone: false,
        trouble: made.trouble,
        errors: made.errors,
        typed: Object.fromEntries(Object.keys(body).map((name) => [name, typedIn(body, name)])),
      })
    },
  }),
]

type Made =
  | { readonly ok: true; readonly next: { readonly statut?: string; readonly etape?: string } }
  | { readonly ok: false; readonly trouble?: Trouble; readonly errors?: CircuitProps['errors'] }

async function make(who: Author, id: string, body: FormBody): Promise<Made> {
  const key = { owner: ownerOf(who), id }
  const seen = Number(typedIn(body, 'version'))
  const past = Number.isInteger(seen) ? await findPast(who.context, { ...key, version: seen }) : undefined
  if (!past) return { ok: false, trouble: { sentence: studioTexts(who.locale).too_old } }
  const gesture = typedIn(body, 'geste') === 'copier' ? await copied(who, key) : circuitGesture(past, body, who.locale)
  if (gesture.missing.length > 0) {
    const message = circuitTexts(who.locale).empty
    return { ok: false, errors: gesture.missing.map((fieldId) => ({ fieldId, message })) }
  }
  for (const edit of gesture.edits) {
    const done = await editDraft(who.context, { ...key, seen, edit })
    if (!done.ok) return { ok: false, trouble: await troubleOf(who, done, edit) }
  }
  const { status, step } = gesture.next
  return {
    ok: true,
    next: { ...(status !== undefined && { statut: status }), ...(step !== undefined && { etape: step }) },
  }
}

/** A copy of the circuit that is followed, under the name of the procedure. */
async function copied(who: Author, key: { owner: string | null; id: string }): Promise<CircuitGesture> {
  const { workflow } = await findFaults(who.context, key)
  const { slug } = await getDraft(who.context, key)
  const edits = workflow ? [{ kind: 'use_circuit' as const, circuit: { ...structuredClone(workflow), slug } }] : []
  return { edits, next: {}, missing: [] }
}

type Shown = Pick<CircuitProps, 'chosen' | 'isDone'> & {
  readonly [name in 'trouble' | 'errors' | 'typed']?: CircuitProps[name] | undefined
}

async function show({ app, request, reply, who }: Exchange, id: string, shown: Shown) {
  const key = { owner: ownerOf(who), id }
  const draft = await getDraft(who.context, key)
  const { workflow } = await findFaults(who.context, key)
  const { trouble, errors = [], typed } = shown
  const isOwn = ownCircuit(draft.document) !== undefined
  const base = baseOf(who)
  const main = CircuitPage({ ...shown, trouble, errors, typed, locale: who.locale, base, draft, workflow, isOwn })
  const isRefused = trouble !== undefined || errors.length > 0
  const page = framedPage(frameOf(app, request, who), { title: draft.title, main, menu: 'studio', isRefused })
  return sendPage(reply, page, isRefused ? 422 : 200)
}
