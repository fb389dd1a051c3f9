import type { Locale } from '#kernel/localized'
import { catalogue } from '#platform/i18n'
import type { News } from './jobs.ts'

/** A mail as this house words it; the composition root gives it its look and hands it to the mailer. */
export interface MandateMail {
  /** The same when a job runs again: the mailer sends it once. */
  readonly id: string
  readonly to: string
  readonly locale: Locale
  readonly subject: string
  readonly paragraphs: readonly string[]
  readonly action: { readonly label: string; readonly href: string }
}

/** Who reads, of whom and what it speaks. */
export interface MandateReader {
  readonly mailId: string
  readonly to: string
  readonly locale: Locale
  readonly href: string
  readonly asker: string
  readonly holder: string
  readonly principal: string
  /** In full: "31 décembre 2027". */
  readonly endsOn: string
  readonly answerBy: string
  readonly reason: string
  /** She is invited as a director and may have no account. */
  readonly isInvited: boolean
}

const texts = catalogue({
  fr: {
    asked: (holder: string, principal: string) => `${holder} demande un mandat pour ${principal}`,
    askedBody: (asker: string, holder: string, principal: string) =>
      `${asker} demande que ${holder} puisse agir au nom de ${principal} auprès des services publics du territoire.`,
    askedWhat: (date: string) =>
      `Lisez la demande, puis approuvez ou refusez avant le ${date}. Sans réponse, elle s’éteint d’elle-même.`,
    askedInvited: (principal: string) =>
      `On nous dit que vous dirigez ${principal}. Ce courriel ne prouve rien : connectez-vous ou créez un compte, ajoutez l’organisation, puis faites-vous reconnaître avec FranceConnect ou par une lettre.`,
    askedAction: 'Lire la demande',
    approved: (principal: string) => `Vous pouvez agir pour ${principal}`,
    approvedBody: (holder: string, principal: string, date: string) =>
      `Le mandat de ${holder} pour ${principal} est approuvé, jusqu’au ${date}.`,
    refused: (principal: string) => `Le mandat pour ${principal} est refusé`,
    refusedBody: (reason: string) => `Raison donnée : ${reason}`,
    refusedNext: 'Vous pouvez en parler avec la personne qui a refusé, puis demander de nouveau.',
    expired: (principal: string) => `Le mandat pour ${principal} n’a pas reçu de réponse`,
    expiredBody: 'Personne n’a répondu à temps : la demande est éteinte. Vous pouvez la refaire.',
    withdrawn: (principal: string) => `La demande de mandat pour ${principal} est retirée`,
    withdrawnBody: (asker: string) => `${asker} a retiré sa demande. Vous n’avez rien à faire.`,
    revoked: (principal: string) => `Le mandat pour ${principal} a pris fin`,
    revokedBody: (holder: string, principal: string) =>
      `${holder} n’agit plus au nom de ${principal}. Ce qui avait été confié plus loin prend fin aussi.`,
    ending: (principal: string, date: string) => `Le mandat pour ${principal} prend fin le ${date}`,
    endingBody: 'Demandez son renouvellement dès maintenant : l’accord de qui le donne est de nouveau nécessaire.',
    doubted: (principal: string) => `Un mandat pour ${principal} est à revoir`,
    doubtedBody: (holder: string) =>
      `La personne qui avait approuvé le mandat de ${holder} n’est plus au registre. Confirmez-le ou mettez-y fin.`,
    action: 'Voir le mandat',
  },
  en: {
    asked: (holder, principal) => `${holder} asks for a mandate for ${principal}`,
    askedBody: (asker, holder, principal) =>
      `${asker} asks that ${holder} may act for ${principal} before the public services of the territory.`,
    askedWhat: (date) =>
      `Read the request, then approve or refuse before ${date}. Without an answer it ends by itself.`,
    askedInvited: (principal) =>
      `You are named as a director of ${principal}. This e-mail proves nothing: sign in or make an account, add the organisation, then be recognised with FranceConnect or by a letter.`,
    askedAction: 'Read the request',
    approved: (principal) => `You may act for ${principal}`,
    approvedBody: (holder, principal, date) => `The mandate of ${holder} for ${principal} is approved, until ${date}.`,
    refused: (principal) => `The mandate for ${principal} is refused`,
    refusedBody: (reason) => `Reason given: ${reason}`,
    refusedNext: 'You may speak with who refused, then ask again.',
    expired: (principal) => `The mandate for ${principal} had no answer`,
    expiredBody: 'Nobody answered in time: the request has ended. You may ask again.',
    withdrawn: (principal) => `The request of a mandate for ${principal} is withdrawn`,
    withdrawnBody: (asker) => `${asker} withdrew the request. There is nothing to do.`,
    revoked: (principal) => `The mandate for ${principal} has ended`,
    revokedBody: (holder, principal) =>
      `${holder} no longer acts for ${principal}. What was passed on from it ends too.`,
    ending: (principal, date) => `The mandate for ${principal} ends on ${date}`,
    endingBody: 'Ask for its renewal now: who gives it must agree again.',
    doubted: (principal) => `A mandate for ${principal} is to be reviewed`,
    doubtedBody: (holder) =>
      `Who approved the mandate of ${holder} is no longer in the register. Confirm it or end it.`,
    action: 'See the mandate',
  },
})

export function mandateMail(news: News, reader: MandateReader): MandateMail {
  const t = texts(reader.locale)
  const { mailId: id, to, locale, href } = reader
  const { subject, paragraphs } = wording(news, reader)
  return { id, to, locale, subject, paragraphs, action: { label: news === 'asked' ? t.askedAction : t.action, href } }
}

function wording(
  news: News,
  reader: MandateReader,
): { readonly subject: string; readonly paragraphs: readonly string[] } {
  const t = texts(reader.locale)
  const { asker, holder, principal, endsOn, answerBy, reason } = reader
  switch (news) {
    case 'asked': {
      const paragraphs = [t.askedBody(asker, holder, principal), t.askedWhat(answerBy)]
      return {
        subject: t.asked(holder, principal),
        paragraphs: reader.isInvited ? [...paragraphs, t.askedInvited(principal)] : paragraphs,
      }
    }
    case 'approved':
      return { subject: t.approved(principal), paragraphs: [t.approvedBody(holder, principal, endsOn)] }
    case 'refused':
      return { subject: t.refused(principal), paragraphs: [t.refusedBody(reason), t.refusedNext] }
    case 'expired':
      return { subject: t.expired(principal), paragraphs: [t.expiredBody] }
    case 'withdrawn':
      return { subject: t.withdrawn(principal), paragraphs: [t.withdrawnBody(asker)] }
    case 'revoked':
      return { subject: t.revoked(principal), paragraphs: [t.revokedBody(holder, principal)] }
    case 'ending':
      return { subject: t.ending(principal, endsOn), paragraphs: [t.endingBody] }
    case 'doubted':
      return { subject: t.doubted(principal), paragraphs: [t.doubtedBody(holder)] }
  }
}
