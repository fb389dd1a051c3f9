import type { AccountMail, HandlerTools } from '#identity/accounts'
import { catalogue } from '#platform/i18n'
import { mailHtml, type MailLayout, mailText } from '#platform/mail'
import { getTerritory } from '#territory/collectivities'
import type { App } from './app.ts'

const texts = catalogue({
  fr: {
    automatic: 'Ce courriel est envoyé par un automate : ne répondez pas à cette adresse.',
  },
  en: {
    automatic: 'This e-mail is sent by a machine: please do not reply to this address.',
  },
})

/** What the accounts need to write: addresses of pages, and the territory's letterhead. */
export const accountMails = (app: App): HandlerTools => ({
  db: app.db,
  clock: app.clock,
  secrets: app.secrets,
  links: {
    confirmEmail: (secret) => `${app.config.publicUrl}/confirmer/${secret}`,
    choosePassword: (secret) => `${app.config.publicUrl}/mot-de-passe/${secret}`,
    signIn: () => `${app.config.publicUrl}/connexion`,
    forgottenPassword: () => `${app.config.publicUrl}/mot-de-passe`,
  },
  sendMail: (mail) => sendAccountMail(app, mail),
})

async function sendAccountMail(app: App, mail: AccountMail): Promise<void> {
  const territory = await getTerritory(app.db)
  const layout: MailLayout = {
    language: mail.locale,
    title: mail.subject,
    collectivityName: territory?.name ?? 'Traboule',
    brandBase: '#a63e22',
    paragraphs: [...mail.paragraphs],
    action: mail.action,
    footer: [texts(mail.locale).automatic],
  }
  await app.mailer.send({
    id: mail.id,
    to: mail.to,
    subject: mail.subject,
    text: mailText(layout),
    html: mailHtml(layout),
    about: 'compte',
  })
}
