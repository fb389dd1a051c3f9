import { dossierClosed } from '#counter/dossiers'
import { countAgain } from '#counter/figures'
import { planSurvey, surveyJobHandlers, type SurveyTools } from '#counter/satisfaction'
import { reactTo } from '#platform/events'
import type { JobHandler } from '#platform/jobs'
import { getSite, listCollectivities } from '#territory/collectivities'
import type { App } from './app.ts'
import { surveyHref } from './guichet/satisfaction/address.ts'
import { sendCollectivityMail } from './mails.ts'

/** Asks people what they think of their answers, and does something of it. */
export const surveyHandlers = (app: App): JobHandler[] => [
  ...surveyJobHandlers(surveyTools(app)),
  ...reactTo(app.db, dossierClosed, { ask_mark: planSurvey(app) }),
]

const surveyTools = (app: App): SurveyTools => ({
  db: app.db,
  clock: app.clock,
  log: app.log,
  secrets: app.secrets,
  sendMail: (mail) => sendCollectivityMail(app, mail),
  surveyPage: async (collectivityId, surveyId) => {
    const { slug } = await getSite(app.db, { id: collectivityId })
    return `${app.config.publicUrl}${surveyHref(app, `/${slug}`, surveyId)}`
  },
  countAgain,
  collectivityIds: async () => (await listCollectivities(app.db)).map(({ id }) => id),
})
