import { editDraft, findPast, getDraft, judgeDraft, listDraftsUsing, undoEdit } from '#counter/studio'
import { FormBody, letShowFrames, route, type Route, seeOther, sendPage } from '#platform/http'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { DesignerPage } from './designer.page.tsx'
import { aboutGestures } from './about-gestures.ts'
import { acrossGestures } from './across-gestures.ts'
import { fieldIn, type Gesture, gestureOf, type Place, placeIn } from './gestures.ts'
import type { Trouble } from './head.tsx'
import { type DesignerProps, hrefOf } from './parts.tsx'
import { blockCalled, blockGestures } from './block-gestures.ts'
import { orderGestures } from './order-gestures.ts'
import { ruleHref } from './rule/rule.routes.ts'
import { ruleNames, type RuleTarget } from './rule/target.ts'
import { type Author, authorAt, baseOf, Chosen, type Exchange, namesFor, ownerOf, Params, url } from './place.ts'
import { settingTexts } from './setting-texts.ts'
import { studioTexts } from './texts.ts'
import { thingsFor } from './things/things.ts'
import { troubleOf } from './trouble.ts'

/** The designer of a form. */
export const designerRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/:brouillon`,
    guard: authorAt(app),
    schema: { params: Params, querystring: Chosen },
    handle: (request, reply, who) => {
      const { page, champ = '', fait, vue } = request.query
      const place = { page, field: champ.split('/').filter(Boolean) }
      return show({ app, request, reply, who }, request.params.brouillon, {
        place,
        isDone: fait !== undefined,
        isWhole: vue === 'tout',
      })
    },
  }),
  route({
    method: 'POST',
    url: `${url}/:brouillon`,
    guard: authorAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { brouillon: id } = request.params
      const { body } = request
      const made = await make(who, id, body)
      if (made.ok) {
        const rule = ruleAsked(typedIn(body, 'geste'), placeIn(body))
        if (rule) return seeOther(reply, ruleHref(`${baseOf(who)}/${id}`, rule))
        return seeOther(reply, withDone(hrefOf({ base: baseOf(who), draft: made.draft }, made.next)))
      }
      return show({ app, request, reply, who }, id, {
        place: placeIn(body),
        isDone: false,
        trouble: made.trouble,
        errors: made.errors,
        act: typedIn(body, 'geste'),
        typed: Object.fromEntries(Object.keys(body).map((name) => [name, typedIn(body, name)])),
      })
    },
  }),
  ...undoRoutes(app),
]

const undoRoutes = (app: App): Route[] =>
  (['annuler', 'retablir'] as const).map((way) =>
    route({
      method: 'POST',
      url: `${url}/:brouillon/${way}`,
      guard: authorAt(app),
      schema: { params: Params, body: FormBody },
      handle: async (request, reply, who) => {
        const { brouillon: id } = request.params
        const seen = Number(typedIn(request.body, 'version'))
        const asked = { owner: ownerOf(who), id, seen, way: way === 'annuler' ? ('undo' as const) : ('redo' as const) }
        const done = await undoEdit(who.context, asked)
        const part = typedIn(request.body, 'partie')
        const path = part === 'circuit' || part === 'essais' || part === 'publication' ? `/${part}` : ''
        if (done.ok) return seeOther(reply, `${baseOf(who)}/${id}${path}?fait=oui`)
        const t = studioTexts(who.locale)
        const sentence = t[done.refusal === 'changed' ? 'undo_changed' : done.refusal]
        return show({ app, request, reply, who }, id, {
          place: { page: undefined, field: [] },
          isDone: false,
          trouble: { sentence },
        })
      },
    }),
  )

/** The rule that a button opens once its form is saved: "champ-regle:quand", "option-regle:camion". */
function ruleAsked(act: string, place: Place): RuleTarget | undefined {
  const [noun = '', name = ''] = act.split(':')
  if (noun === 'option-regle') return { ...place, rule: 'quand', option: name }
  if (noun === 'controle-regle') return { page: place.page, field: [], rule: 'controle', id: name }
  if (noun === 'refus-regle') return { page: place.page, field: [], rule: 'refus', id: name }
  const rule = noun === 'champ-regle' || noun === 'page-regle' ? ruleNames.find((each) => each === name) : undefined
  return rule && { ...place, rule }
}

const withDone = (href: string): string => `${href}${href.includes('?') ? '&' : '?'}fait=oui`

type Made =
  | { readonly ok: true; readonly next: Place; readonly draft: DesignerProps['draft'] }
  | { readonly ok: false; readonly trouble?: Trouble; readonly errors?: DesignerProps['errors'] }

/** Each change by itself: one that is refused leaves those before it done. */
async function make(who: Author, id: string, body: FormBody): Promise<Made> {
  const key = { owner: ownerOf(who), id }
  const t = studioTexts(who.locale)
  const seen = Number(typedIn(body, 'version'))
  const past = Number.isInteger(seen) ? await findPast(who.context, { ...key, version: seen }) : undefined
  if (!past) return { ok: false, trouble: { sentence: t.too_old } }
  const gesture = gestureOf(past, body, { ...acrossGestures, ...orderGestures, ...blockGestures, ...aboutGestures })
  const act = typedIn(body, 'geste')
  const errors = [
    ...gesture.missing.map((name) => ({ fieldId: inputOf(act, name), message: t.empty })),
    ...(gesture.faults ?? []).map(({ name, code }) => ({ fieldId: name, message: settingTexts(who.locale)[code] })),
  ]
  if (errors.length > 0) return { ok: false, errors }
  let named: string | undefined
  for (const edit of gesture.edits) {
    const done = await editDraft(who.context, { ...key, seen, edit })
    if (!done.ok) return { ok: false, trouble: await troubleOf(who, done, edit) }
    // A question that goes into rows, or out of them, may have to change its name.
    if (edit.kind === 'add_field' || edit.kind === 'move_field') named = done.value.name
  }
  return { ok: true, next: nextOf(gesture, named), draft: await getDraft(who.context, key) }
}

const inputOf = (act: string, name: string): string =>
  act === 'page-ajouter' ? 'nouvelle-page' : act === 'champ-ajouter' ? 'nouveau-champ' : name

/** A question that was just added is the one that is chosen next. */
const nextOf = ({ next }: Gesture, named: string | undefined): Place =>
  named === undefined ? next : { page: next.page, field: [...next.field.slice(0, -1), named] }

type Shown = Pick<DesignerProps, 'place' | 'isDone'> &
  Partial<Pick<DesignerProps, 'isWhole'>> & {
    readonly [name in 'trouble' | 'errors' | 'typed' | 'act']?: DesignerProps[name] | undefined
  }

async function show({ app, request, reply, who }: Exchange, id: string, shown: Shown) {
  const draft = await getDraft(who.context, { owner: ownerOf(who), id })
  const { trouble, errors = [], typed = {}, act = '', isWhole = false } = shown
  const isRefused = trouble !== undefined || errors.length > 0
  const judged = await judgeDraft(who.context, draft)
  const findings = draft.state === 'open' ? judged.findings : []
  const names = await namesFor(
    who,
    judged.others.map(({ by }) => by),
  )
  const block = blockCalled(fieldIn(draft.document, shown.place))
  const users =
    block === undefined ? [] : await listDraftsUsing(who.context, { owner: draft.owner, kind: 'block', name: block })
  const main = DesignerPage({
    ...shown,
    isWhole,
    ...judged,
    findings,
    users,
    things: await thingsFor(who),
    others: judged.others.map(({ by, at }) => ({ name: names.get(by) ?? '', at })),
    trouble,
    errors,
    typed,
    act,
    locale: who.locale,
    base: baseOf(who),
    draft,
  })
  letShowFrames(reply)
  const content = { title: draft.title, main, menu: 'studio' as const, isRefused, scripts: ['studio-order.js'] }
  return sendPage(reply, framedPage(frameOf(app, request, who), content), isRefused ? 422 : 200)
}
