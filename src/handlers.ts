import { dossierJobHandlers } from '#counter/dossiers'
import { accountJobHandlers, sweepEnded } from '#identity/accounts'
import type { Job, JobHandler } from '#platform/jobs'
import type { App } from './apps/app.ts'
import { accountMails, dossierMails } from './apps/mails.ts'

/** Everything the worker knows how to do. Tests read this list: each job has a handler. */
export const everyHandler = (app: App): JobHandler[] => [
  ...accountJobHandlers(accountMails(app)),
  ...dossierJobHandlers(dossierMails(app)),
]

/** What each night asks for. */
export const nightly: readonly Job[] = [sweepEnded]
