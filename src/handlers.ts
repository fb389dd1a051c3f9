import { dossierJobHandlers, sweepDrafts, sweepHandlers } from '#counter/dossiers'
import {
  accountJobHandlers,
  accountLifeHandlers,
  accountSuspended,
  sessionsEnded,
  sweepEnded,
  tendAccounts,
} from '#identity/accounts'
import { checkDirectors, linkEnded, organisationJobHandlers, roleLost } from '#identity/organisations'
import { proIdentitySeen, stateJobHandlers, sweepState } from '#identity/state'
import { reactTo } from '#platform/events'
import type { JobHandler } from '#platform/jobs'
import { forgetOld, mailJobHandlers } from '#platform/mail'
import { accountLife } from './apps/account-life.ts'
import type { App } from './apps/app.ts'
import { accountMails, dossierMails, sendTerritoryMail, stateMails } from './apps/mails.ts'

/** Everything the worker knows how to do. Tests read this list: each job has a handler. */
export const everyHandler = (app: App): JobHandler[] => [
  ...accountJobHandlers(accountMails(app)),
  ...stateJobHandlers(stateMails(app)),
  ...accountLifeHandlers(accountLife(app)),
  ...dossierJobHandlers(dossierMails(app)),
  ...sweepHandlers(app),
  ...mailJobHandlers(app),
  ...organisationJobHandlers({ ...app, ...app.organisations.tools, sendMail: (mail) => sendTerritoryMail(app, mail) }),
  ...reactTo(app.db, roleLost, {}),
  ...reactTo(app.db, linkEnded, {}),
  // Nobody shares a session yet.
  ...reactTo(app.db, sessionsEnded, {}),
  ...reactTo(app.db, accountSuspended, {}),
  // Organisations will listen.
  ...reactTo(app.db, proIdentitySeen, {}),
]

/** What each night asks for. */
export const nightly = [sweepEnded, tendAccounts, sweepState, sweepDrafts, forgetOld, checkDirectors]
