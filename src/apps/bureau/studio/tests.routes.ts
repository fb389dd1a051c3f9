import { Type } from 'typebox'
import { listDossiers, recordDossier } from '#counter/dossiers'
import { listProcedures } from '#counter/procedures'
import { type Draft, dropTest, expectNow, getDraft, listTests, playCase, recordTest } from '#counter/studio'
import { isId } from '#kernel/ids'
import type { SelectOption } from '#platform/html'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { formats } from '#platform/i18n'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { type Author, authorAt, baseOf, type Exchange, namesFor, ownerOf, Params, url } from './place.ts'
import { type TestsProps, TestsPage } from './tests.page.tsx'
import { testTexts } from './tests.texts.ts'

const Chosen = Type.Object({
  demande: Type.Optional(Type.String({ maxLength: 40 })),
  fait: Type.Optional(Type.String({ maxLength: 5 })),
})
const TestParams = Type.Object({ ...Params.properties, essai: Type.String({ format: 'uuid' }) })

/** Tests of a procedure: recorded, played, expected anew, removed. */
export const testRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/:brouillon/essais`,
    guard: authorAt(app),
    schema: { params: Params, querystring: Chosen },
    handle: (request, reply, who) =>
      show({ app, request, reply, who }, request.params.brouillon, {
        caseId: request.query.demande,
        isDone: request.query.fait !== undefined,
      }),
  }),
  route({
    method: 'POST',
    url: `${url}/:brouillon/essais`,
    guard: authorAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { brouillon: id } = request.params
      const caseId = typedIn(request.body, 'demande')
      const name = typedIn(request.body, 'nom')
      const played = who.site && (await recordDossier(who.context, { collectivityId: who.site.id, dossierId: caseId }))
      const exchange = { app, request, reply, who }
      if (!played) return show(exchange, id, {})
      const done = await recordTest(who.context, { owner: ownerOf(who), id }, { name, played })
      if (done.ok) return seeOther(reply, `${baseOf(who)}/${id}/essais?fait=oui`)
      const message = sentenceOf(who, done.refusal)
      return show(exchange, id, { caseId, typed: { nom: name }, errors: [{ fieldId: 'nom', message }] })
    },
  }),
  ...oneTestRoutes(app),
]

const oneTestRoutes = (app: App): Route[] => [
  route({
    method: 'POST',
    url: `${url}/:brouillon/essais/:essai/attendre`,
    guard: authorAt(app),
    schema: { params: TestParams, body: FormBody },
    handle: async (request, reply, who) => {
      const { brouillon: id, essai: testId } = request.params
      const done = await expectNow(who.context, { owner: ownerOf(who), id, testId })
      if (done.ok) return seeOther(reply, `${baseOf(who)}/${id}/essais?fait=oui`)
      const message = sentenceOf(who, done.refusal)
      return show({ app, request, reply, who }, id, { errors: [{ fieldId: `essai-${testId}`, message }] })
    },
  }),
  route({
    method: 'POST',
    url: `${url}/:brouillon/essais/:essai/retirer`,
    guard: authorAt(app),
    schema: { params: TestParams, body: FormBody },
    handle: async (request, reply, who) => {
      const { brouillon: id, essai: testId } = request.params
      const reason = typedIn(request.body, 'motif')
      const done = await dropTest(who.context, { owner: ownerOf(who), id, testId, reason })
      if (done.ok) return seeOther(reply, `${baseOf(who)}/${id}/essais?fait=oui`)
      const message = sentenceOf(who, done.refusal)
      return show({ app, request, reply, who }, id, { errors: [{ fieldId: `motif-${testId}`, message }] })
    },
  }),
]

type Refusal = 'no_name' | 'no_reason' | 'gone' | 'does_not_pass' | { readonly reason: 'not_playable' }

const sentenceOf = ({ locale }: Author, refusal: Refusal): string =>
  testTexts(locale)[typeof refusal === 'string' ? refusal : refusal.reason]

interface Said {
  readonly caseId?: string | undefined
  readonly isDone?: boolean
  readonly typed?: TestsProps['typed']
  readonly errors?: TestsProps['errors']
}

/** The latest cases of the draft's procedure that the author may read. */
async function casesOf({ context, site, locale }: Author, { slug }: Draft): Promise<SelectOption[] | undefined> {
  if (!site) return undefined
  const listed = await context.db.readTerritory((tx) => listProcedures(tx))
  const procedure = listed.find((each) => each.slug === slug)
  if (!procedure) return []
  const { dossiers } = await listDossiers(context, {
    collectivityId: site.id,
    procedureId: procedure.procedureId,
    stages: ['received', 'examined', 'waiting_applicant', 'decided', 'closed'],
    sort: 'submitted',
  })
  return dossiers.map(({ id, number, submittedAt }) => ({
    value: id,
    label: `${number}, ${formats(locale).dateTime(submittedAt)}`,
  }))
}

async function playedOf(who: Author, draftId: string, caseId: string) {
  if (!who.site || !isId(caseId)) return undefined
  const recorded = await recordDossier(who.context, { collectivityId: who.site.id, dossierId: caseId })
  const result = await playCase(who.context, { owner: ownerOf(who), id: draftId }, recorded)
  return result.ok ? { id: caseId, number: recorded.number, result: result.value } : result.refusal
}

async function show({ app, request, reply, who }: Exchange, id: string, said: Said) {
  const key = { owner: ownerOf(who), id }
  const { locale } = who
  const draft = await getDraft(who.context, key)
  const tests = await listTests(who.context, key)
  const played = said.caseId ? await playedOf(who, id, said.caseId) : undefined
  const notPlayable = played && 'reason' in played ? [{ fieldId: 'demande', message: sentenceOf(who, played) }] : []
  const errors = said.errors ?? notPlayable
  const main = TestsPage({
    locale,
    base: baseOf(who),
    draft,
    isDone: said.isDone === true,
    trouble: undefined,
    tests,
    names: await namesFor(
      who,
      tests.map(({ recordedBy }) => recordedBy),
    ),
    cases: await casesOf(who, draft),
    played: played && 'result' in played ? played : undefined,
    typed: said.typed ?? {},
    errors,
  })
  const isRefused = errors.length > 0
  const page = framedPage(frameOf(app, request, who), { title: draft.title, main, menu: 'studio', isRefused })
  return sendPage(reply, page, isRefused ? 422 : 200)
}
