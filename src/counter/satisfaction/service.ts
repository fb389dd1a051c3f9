import { addDays, dayOf, momentOf } from '#kernel/calendar'
import { AppError, notFound } from '#kernel/errors'
import { isId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { derivedId, getAnsweredDossier, reopenDossier, tellInCase } from '#counter/dossiers'
import { type Context, systemContext } from '#platform/context'
import { isSameSecret, type Secrets } from '#platform/crypto'
import type { Tx } from '#platform/db'
import { enqueue, handleJob, type JobHandler } from '#platform/jobs'
import type { CollectivityMail } from '#platform/mail'
import { expiryOf, isBad, standingOf, type Standing } from './domain.ts'
import { askForMark, followBadMark, sweepSurveys } from './jobs.ts'
import { markGiven, markMail } from './mails.ts'
import { maySetSurveys, servicesRead } from './policy.ts'
import { type Setting, type Survey, usualSetting } from './schema.ts'
import {
  answerSurveyRow,
  type AnsweredRow,
  deleteExpiredRows,
  deleteOfDossier,
  findOpenRow,
  findSettingRow,
  findSurveyRow,
  insertSurveyRow,
  listAnsweredRows,
  listMarkRows,
  markReopenedRow,
  saveSettingRow,
} from './store.ts'

/** What this house needs of the others, plugged where the platform is put together. */
export interface SurveyTools extends Omit<Context, 'actor'> {
  readonly secrets: Secrets
  readonly sendMail: (mail: CollectivityMail) => Promise<void>
  /** The page where a mark is given. */
  readonly surveyPage: (collectivityId: string, surveyId: string) => Promise<string>
  /** Figures count the request again. */
  readonly countAgain: (tx: Tx, collectivityId: string, dossierId: string) => Promise<void>
  readonly collectivityIds: () => Promise<readonly string[]>
}

/** What opens the page of one question, and of no other: told to who is asked, stored nowhere. */
export const surveyKeyOf = (secrets: Secrets, surveyId: string): string =>
  secrets.hmac('satisfaction.survey', surveyId).subarray(0, 24).toString('base64url')

interface Closed {
  readonly collectivityId: string
  readonly dossierId: string
}

/** The morning after, at nine: nobody is asked at night, and the answer has been read. */
const askedAtMinute = 540

/** A request had its answer: its person will be asked what she thinks of it, unless the collectivity does not ask. */
export const planSurvey =
  (tools: Pick<SurveyTools, 'db' | 'clock'>) =>
  ({ collectivityId, dossierId }: Closed): Promise<void> =>
    tools.db.withCollectivity(collectivityId, async (tx) => {
      const { asks } = (await findSettingRow(tx, collectivityId)) ?? usualSetting
      const dossier = await getAnsweredDossier(tx, collectivityId, dossierId)
      if (!asks || !dossier?.closedAt) return
      const { closedAt, serviceId } = dossier
      const now = tools.clock.now()
      const id = derivedId(`${dossierId} ${closedAt.toISOString()}`, 'survey')
      const row = { collectivityId, id, dossierId, closedAt, serviceId, askedAt: now, expiresAt: expiryOf(now) }
      if (!(await insertSurveyRow(tx, row)) || dossier.applicantEmail === '') return
      const runAt = momentOf(addDays(dayOf(now), 1), askedAtMinute)
      await enqueue(tx, askForMark, { collectivityId, dossierId, surveyId: id }, { runAt })
    })

export const surveyJobHandlers = (tools: SurveyTools): JobHandler[] => [
  handleJob(askForMark, (asked) => ask(tools, asked)),
  handleJob(followBadMark, (asked) => follow(tools, asked)),
  handleJob(sweepSurveys, async () => {
    for (const id of await tools.collectivityIds())
      await tools.db.withCollectivity(id, (tx) => deleteExpiredRows(tx, id, tools.clock.now()))
  }),
]

/** Its mail's id is the question's: written twice, it leaves once. */
async function ask(
  tools: SurveyTools,
  { collectivityId, dossierId, surveyId }: Closed & { readonly surveyId: string },
): Promise<void> {
  const found = await tools.db.readCollectivity(collectivityId, async (tx) => {
    const [survey, dossier] = await Promise.all([
      findSurveyRow(tx, collectivityId, surveyId),
      getAnsweredDossier(tx, collectivityId, dossierId),
    ])
    return survey && dossier && { survey, dossier }
  })
  if (!found || standingOf(found.survey, tools.clock.now()) !== 'open') return
  const { applicantEmail, applicantName, number, subject, locale, closedAt } = found.dossier
  // Taken up again meanwhile, or forgotten: there is nothing to ask about.
  if (closedAt?.getTime() !== found.survey.closedAt.getTime() || applicantEmail === '') return
  const page = await tools.surveyPage(collectivityId, surveyId)
  await tools.sendMail(
    markMail({ id: surveyId, collectivityId, to: applicantEmail, name: applicantName, number, subject, locale, page }),
  )
}

/** What a person is asked, as her page shows it. */
export interface SurveyShown {
  readonly survey: Survey
  readonly standing: Standing
  readonly number: string
  readonly subject: string
}

export interface SurveyKey {
  readonly collectivityId: string
  readonly surveyId: string
  /** Of the link. */
  readonly key: string
}

/**
 * The question that a link leads to: a wrong one finds nothing.
 * @throws AppError `not_found satisfaction.no_survey`.
 */
export async function readSurvey(
  { db, clock, secrets }: Pick<SurveyTools, 'db' | 'clock' | 'secrets'>,
  { collectivityId, surveyId, key }: SurveyKey,
): Promise<SurveyShown> {
  const isRight = isId(surveyId) && isSameSecret(key, surveyKeyOf(secrets, surveyId))
  if (!isRight) throw notFound('satisfaction.no_survey', surveyId)
  return db.readCollectivity(collectivityId, async (tx) => {
    const survey = await findSurveyRow(tx, collectivityId, surveyId)
    const dossier = survey && (await getAnsweredDossier(tx, collectivityId, survey.dossierId))
    if (!survey || !dossier) throw notFound('satisfaction.no_survey', surveyId)
    return { survey, standing: standingOf(survey, clock.now()), number: dossier.number, subject: dossier.subject }
  })
}

/**
 * Gives a mark, once: a second tab is told so. A bad one is told in the request, which is taken up again where the
 * collectivity decided so.
 * @throws AppError `not_found satisfaction.no_survey`.
 */
export async function giveMark(
  tools: Pick<SurveyTools, 'db' | 'clock' | 'secrets' | 'countAgain'>,
  key: SurveyKey,
  { mark, comment }: { readonly mark: number; readonly comment: string },
): Promise<Outcome<undefined, 'answered' | 'over'>> {
  const { survey, standing } = await readSurvey(tools, key)
  if (standing !== 'open') return refused(standing)
  const { collectivityId, id: surveyId, dossierId } = survey
  return tools.db.withCollectivity(collectivityId, async (tx) => {
    const isFirst = await answerSurveyRow(tx, survey, { mark, comment, at: tools.clock.now() })
    if (!isFirst) return refused('answered')
    await tools.countAgain(tx, collectivityId, dossierId)
    if (isBad(mark) || comment !== '') await enqueue(tx, followBadMark, { collectivityId, surveyId })
    return accepted(undefined)
  })
}

/** Tells agents what was thought, in the request; a bad mark takes it up again where that is the rule. Once, whatever crashes. */
async function follow(
  tools: SurveyTools,
  { collectivityId, surveyId }: { readonly collectivityId: string; readonly surveyId: string },
): Promise<void> {
  const ctx = systemContext(tools, 'Satisfaction')
  const { survey, setting } = await tools.db.readCollectivity(collectivityId, async (tx) => ({
    survey: await findSurveyRow(tx, collectivityId, surveyId),
    setting: (await findSettingRow(tx, collectivityId)) ?? usualSetting,
  }))
  if (!survey?.mark) return
  const { dossierId, mark, comment } = survey
  const key = { collectivityId, dossierId }
  const told = await tellInCase(ctx, { ...key, idempotencyKey: `mark:${surveyId}`, body: markGiven(mark, comment) })
  if (!told.ok || !isBad(mark) || setting.onBad !== 'reopen') return
  const reopened = await reopenDossier(ctx, { ...key, idempotencyKey: `reopen:${surveyId}`, because: 'mark' })
  if (reopened.ok)
    await tools.db.withCollectivity(collectivityId, (tx) => markReopenedRow(tx, survey, tools.clock.now()))
}

/** The question that is open about a request, for the page where its person follows it. */
export const findOpenSurvey = (
  tx: Tx,
  { collectivityId, dossierId, now }: Closed & { readonly now: Date },
): Promise<Survey | undefined> => findOpenRow(tx, collectivityId, dossierId, now)

/** What a collectivity asks. */
export const readSurveySetting = async ({ db }: Pick<Context, 'db'>, collectivityId: string): Promise<Setting> =>
  (await db.readCollectivity(collectivityId, (tx) => findSettingRow(tx, collectivityId))) ?? usualSetting

/** @throws AppError `forbidden satisfaction.not_allowed`. */
export async function setSurveys(ctx: Context, collectivityId: string, setting: Setting): Promise<void> {
  if (!maySetSurveys(ctx.actor, collectivityId)) throw new AppError('forbidden', 'satisfaction.not_allowed')
  await ctx.db.withCollectivity(collectivityId, (tx) => saveSettingRow(tx, collectivityId, setting))
}

/** A mark with the request that it is about. */
export interface MarkShown extends AnsweredRow {
  readonly number: string
  readonly subject: string
}

/** How many marks a page lists. */
const listed = 50

/** The last marks of the services that an agent reads, the latest first. */
export const listMarks = (ctx: Context, collectivityId: string, onlyBad: boolean): Promise<MarkShown[]> =>
  ctx.db.readCollectivity(collectivityId, async (tx) => {
    const serviceIds = servicesRead(ctx.actor, collectivityId)
    if (serviceIds?.length === 0) return []
    const rows = await listAnsweredRows(tx, { collectivityId, serviceIds, onlyBad, limit: listed })
    const dossiers = await Promise.all(rows.map(({ dossierId }) => getAnsweredDossier(tx, collectivityId, dossierId)))
    return rows.flatMap((row, index) => {
      const dossier = dossiers[index]
      return dossier ? [{ ...row, number: dossier.number, subject: dossier.subject }] : []
    })
  })

/** The last mark of each of these requests, for figures. */
export const marksOf = async (
  tx: Tx,
  collectivityId: string,
  dossierIds: readonly string[],
): Promise<ReadonlyMap<string, number>> =>
  new Map((await listMarkRows(tx, collectivityId, dossierIds)).map(({ dossierId, mark }) => [dossierId, mark]))

/** A request names nobody any more: what its person wrote goes too. */
export const forgetMarks = ({ db }: Pick<Context, 'db'>, { collectivityId, dossierId }: Closed): Promise<void> =>
  db.withCollectivity(collectivityId, (tx) => deleteOfDossier(tx, collectivityId, dossierId))
