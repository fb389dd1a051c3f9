import { editDraft, findFaults, findPast, getDraft } from '#counter/studio'
import { listProcedures } from '#counter/procedures'
import { localize } from '#kernel/localized'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { type CircuitGesture, circuitGesture, ownCircuit } from './circuit-gestures.ts'
import { CircuitPage, type CircuitProps } from './circuit.page.tsx'
import { type Trouble } from './head.tsx'
import type { Around } from './panel/panel.ts'
import { type Author, authorAt, baseOf, Chosen, type Exchange, ownerOf, Params, url } from './place.ts'
import type { CircuitTarget } from './rule/circuit-target.ts'
import { ruleHref } from './rule/rule.routes.ts'
import { settingsGesture } from './settings-gestures.ts'
import { SettingsPage, type SettingsProps } from './settings.page.tsx'
import { studioTexts } from './texts.ts'
import { thingsFor } from './things/things.ts'
import { troubleOf } from './trouble.ts'

/** The circuit of a draft, and what it declares besides its statuses. */
export const circuitRoutes = (app: App): Route[] => [...pageOf(app, 'circuit'), ...pageOf(app, 'circuit/reglages')]

type Path = 'circuit' | 'circuit/reglages'

const pageOf = (app: App, path: Path): Route[] => [
  route({
    method: 'GET',
    url: `${url}/:brouillon/${path}`,
    guard: authorAt(app),
    schema: { params: Params, querystring: Chosen },
    handle: (request, reply, who) => {
      const { statut: status, etape: step, objet: object, nom: name, fait } = request.query
      const chosen = { status, step, object, name }
      return show(
        { app, request, reply, who },
        { id: request.params.brouillon, path, chosen, isDone: fait !== undefined },
      )
    },
  }),
  route({
    method: 'POST',
    url: `${url}/:brouillon/${path}`,
    guard: authorAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { brouillon: id } = request.params
      const { body } = request
      const made = await make(who, id, body)
      if (made.ok) {
        const rule = ruleAsked(body, made.next)
        if (rule) return seeOther(reply, ruleHref(`${baseOf(who)}/${id}`, rule))
        const query = new URLSearchParams({ ...made.next, fait: 'oui' })
        const place = query.has('objet') ? '#choisi' : query.has('statut') ? '#statut' : ''
        return seeOther(reply, `${baseOf(who)}/${id}/${path}?${query.toString()}${place}`)
      }
      const typed = (name: string) => typedIn(body, name) || undefined
      const chosen = { status: typed('statut'), step: typed('etape'), object: typed('objet'), name: typed('nom') }
      const { trouble, errors } = made
      return show({ app, request, reply, who }, { id, path, chosen, isDone: false, trouble, errors, typed: body })
    },
  }),
]

/** The rule that a button opens once its panel is saved: "etape-changer:si:rules.1.when". */
function ruleAsked(body: FormBody, next: CircuitGesture['next']): CircuitTarget | undefined {
  const [, rule, at = ''] = typedIn(body, 'geste').split(':')
  if (rule !== 'si' && rule !== 'valeur') return undefined
  const { statut: status, etape: step, nom: action } = next
  const where = status === undefined ? { action: action ?? '' } : { status }
  return { rule, ...where, ...(step !== undefined && { step }), at }
}

type Made =
  | { readonly ok: true; readonly next: CircuitGesture['next'] }
  | { readonly ok: false; readonly trouble?: Trouble; readonly errors?: CircuitProps['errors'] }

async function make(who: Author, id: string, body: FormBody): Promise<Made> {
  const key = { owner: ownerOf(who), id }
  const seen = Number(typedIn(body, 'version'))
  const past = Number.isInteger(seen) ? await findPast(who.context, { ...key, version: seen }) : undefined
  if (!past) return { ok: false, trouble: { sentence: studioTexts(who.locale).too_old } }
  const gesture = typedIn(body, 'geste') === 'copier' ? await copied(who, key) : await heard(who, { past, body })
  if (gesture.faults.length > 0) return { ok: false, errors: gesture.faults }
  let { next } = gesture
  for (const edit of gesture.edits) {
    const done = await editDraft(who.context, { ...key, seen, edit })
    if (!done.ok) return { ok: false, trouble: await troubleOf(who, done, edit) }
    // What was just added is the one that is shown next.
    if (next['nom'] === '' && done.value.name !== undefined) next = { ...next, nom: done.value.name }
  }
  return { ok: true, next }
}

type Past = NonNullable<Awaited<ReturnType<typeof findPast>>>
type Key = { readonly owner: string | null; readonly id: string }

/** What was asked of the circuit as its author saw it. */
async function heard(who: Author, { past, body }: { past: Past; body: FormBody }): Promise<CircuitGesture> {
  const own = ownCircuit(past)
  if (!own) return { edits: [], next: {}, faults: [] }
  const around = await aroundOf(who, { definition: past.definition, workflow: own })
  const isOfCircuit = /^(statut|etape)-/.test(typedIn(body, 'geste'))
  return isOfCircuit ? circuitGesture(past, body, around) : settingsGesture(past, body, around)
}

/** Everything that pieces of the circuit may name. */
async function aroundOf(who: Author, draft: Pick<Around, 'definition' | 'workflow'>): Promise<Around> {
  const { locale, context } = who
  const listed = await context.db.readTerritory((tx) => listProcedures(tx))
  const owner = ownerOf(who)
  return {
    ...draft,
    locale,
    things: await thingsFor(who),
    procedures: listed
      .filter((each) => each.owner === null || each.owner === owner)
      .map(({ slug, title }) => ({ value: slug, label: localize(title, locale) })),
  }
}

/** A copy of the circuit that is followed, under the name of the procedure. */
async function copied(who: Author, key: Key): Promise<CircuitGesture> {
  const { workflow } = await findFaults(who.context, key)
  const { slug } = await getDraft(who.context, key)
  const edits = workflow ? [{ kind: 'use_circuit' as const, circuit: { ...structuredClone(workflow), slug } }] : []
  return { edits, next: {}, faults: [] }
}

interface Shown {
  readonly id: string
  readonly path: Path
  readonly chosen: CircuitProps['chosen'] & SettingsProps['chosen']
  readonly isDone: boolean
  readonly trouble?: Trouble | undefined
  readonly errors?: CircuitProps['errors'] | undefined
  readonly typed?: FormBody
}

async function show({ app, request, reply, who }: Exchange, { id, path, ...shown }: Shown) {
  const key = { owner: ownerOf(who), id }
  const draft = await getDraft(who.context, key)
  const { workflow, findings } = await findFaults(who.context, key)
  const { trouble, errors = [], typed } = shown
  const base = baseOf(who)
  const around = workflow && (await aroundOf(who, { definition: draft.document.definition, workflow }))
  const props = {
    ...shown,
    trouble,
    errors,
    typed,
    base,
    draft,
    findings,
    locale: who.locale,
    isOwn: ownCircuit(draft.document) !== undefined,
    action: `${base}/${id}/${path}`,
  }
  const main = path === 'circuit' || !around ? CircuitPage({ ...props, around }) : SettingsPage({ ...props, around })
  const isRefused = trouble !== undefined || errors.length > 0
  const page = framedPage(frameOf(app, request, who), { title: draft.title, main, menu: 'studio', isRefused })
  return sendPage(reply, page, isRefused ? 422 : 200)
}
