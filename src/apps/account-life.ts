import type { LifeTools } from '#identity/accounts'
import type { App } from './app.ts'
import { sendTerritoryMail } from './mails.ts'

/** What accounts that live need to write and to move: merges, changes of address, exports, the end. */
export const accountLife = (app: App): LifeTools => {
  const at = (path: string) => `${app.config.publicUrl}${path}`
  return {
    db: app.db,
    clock: app.clock,
    log: app.log,
    secrets: app.secrets,
    personalData: app.personalData,
    sendMail: (mail) => sendTerritoryMail(app, mail),
    lifeLinks: {
      proveMerge: (secret) => at(`/compte/fusion/preuve/${secret}`),
      proveNewEmail: (secret) => at(`/compte/adresse/nouvelle/${secret}`),
      confirmOldEmail: (secret) => at(`/compte/adresse/ancienne/${secret}`),
      cancelEmailChange: (secret) => at(`/compte/adresse/arreter/${secret}`),
      ownData: () => at('/compte/donnees'),
      signIn: () => at('/connexion'),
      help: () => at('/'),
    },
  }
}
