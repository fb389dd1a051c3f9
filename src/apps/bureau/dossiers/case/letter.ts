import { type Contact, getContact, mayMeet } from '#counter/contacts'
import { dayOf } from '#kernel/calendar'
import { catalogue, formats } from '#platform/i18n'
import type { renderLetter } from '#platform/pdf'
import type { AgentVisitor } from '../../../access/index.ts'
import { siteName, themeColour } from '../../../guichet/frame/index.ts'
import type { OpenCase } from './read.ts'
import { titleOf } from './sections.ts'

/** To somebody whom nothing reaches online: what was last written to her, on paper. */

const texts = catalogue({
  fr: {
    at: (place: string, day: string) => `${place}, le ${day}`,
    reference: (number: string) => `Demande ${number}`,
    page: (page: number, pages: number) => `Page ${page} sur ${pages}`,
    hello: 'Madame, Monsieur,',
    about: (procedure: string, day: string) =>
      `Nous vous écrivons au sujet de votre demande « ${procedure} », reçue le ${day}.`,
    bye: 'Nous restons à votre disposition, au guichet ou par téléphone.',
  },
  en: {
    at: (place, day) => `${place}, ${day}`,
    reference: (number) => `Request ${number}`,
    page: (page, pages) => `Page ${page} of ${pages}`,
    hello: 'Dear Sir or Madam,',
    about: (procedure, day) => `We are writing about your request “${procedure}”, received on ${day}.`,
    bye: 'We remain at your disposal, at the counter or by telephone.',
  },
})

type Dossier = OpenCase['file']['dossier']

/** Neither an address nor an account: what is written on her request reaches nobody, until somebody posts it or calls. */
export const isUnreached = ({ applicantEmail, accountId, erasedAt }: Dossier): boolean =>
  applicantEmail === '' && accountId === null && erasedAt === null

/** Her address as an envelope shows it, where her record has one and the agent reads records. */
async function addressOf({ context, site }: AgentVisitor, { contactId }: Dossier): Promise<Contact['address']> {
  if (contactId === null || !mayMeet(context.actor, site.id)) return null
  return (await getContact(context, { collectivityId: site.id, contactId })).address
}

/** Written in the person's language, from the last message of the service to her; without one, it only says what it is about. */
export async function letterOf(
  { file, definition }: OpenCase,
  who: AgentVisitor,
  now: Date,
): Promise<Parameters<typeof renderLetter>[0]> {
  const { dossier, messages } = file
  const t = texts(dossier.locale)
  const format = formats(dossier.locale)
  const address = await addressOf(who, dossier)
  const title = titleOf(definition, dossier.locale)
  const last = messages.findLast(({ direction }) => direction === 'to_applicant')
  const said = last?.body.split(/\n{2,}/).filter((paragraph) => paragraph.trim() !== '') ?? []
  const name = siteName(who.site)
  return {
    collectivityName: name,
    brandBase: themeColour(who.site),
    language: dossier.locale,
    createdAt: now,
    recipient: [
      dossier.applicantName,
      ...(address
        ? [address.line, ...(address.complement ? [address.complement] : []), `${address.postalCode} ${address.city}`]
        : []),
    ],
    placeAndDate: t.at(name, format.fullDate(dayOf(now))),
    subject: title,
    reference: t.reference(dossier.number),
    paragraphs: [t.hello, t.about(title, format.date(dossier.submittedAt)), ...said, t.bye],
    signature: [name],
    labels: { page: t.page },
  }
}
