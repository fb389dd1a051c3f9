import { Type } from 'typebox'
import { notFound } from '#kernel/errors'
import { contentDisposition } from '#platform/files'
import { getMail, listMails, mailStates } from '#platform/mail'
import { route, type Route, sendPage } from '#platform/http'
import { operator } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { MailPage, MailsPage } from './mails.page.tsx'
import { mailTexts } from './texts.ts'

const Id = Type.String({ maxLength: 40 })

/** The mails of the platform, for its operator: what left, what did not, and why. */
export const mailRoutes = (app: App): Route[] => [listRoute(app), mailRoute(app), attachmentRoute(app)]

const listRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: '/bureau/courriels',
    guard: operator(app),
    schema: {
      querystring: Type.Object({
        etat: Type.Optional(Type.Enum(mailStates)),
        apres: Type.Optional(Type.String({ maxLength: 80 })),
      }),
    },
    handle: async (request, reply, who) => {
      const { etat: state, apres: cursor } = request.query
      const page = await app.db.readTerritory((tx) => listMails(tx, { state, cursor }))
      const main = MailsPage({ locale: who.locale, page, state, isFirst: cursor === undefined })
      const title = mailTexts(who.locale).title
      return sendPage(reply, framedPage(frameOf(app, request, who), { title, main, menu: 'mails' }))
    },
  })

const mailRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: '/bureau/courriels/:mail',
    guard: operator(app),
    schema: { params: Type.Object({ mail: Id }) },
    handle: async (request, reply, who) => {
      const mail = await app.db.readTerritory((tx) => getMail(tx, request.params.mail))
      const main = MailPage({ locale: who.locale, mail, publicUrl: app.config.publicUrl })
      return sendPage(reply, framedPage(frameOf(app, request, who), { title: mail.subject, main, menu: 'mails' }))
    },
  })

const attachmentRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: '/bureau/courriels/:mail/pieces/:rank',
    guard: operator(app),
    schema: { params: Type.Object({ mail: Id, rank: Type.Integer({ minimum: 1, maximum: 50 }) }) },
    handle: async (request, reply) => {
      const { mail: id, rank } = request.params
      const mail = await app.db.readTerritory((tx) => getMail(tx, id))
      const file = mail.attachments[rank - 1]
      if (!file) throw notFound('mail.attachment')
      return reply
        .headers({
          'content-type': file.mediaType,
          'content-disposition': contentDisposition(file.name),
          'content-security-policy': "default-src 'none'; sandbox",
        })
        .send(Buffer.from(file.content))
    },
  })
